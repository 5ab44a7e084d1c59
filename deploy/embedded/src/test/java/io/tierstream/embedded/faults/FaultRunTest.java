package io.tierstream.embedded.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tierstream.embedded.faults.FaultRun.Happened;
import io.tierstream.embedded.faults.FaultSchedule.Entry;
import io.tierstream.embedded.faults.FaultSchedule.Round;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultRunTest {
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private volatile double progress;

  @Test
  void roundsWaitForTheLoadAndForRecovery() throws InterruptedException {
    var schedule =
        new FaultSchedule(
            1,
            List.of(
                new Round(0.5, List.of(entry("a", 10))), new Round(0.6, List.of(entry("b", 0)))));
    try (var run =
        FaultRun.start(
            schedule,
            () -> {
              seen.add("at " + progress);
              return progress;
            },
            round -> seen.add("recovered from " + names(round)))) {
      await().until(() -> seen.size() > 2);
      assertThat(seen).containsOnly("at 0.0");
      progress = 1;

      assertThat(names(run.finish())).isEqualTo("ab");
      assertThat(seen.stream().filter(what -> !what.startsWith("at")))
          .containsExactly(
              "a broken",
              "a mended",
              "recovered from a",
              "b broken",
              "b mended",
              "recovered from b");
    }
  }

  /** As a service that is ready only when its database can be reached. */
  @Test
  void aFaultMayBeMendedOnlyWhenTheOtherOfItsRoundIs() throws InterruptedException {
    var waiting =
        new Fault(
            "a",
            "x",
            Duration.ZERO,
            Duration.ZERO,
            () -> seen.add("a broken"),
            () -> {
              await().until(() -> seen.contains("b mended"));
              seen.add("a mended");
            });
    var schedule =
        new FaultSchedule(
            1,
            List.of(
                new Round(0, List.of(new Entry(waiting, Duration.ofMillis(2)), entry("b", 20)))));
    try (var run = FaultRun.start(schedule, () -> 1, round -> seen.add(names(round)))) {
      assertThat(run.finish()).hasSize(2);
      assertThat(seen).containsExactly("a broken", "b broken", "b mended", "a mended", "ba");
    }
  }

  @Test
  void itTellsHowLongItTook() throws InterruptedException {
    var schedule = new FaultSchedule(1, List.of(new Round(0, List.of(entry("a", 20)))));
    try (var run = FaultRun.start(schedule, () -> 1, round -> {})) {
      assertThat(run.finish())
          .singleElement()
          .satisfies(
              fault ->
                  assertThat(Duration.between(fault.begun(), fault.mended()))
                      .as("never sooner, whatever the machine")
                      .isGreaterThanOrEqualTo(Duration.ofMillis(19)));
    }
  }

  @Test
  void closedEarlyItMendsWhatIsBrokenAndBreaksNothingMore() {
    var schedule =
        new FaultSchedule(
            1,
            List.of(
                new Round(0, List.of(entry("a", 3_600_000), entry("b", 3_600_000))),
                new Round(0, List.of(entry("c", 0)))));
    try (var run = FaultRun.start(schedule, () -> 1, round -> {})) {
      await().until(() -> seen.contains("a broken"));
      run.close();
    }
    assertThat(seen).containsExactly("a broken", "a mended");
  }

  @Test
  void closedBeforeTheLoadHasBegunItEnds() {
    var schedule = new FaultSchedule(1, List.of(new Round(0.5, List.of(entry("a", 0)))));
    FaultRun.start(schedule, () -> 0, round -> {}).close();
    assertThat(seen).isEmpty();
  }

  @Test
  void aFaultThatCanNotBeMadeIsMendedAndEndsTheRun() {
    var impossible =
        new Fault(
            "b",
            "x",
            Duration.ZERO,
            Duration.ZERO,
            () -> {
              throw new IOException("impossible");
            },
            () -> seen.add("b mended"));
    var schedule =
        new FaultSchedule(
            42,
            List.of(
                new Round(0, List.of(entry("a", 20), new Entry(impossible, Duration.ZERO))),
                new Round(0, List.of(entry("c", 0)))));
    try (var run = FaultRun.start(schedule, () -> 1, round -> {})) {
      assertThatThrownBy(run::finish)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("seed 42")
          .hasRootCauseMessage("impossible");
    }
    assertThat(seen).containsExactlyInAnyOrder("a broken", "a mended", "b mended");
  }

  @Test
  void whatCanNotBeMendedKeepsNothingElseFromIt() {
    var hopeless =
        new Fault(
            "a",
            "x",
            Duration.ZERO,
            Duration.ZERO,
            () -> seen.add("a broken"),
            () -> {
              throw new IOException("hopeless");
            });
    var schedule =
        new FaultSchedule(
            1,
            List.of(
                new Round(
                    0, List.of(new Entry(hopeless, Duration.ofMillis(2)), entry("b", 3_600_000)))));
    try (var run = FaultRun.start(schedule, () -> 1, round -> {})) {
      assertThatThrownBy(run::finish).hasRootCauseMessage("hopeless");
    }
    assertThat(seen).containsExactly("a broken", "b broken", "b mended");
  }

  @Test
  void aSystemThatDoesNotRecoverEndsTheRun() {
    var schedule =
        new FaultSchedule(
            1, List.of(new Round(0, List.of(entry("a", 0))), new Round(0, List.of(entry("b", 0)))));
    try (var run =
        FaultRun.start(
            schedule,
            () -> 1,
            round -> {
              throw new IOException("down");
            })) {
      assertThatThrownBy(run::finish).hasRootCauseMessage("down");
    }
    assertThat(seen).containsExactly("a broken", "a mended");
  }

  private Entry entry(String target, long millis) {
    var length = Duration.ofMillis(millis);
    return new Entry(
        new Fault(
            target,
            "x",
            length,
            length,
            () -> seen.add(target + " broken"),
            () -> seen.add(target + " mended")),
        length);
  }

  private static String names(List<Happened> round) {
    return String.join("", round.stream().map(fault -> fault.entry().fault().target()).toList());
  }
}
