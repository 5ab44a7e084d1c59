package io.tierstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tierstream.embedded.faults.LinkFault;
import io.tierstream.local.Service;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** However records come onto the topics, and in whatever order, effects stay exactly once. */
class TopicScenarios extends Rehearsal {
  private static final Size SIZE = new Size(800, 60);
  private static final List<Service> PRODUCERS =
      List.of(Service.CUSTOMER, Service.ORDER, Service.FEEDBACK);

  /** Longer than it takes the others to go on by several versions of a fact. */
  private static final Duration LATE = Duration.ofSeconds(2);

  @Test
  void factsComeAgainAtNewOffsetsInAnotherOrder() throws Exception {
    var report =
        rehearse(
            "again",
            SIZE,
            target(),
            PATIENCE,
            load -> {
              int repeated = 0;
              for (double share = 0.25; share <= 1; share += 0.25) {
                awaitProgress(load, share);
                for (var topic : Checker.INPUTS) {
                  repeated += Repeats.some(target(), topic, "again-", (long) (share * 100));
                }
              }
              assertThat(repeated).isPositive();
            });
    assertThat(report.findings()).isEmpty();
    assertThat(report.repeats()).isPositive();
  }

  @Test
  void oneTopicLagsBehindTheOthers() throws Exception {
    rehearse(
        "late",
        SIZE,
        load -> {
          double share = 0.1;
          for (var producer : PRODUCERS) {
            share += 0.3;
            var link = system.toBroker(producer.fullName());
            link.suffer(LinkFault.Delay.of(LATE));
            awaitProgress(load, share);
            link.heal();
          }
        });
  }

  @Test
  void aRelayIsStalledPastItsLease() throws Exception {
    var service = Service.ORDER.fullName();
    var holder = holder();
    try (var other = system.another(service, service + "-2", UnaryOperator.identity())) {
      var target = through(Service.ORDER, other.uri());
      var report =
          rehearse(
              "stalled",
              SIZE,
              target,
              PATIENCE,
              load -> {
                awaitProgress(load, 0.2);
                assertThat(holder()).isEqualTo(holder);
                system.process(service).suspend();
                await().atMost(PATIENCE).until(() -> !holder().equals(holder));
                try (var probe = new RecoveryProbe(target)) {
                  probe.await();
                }
                awaitProgress(load, 0.6);
                system.process(service).resume();
                awaitProgress(load, 1);
              });
      assertThat(report.findings()).isEmpty();
    }
  }

  /** The system, where that service's requests go elsewhere. */
  private static Target through(Service service, URI elsewhere) {
    var usual = target();
    return new Target(
        usual.bootstrapServers(),
        usual.jdbcUrls(),
        asked -> asked == service ? elsewhere : usual.addresses().apply(asked),
        usual.clock());
  }

  /** Who holds the lease of order-service's relay. */
  private static String holder() throws SQLException {
    try (var connection = target().connect(Service.ORDER)) {
      return Rows.all(connection, row -> row.getString(1), "SELECT holder FROM relay_lease").get(0);
    }
  }
}
