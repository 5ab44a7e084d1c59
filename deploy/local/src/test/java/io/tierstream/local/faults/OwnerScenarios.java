package io.tierstream.local.faults;

import static io.tierstream.local.faults.FaultySystem.OTHER_SEGMENTATION;
import static io.tierstream.local.faults.FaultySystem.SEGMENTATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tierstream.embedded.ServiceProcess;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever owns the numbers, and for however short a time, effects stay exactly once. */
class OwnerScenarios extends Rehearsal {
  private static final Size SIZE = new Size(400, 25);
  private static final int JOINS = 10;

  /** Takes longer than all who join and leave. */
  private static final Size LONG = new Size(6_000, 25);

  /** Long enough for somebody to be stopped in the middle of a commit. */
  private static final String LINGER =
      Rules.rule(
          "io.tierstream.segmentation.persistence.Commits",
          "commit",
          "AT ENTRY",
          "TRUE",
          "delay(2500)");

  @Test
  void theStoppedOneIsReplacedAndRefusedWhenItGoesOn() throws Exception {
    replacedWhileStopped("stopped-outside", () -> {});
  }

  @Test
  void whoIsStoppedInsideATransactionKeepsNobodyFromTakingOver() throws Exception {
    replacedWhileStopped(
        "stopped-inside",
        () -> {
          system.rules(SEGMENTATION).add("linger", LINGER);
          await()
              .pollDelay(Duration.ZERO)
              .pollInterval(Duration.ofMillis(50))
              .atMost(PATIENCE)
              .until(OwnerScenarios::somebodyLingers);
        });
  }

  private static void replacedWhileStopped(String name, Runnable until) throws Exception {
    rehearse(
        name,
        SIZE,
        load -> {
          var refusals = refusals();
          until.run();
          system.process(SEGMENTATION).suspend();
          await().atMost(PATIENCE).until(() -> owned(SEGMENTATION) == 0);
          // All numbers are worked, and it stands there still.
          try (var probe = new RecoveryProbe(target())) {
            probe.await();
          }
          awaitProgress(load, 0.8);
          system.process(SEGMENTATION).resume();
          await().atMost(PATIENCE).until(() -> refusals() > refusals);
        });
  }

  private static boolean somebodyLingers() throws SQLException {
    return segmentation(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                + " AND state = 'idle in transaction'"
                + " AND clock_timestamp() - state_change > interval '300 ms'")
        > 0;
  }

  private static double refusals() throws IOException, InterruptedException {
    var metrics =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(system.uri(SEGMENTATION).resolve("/q/metrics")).build(),
                BodyHandlers.ofLines());
    return metrics
        .body()
        .filter(line -> line.startsWith("tierstream_fence_refusals_total"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  @Test
  void twentyJoinsAndLeavesTellNothingTwice() throws Exception {
    var report =
        rehearse(
            "joins-and-leaves",
            LONG,
            target(),
            PATIENCE,
            load -> {
              awaitProgress(load, 0.02);
              for (int guest = 1; guest <= JOINS; guest++) {
                try (var process = another("guest-" + guest, UnaryOperator.identity())) {
                  await().atMost(PATIENCE).until(() -> owned(process.pid()) > 0);
                  process.stop();
                  await().atMost(PATIENCE).until(() -> owned(process.pid()) == 0);
                }
              }
              // They all came and went under load.
              assertThat(load.progress()).isLessThan(1);
            });
    assertThat(report.findings()).isEmpty();
    // Only a crash parts a publication from its mark.
    assertThat(report.publishedAgain()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT4M", "PT-4M"})
  void aClockIsWrongOnOneInstance(String offset) throws Exception {
    rehearse(
        "clock-" + offset.toLowerCase(Locale.ROOT),
        SIZE,
        load -> {
          system.process(OTHER_SEGMENTATION).stop();
          try (var shifted =
              another("shifted", usual -> usual.with("TIERSTREAM_CLOCK_OFFSET", offset))) {
            await()
                .atMost(PATIENCE)
                .until(() -> owned(shifted.pid()) > 0 && owned(SEGMENTATION) > 0);
            awaitProgress(load, 0.8);
          }
        });
  }

  private static ServiceProcess another(
      String name, UnaryOperator<ServiceProcess.Options> otherwise) {
    return system.another(SEGMENTATION, SEGMENTATION + "-" + name, otherwise);
  }
}
