package io.tierstream.segmentation.messaging;

import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.TopicReader;
import io.tierstream.segmentation.application.Fate;
import io.tierstream.segmentation.application.RebuildReport;
import io.tierstream.segmentation.application.RebuildStandings;
import io.tierstream.segmentation.messaging.Shop.Sale;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.ConfigResource.Type;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the topics have no longer is taken from the tables, and told of. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class RebuildRemovalsIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  @InjectInfrastructure Infrastructure infrastructure;
  @Inject RebuildStandings rebuildStandings;

  private final String customer = "C-" + UUID.randomUUID();
  private final Instant now = Instant.now().truncatedTo(MICROS);
  private Shop shop;
  private Tables tables;

  @BeforeEach
  void open() {
    shop = new Shop(infrastructure);
    tables = new Tables(infrastructure);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void recordsThatWereDeletedAreTakenFromTheTablesAndCounted() throws Exception {
    shop.emit(Sale.paid(customer, "O-1", "600.00", now.minus(Duration.ofDays(9))));
    var last = shop.emit(Sale.paid(customer, "O-2", "90.00", now.minus(Duration.ofDays(8))));
    shop.emit(Sale.paid(customer, "O-3", "8.00", now.minus(Duration.ofDays(7))));
    await().atMost(LONG).until(() -> "3".equals(tables.standing(customer, "frequency")));
    var whole = rebuild();
    assertThat(whole.removed("orders")).isZero();

    var partition = new TopicPartition(infrastructure.topic("orders"), Shop.number(customer));
    // The other test's customer may be of the same partition.
    var deleted =
        shop.read("orders").stream()
            .filter(record -> record.partition() == partition.partition())
            .filter(record -> record.offset() <= last)
            .count();
    assertThat(deleted).isGreaterThanOrEqualTo(2);
    try (var admin = admin()) {
      admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(last + 1))).all().get();
    }

    var report = rebuild();
    assertThat(report.isEqual()).isTrue();
    assertThat(report.liveHash()).isEqualTo(whole.liveHash());
    assertThat(report.removed("orders")).isEqualTo(deleted);
    assertThat(report.count(Fate.APPLIED, "orders"))
        .isEqualTo(whole.count(Fate.APPLIED, "orders") - deleted);
    // It is what was folded: what is in its place now can't be told from it, but by the figures.
    tables.change("UPDATE standing SET frequency = 7 WHERE customer_id = '" + customer + "'");
    assertThat(rebuild().isEqual()).isFalse();
    tables.change("UPDATE standing SET frequency = 3 WHERE customer_id = '" + customer + "'");
    assertThat(rebuild().isEqual()).isTrue();
  }

  @Test
  void recordsThatWereCompactedAwayAreTakenFromTheTablesAndCounted() throws Exception {
    var survivor = "S-" + customer;
    shop.register(customer, 1, "{\"region\":\"North\"}", now);
    shop.emit(Sale.paid(customer, "M-1", "600.00", now.minus(Duration.ofDays(9))));
    await().atMost(LONG).until(() -> "1".equals(tables.standing(customer, "frequency")));
    shop.tell("customer.merged.v1", customer, 2, survivor, Instant.now());
    await().atMost(LONG).until(() -> "1".equals(tables.standing(survivor, "frequency")));
    shop.tell("customer.unmerged.v1", customer, 3, null, Instant.now());
    await().atMost(LONG).until(() -> "1".equals(tables.standing(customer, "frequency")));
    await().atMost(LONG).until(() -> "0".equals(tables.standing(survivor, "frequency")));
    shop.register(customer, 4, "{\"region\":\"South\"}", now);
    await().atMost(LONG).until(() -> "South".equals(tables.standing(customer, "region")));
    var whole = rebuild();
    assertThat(whole.count(Fate.APPLIED, "customers")).isEqualTo(2);
    assertThat(whole.removed("customers")).isZero();

    compactCustomers();
    var neighbour = neighbour();
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              // A segment is compacted once another has begun, which the records' own time says.
              shop.register(neighbour, 1, "{}", Instant.now());
              assertThat(versions()).hasSize(1);
            });

    var report = rebuild();
    assertThat(report.isEqual()).isTrue();
    assertThat(report.removed("customers")).isEqualTo(2);
    assertThat(report.count(Fate.APPLIED, "customers")).isZero();
  }

  /** Records of the customer that its topic has. */
  private Stream<String> versions() {
    return shop.read("customers").stream().map(TopicReader::key).filter(customer::equals);
  }

  /** Another customer of the same partition. */
  private String neighbour() {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "N-" + i + "-" + customer)
        .filter(id -> Shop.number(id) == Shop.number(customer))
        .findFirst()
        .orElseThrow();
  }

  /** At once, instead of when half of it is old. */
  private void compactCustomers() throws ExecutionException, InterruptedException {
    var topic = new ConfigResource(Type.TOPIC, infrastructure.topic("customers"));
    var broker = new ConfigResource(Type.BROKER, "");
    try (var admin = admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  topic,
                  Stream.of(
                          set("cleanup.policy", "compact"),
                          set("min.cleanable.dirty.ratio", "0"),
                          set("segment.ms", "500"))
                      .toList(),
                  broker,
                  Stream.of(set("log.cleaner.backoff.ms", "500")).toList()))
          .all()
          .get();
    }
  }

  private static AlterConfigOp set(String name, String value) {
    return new AlterConfigOp(new ConfigEntry(name, value), OpType.SET);
  }

  private Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", infrastructure.bootstrapServers()));
  }

  private RebuildReport rebuild() throws Exception {
    return rebuildStandings.rebuild(false, line -> {});
  }
}
