package io.tierstream.embedded.faults;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tierstream.embedded.faults.FaultSchedule.Entry;
import io.tierstream.embedded.faults.FaultSchedule.Round;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {
  private static final List<Fault> FAULTS =
      List.of(
          fault("broker", "kill", 100, 900),
          fault("broker", "suspend", 100, 900),
          fault("database", "kill", 500, 500),
          fault("orders → broker", new LinkFault.HalfOpen(LinkFault.End.CLIENT).toString(), 1, 9),
          fault("orders → broker", LinkFault.Delay.of(Duration.ofMillis(200)).toString(), 1, 9));

  @Test
  void isOfItsSeedAlone() {
    var shuffled = new ArrayList<>(FAULTS);
    Collections.reverse(shuffled);
    assertThat(FaultSchedule.of(7, shuffled, 12))
        .hasToString(FaultSchedule.of(7, FAULTS, 12).toString());
    assertThat(seeds().map(seed -> FaultSchedule.of(seed, FAULTS, 12).rounds().toString()))
        .doesNotHaveDuplicates();
  }

  /** What is printed for a seed today must be what that seed means tomorrow. */
  @Test
  void isPrintedALinePerFaultAfterTheSeed() {
    assertThat(FaultSchedule.of(7, FAULTS, 6))
        .hasToString(
            """
            seed 7, 6 faults
            0.095 orders → broker: HalfOpen[towards=CLIENT], 8 ms
            0.251 orders → broker: Delay[towards=[CLIENT, SERVER], delay=PT0.2S, jitter=PT0S, seed=0], 1 ms
            0.251 + broker: kill, 818 ms
            0.477 database: kill, 500 ms
            0.754 broker: suspend, 239 ms
            0.844 broker: kill, 199 ms""");
  }

  @Test
  void hasAsManyFaultsAsWantedAndEachAsOftenAsTheOthers() {
    assertThat(seeds())
        .allSatisfy(
            seed -> {
              var schedule = FaultSchedule.of(seed, FAULTS, 12);
              var often = schedule.entries().stream().collect(groupingBy(Entry::fault, counting()));
              assertThat(often).containsOnlyKeys(FAULTS);
              assertThat(often.values()).allMatch(times -> times == 2 || times == 3);
              assertThat(schedule.entries()).hasSize(12);
            });
  }

  @Test
  void roundsComeInTheCourseOfTheLoad() {
    assertThat(seeds().map(seed -> FaultSchedule.of(seed, FAULTS, 12).rounds()))
        .allSatisfy(
            rounds -> {
              assertThat(rounds).extracting(Round::at).isSorted().allMatch(at -> at >= 0 && at < 1);
              // One in each of so many equal parts of the load.
              assertThat(rounds)
                  .extracting(round -> (int) (round.at() * rounds.size()))
                  .doesNotHaveDuplicates();
            });
  }

  @Test
  void faultsThatHappenTogetherAreOfDifferentTargets() {
    var rounds =
        seeds().flatMap(seed -> FaultSchedule.of(seed, FAULTS, 12).rounds().stream()).toList();
    assertThat(rounds)
        .allSatisfy(
            round -> {
              assertThat(round.entries()).hasSizeBetween(1, 2);
              assertThat(round.entries())
                  .extracting(entry -> entry.fault().target())
                  .doesNotHaveDuplicates();
            });
    assertThat(rounds).anyMatch(round -> round.entries().size() == 2);
    assertThat(rounds).anyMatch(round -> round.entries().size() == 1);
  }

  @Test
  void lengthsAreWithinTheFaultsBounds() {
    var lengths =
        seeds()
            .flatMap(seed -> FaultSchedule.of(seed, FAULTS, 12).entries().stream())
            .filter(entry -> entry.fault().target().startsWith("orders"))
            .map(entry -> entry.length().toMillis());
    assertThat(lengths).contains(1L, 9L).allMatch(length -> length >= 1 && length <= 9);
  }

  @Test
  void refusesTwoFaultsThatItCouldNotTellApart() {
    var faults = List.of(fault("broker", "kill", 1, 2), fault("broker", "kill", 3, 4));
    assertThatThrownBy(() -> FaultSchedule.of(1, faults, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("broker: kill");
    assertThatThrownBy(() -> FaultSchedule.of(1, List.of(), 3))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Stream<Long> seeds() {
    return LongStream.range(0, 50).boxed();
  }

  private static Fault fault(String target, String kind, long shortest, long longest) {
    return new Fault(
        target, kind, Duration.ofMillis(shortest), Duration.ofMillis(longest), () -> {}, () -> {});
  }
}
