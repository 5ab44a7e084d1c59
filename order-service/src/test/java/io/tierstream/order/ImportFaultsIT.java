package io.tierstream.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.TopicReader;
import io.tierstream.events.Topics;
import io.tierstream.imports.EmitImport;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(SmallPortions.class)
@WithTestResource(InfrastructureResource.class)
class ImportFaultsIT {

  private static final String HEADER = "orderId,customerId,sku,quantity,unitPrice,paidAt\n";

  @InjectInfrastructure Infrastructure infrastructure;
  @Inject EmitImport emitImport;

  private String t;

  @BeforeEach
  void begin() throws Exception {
    t = Shop.newId().substring(0, 8) + "-";
    theConsumerReadsEverything();
  }

  @Test
  void aCrashInTheMiddleOfAPortionLosesAndDoublesNothing() throws Exception {
    // the portion with the first refund can't go on, and the database dies under it
    var lock = infrastructure.connect();
    lock.setAutoCommit(false);
    lock.createStatement().execute("LOCK TABLE order_step IN ACCESS EXCLUSIVE MODE");
    var job = upload(history(8));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Shop.job(job).getString("phase").equals("EMITTING") && isWaitingForALock());
    infrastructure.postgres().kill();
    infrastructure.postgres().restart();

    await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> isOver(job));
    assertThatEverythingIsToldOnce(job, 8);
  }

  @Test
  void severalInstancesAtOneJobTellEachFactOnce() throws Exception {
    var job = upload(history(8));
    Callable<Void> instance =
        () -> {
          while (!isOver(job)) {
            emitImport.emit(job);
          }
          return null;
        };
    var pool = Executors.newFixedThreadPool(3);
    try {
      for (var done : pool.invokeAll(List.of(instance, instance, instance))) {
        done.get();
      }
    } finally {
      pool.shutdown();
    }

    assertThatEverythingIsToldOnce(job, 8);
  }

  @Test
  void anImportWaitsForItsConsumer() throws Exception {
    var job = upload(history(80));

    await()
        .atMost(Duration.ofSeconds(30))
        .during(Duration.ofSeconds(2))
        .until(
            () -> {
              var state = Shop.job(job);
              return state.getInt("emitted") > 0
                  && state.getInt("emitted") < state.getInt("facts")
                  && state.getString("status").equals("RUNNING");
            });

    awaitOver(job);
    assertThatEverythingIsToldOnce(job, 80);
  }

  @Test
  void creditNotesAreNotOnWhatAStrangerBoughtUnderTheirPurchasesIdsMeanwhile() throws Exception {
    var late = new StringBuilder(history(80));
    // one is told of together with its purchase, the other much later
    for (var id : List.of("K", "L")) {
      late.append("%1$s%2$s,%1$sC,A,2,1.00,2011-02-0%3$dT10:00:00Z\n".formatted(t, id, 1));
    }
    late.append("%1$sNK,%1$sC,A,-1,1.00,2011-02-01T10:00:01Z\n".formatted(t));
    for (var i = 0; i < 6; i++) {
      late.append("%1$sF%2$d,%1$sC,B,2,1.00,2011-02-02T10:00:00Z\n".formatted(t, i));
    }
    late.append("%1$sNL,%1$sC,A,-3,1.00,2011-02-03T10:00:00Z\n".formatted(t));
    var job = upload(late.toString());
    await()
        .atMost(Duration.ofSeconds(30))
        .during(Duration.ofSeconds(1))
        .until(() -> Shop.job(job).getInt("emitted") > 0 && Shop.job(job).getInt("emitted") < 240);
    var stranger = Shop.newId();
    for (var id : List.of(t + "K", t + "L")) {
      Shop.place(id, stranger, "500.00").statusCode(201);
      Shop.pay(id).statusCode(200);
    }

    awaitOver(job);

    for (var id : List.of(t + "K", t + "L")) {
      assertThat(Shop.order(id).getString("status")).isEqualTo("PAID");
    }
    assertThat(Shop.job(job).getString("status")).isEqualTo("COMPLETED");
    assertThat(Shop.job(job).getMap("rejected"))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("order known with other content", 2, "without a purchase", 2));
  }

  @Test
  void aJobThatCanNotGoOnIsGivenUpAndSaysSoInEveryPartition() throws Exception {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      statement.execute(
          "ALTER TABLE orders ADD CONSTRAINT refused CHECK (order_id <> '" + t + "O-7')");
      var job = upload(history(8));
      await().atMost(Duration.ofSeconds(30)).until(() -> isOver(job));
      statement.execute("ALTER TABLE orders DROP CONSTRAINT refused");

      assertThat(Shop.job(job).getString("status")).isEqualTo("FAILED");
      assertThat(Shop.job(job).getString("error")).contains("refused");
      try (var topic = TopicReader.fromBeginning(infrastructure, Topics.ORDERS)) {
        assertThat(
                topic.awaitTold(
                    24,
                    event ->
                        event.key().equals(job) && event.event().shortType().startsWith("import.")))
            .hasSize(24);
      }
      var other = upload(history(8).replace(t, t + "x-"));
      await().atMost(Duration.ofSeconds(30)).until(() -> isOver(other));
      assertThat(Shop.job(other).getString("status")).isEqualTo("COMPLETED");
    }
  }

  /** {@code customers} times two purchases, with a return of a part of the second. */
  private String history(int customers) {
    var csv = new StringBuilder(HEADER);
    for (var i = 0; i < customers; i++) {
      csv.append(
          "%1$sO-%2$d,%1$sC-%2$d,A,2,1.00,2011-01-01 10:00:%3$02d\n".formatted(t, i, i % 60));
      csv.append(
          "%1$sN-%2$d,%1$sC-%2$d,A,-1,1.00,2011-01-01 10:00:%3$02d\n".formatted(t, i, i % 60));
      csv.append(
          "%1$sP-%2$d,%1$sC-%2$d,A,2,1.00,2011-01-02 10:00:%3$02d\n".formatted(t, i, i % 60));
    }
    return csv.toString();
  }

  private void assertThatEverythingIsToldOnce(String job, int customers) {
    assertThat(Shop.job(job).getString("status")).isEqualTo("COMPLETED");
    assertThat(Shop.job(job).getInt("orders")).isEqualTo(2 * customers);
    assertThat(Shop.job(job).getInt("refunds")).isEqualTo(customers);
    try (var topic = TopicReader.fromBeginning(infrastructure, Topics.ORDERS)) {
      var told = topic.awaitTold(3 * customers, event -> job.equals(event.event().backfill()));
      // the relay may repeat a record, under the same id
      var byId = new HashMap<String, String>();
      told.forEach(event -> byId.put(event.event().id(), event.summary()));
      var expected = new ArrayList<String>();
      for (var i = 0; i < customers; i++) {
        expected.add("order.paid.v1 %sO-%d 1 PAID".formatted(t, i));
        expected.add("order.refunded.v1 %sO-%d 2 PARTIALLY_REFUNDED".formatted(t, i));
        expected.add("order.paid.v1 %sP-%d 1 PAID".formatted(t, i));
      }
      assertThat(byId.values()).containsExactlyInAnyOrderElementsOf(expected);
      assertThat(told).extracting(event -> event.event().source()).containsOnly("order-service");
      assertThat(told.get(0).event().type()).startsWith(CloudEvent.TYPE_PREFIX);
    }
  }

  private static String upload(String csv) {
    return Shop.upload(csv, Map.of("currency", "GBP")).statusCode(202).extract().path("job");
  }

  /** Its consumer keeps up with it. */
  private void awaitOver(String job) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              theConsumerReadsEverything();
              return isOver(job);
            });
  }

  private static boolean isOver(String job) {
    return !Shop.job(job).getString("status").equals("RUNNING");
  }

  private boolean isWaitingForALock() throws SQLException {
    try (var connection = infrastructure.connect();
        var rows =
            connection
                .createStatement()
                .executeQuery("SELECT count(*) FROM pg_locks WHERE NOT granted")) {
      rows.next();
      return rows.getInt(1) > 0;
    }
  }

  private void theConsumerReadsEverything() throws Exception {
    var topic = infrastructure.topic(Topics.ORDERS);
    var partitions = new HashMap<TopicPartition, OffsetSpec>();
    for (var number = 0; number < 12; number++) {
      partitions.put(new TopicPartition(topic, number), OffsetSpec.latest());
    }
    try (var admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, infrastructure.bootstrapServers()))) {
      var positions = new HashMap<TopicPartition, OffsetAndMetadata>();
      admin
          .listOffsets(partitions)
          .all()
          .get()
          .forEach(
              (partition, end) -> positions.put(partition, new OffsetAndMetadata(end.offset())));
      admin.alterConsumerGroupOffsets(infrastructure.topic("segmentation"), positions).all().get();
    }
  }
}
