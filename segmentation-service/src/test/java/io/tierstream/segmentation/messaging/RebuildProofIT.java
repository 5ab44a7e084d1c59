package io.tierstream.segmentation.messaging;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.MICROS;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.TopicReader;
import io.tierstream.segmentation.application.Difference;
import io.tierstream.segmentation.application.Difference.Part;
import io.tierstream.segmentation.application.Fate;
import io.tierstream.segmentation.application.RebuildReport;
import io.tierstream.segmentation.application.RebuildStandings;
import io.tierstream.segmentation.messaging.Shop.Said;
import io.tierstream.segmentation.messaging.Shop.Sale;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a service with a fault in it could have left undone is found, and nothing else is. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class RebuildProofIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  @InjectInfrastructure Infrastructure infrastructure;
  @Inject RebuildStandings rebuildStandings;

  private final String customer = "C-" + UUID.randomUUID();
  private final String merged = "M-" + customer;
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
  void aPartOfATransferThatWasSkippedIsFound() throws Exception {
    shop.emit(bought("O-own"));
    awaitStanding("frequency", "1");
    var skipped = skip("segmentation-inputs", () -> transfer("1", false, bought("O-a")));
    transfer("2", true, bought("O-b"));
    awaitStanding("frequency", "2");

    var report = rebuild(false);
    assertThat(found(report))
        .contains(
            new Difference(
                customer,
                Part.RECORD,
                "segmentation-inputs-" + number() + "@" + skipped,
                null,
                "a record that nothing became of"))
        .contains(new Difference(customer, Part.FIGURES, "facts alone: frequency", "2", "3"));
  }

  @Test
  void aFactThatWasLostFromAPartIsFound() throws Exception {
    var whole =
        skip("segmentation-inputs", () -> transfer("1", false, bought("O-a"), bought("O-lost")));
    var half = transfer("1", false, bought("O-a"));
    transfer("2", true, bought("O-b"));
    awaitStanding("frequency", "2");
    // As if the part had been the first one, and only half of it had been taken in.
    tables.change(
        "UPDATE application SET source_offset = %d%s AND source_offset = %d"
            .formatted(whole, where(), half));

    assertThat(found(rebuild(false)))
        .anySatisfy(
            difference -> {
              assertThat(difference.part()).isEqualTo(Part.RECORD);
              assertThat(difference.what())
                  .isEqualTo("segmentation-inputs-" + number() + "@" + whole);
              assertThat(difference.rebuilt()).contains("O-lost").doesNotContain("O-a");
            })
        .contains(new Difference(customer, Part.FIGURES, "facts alone: frequency", "2", "3"));
  }

  @Test
  void whatWasForwardedTwiceIsAccountedForAfterItWasGivenBack() throws Exception {
    var third = "T-" + customer;
    shop.emit(Sale.paid(third, "O-t" + third, "60.00", now));
    await().atMost(LONG).until(() -> "1".equals(tables.standing(third, "frequency")));
    shop.tell("customer.merged.v1", third, 1, merged, Instant.now());
    await().atMost(LONG).until(() -> "1".equals(tables.standing(merged, "frequency")));
    shop.tell("customer.merged.v1", merged, 1, customer, Instant.now());
    awaitStanding("frequency", "1");
    shop.emit(Sale.paid(third, "O-forwarded" + third, "60.00", Instant.now()));
    awaitStanding("frequency", "2");
    // As the owner of the merged one does that crashes after it has sent it.
    forwardedAgain("O-forwarded" + third);
    shop.tell("customer.unmerged.v1", third, 2, null, Instant.now());
    awaitStanding("frequency", "0");

    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              var report = rebuild(false);
              assertThat(found(report)).isEmpty();
              assertThat(report.count(Fate.STALE, "segmentation-inputs")).isPositive();
            });
  }

  private void forwardedAgain(String orderId) {
    var record =
        shop.read("segmentation-inputs").stream()
            .filter(one -> customer.equals(TopicReader.key(one)))
            .filter(one -> new String(one.value(), UTF_8).contains(orderId))
            .findFirst()
            .orElseThrow();
    shop.send(
        new ProducerRecord<>(
            record.topic(),
            record.partition(),
            record.timestamp(),
            record.key(),
            record.value(),
            record.headers()));
  }

  @Test
  void aTransferThatHasVanishedIsFound() throws Exception {
    var other = elsewhere();
    shop.emit(Sale.paid(other, "O-" + other, "60.00", now));
    shop.emit(bought("O-own"));
    await().atMost(LONG).until(() -> "1".equals(tables.standing(other, "frequency")));
    awaitStanding("frequency", "1");
    var skipped =
        skip(
            "segmentation-inputs",
            () -> {
              shop.tell("customer.merged.v1", other, 1, customer, Instant.now());
              await().atMost(LONG).until(() -> transferred().findAny().isPresent());
              return transferred().findAny().orElseThrow().offset();
            });
    try (var admin = Admin.create(Map.of("bootstrap.servers", infrastructure.bootstrapServers()))) {
      var inputs = new TopicPartition(infrastructure.topic("segmentation-inputs"), number());
      admin.deleteRecords(Map.of(inputs, RecordsToDelete.beforeOffset(skipped + 1))).all().get();
    }

    // Until the next commit of its number it might be yet to be sent.
    var next = neighbour(other);
    shop.emit(Sale.paid(next, "O-" + next, "60.00", now));
    await().atMost(LONG).until(() -> "1".equals(tables.standing(next, "frequency")));

    assertThat(found(rebuild(false)))
        .containsExactly(
            new Difference(
                customer,
                Part.RECORD,
                "order O-" + other + " of " + other,
                null,
                "version 2 has never come"));
  }

  private Stream<ConsumerRecord<byte[], byte[]>> transferred() {
    return shop.read("segmentation-inputs").stream()
        .filter(record -> customer.equals(TopicReader.key(record)));
  }

  @Test
  void aFactThatAMergedCustomerNeverHadIsFound() throws Exception {
    shop.emit(Sale.paid(merged, "O-" + merged, "60.00", now));
    await().atMost(LONG).until(() -> "1".equals(tables.standing(merged, "frequency")));
    shop.tell("customer.merged.v1", merged, 2, customer, Instant.now());
    awaitStanding("frequency", "1");
    assertThat(found(rebuild(false))).isEmpty();
    transfer("null", true, bought("O-invented"));
    awaitStanding("frequency", "2");

    assertThat(found(rebuild(false)))
        .containsExactly(
            new Difference(
                customer,
                Part.RECORD,
                "order O-invented" + customer + " of " + merged,
                "version 2",
                "never was its own"));
  }

  @Test
  void anOrderThatCameAgainBehindATransactionThatHangsIsAccountedFor() throws Exception {
    var day = LocalDate.ofInstant(now.minus(Duration.ofDays(8)), ZoneOffset.UTC);
    shop.emit(bought("O-foreign").in("SEK"));
    await().atMost(LONG).until(() -> "1".equals(parked()));
    hang();
    given()
        .contentType("application/json")
        .body("{\"rate\":\"0.7\"}")
        .put("/segmentation/rates/SEK/" + day)
        .then()
        .statusCode(201);
    var versions = new AtomicInteger();
    await()
        .atMost(LONG)
        .until(
            () -> {
              // Each commit marks what the one before it has published.
              shop.register(customer, versions.incrementAndGet(), "{}", Instant.now());
              return "0".equals(parked()) && "0".equals(unmarked());
            });

    assertThat(found(rebuild(false))).isEmpty();
  }

  private String unmarked() {
    return tables.ask(
        "SELECT count(*) FROM publication WHERE topic = '%s' AND partition = %d"
            .formatted(infrastructure.topic("orders"), number()));
  }

  /** As a relay does that is stopped in the middle of a transaction, until the broker ends it. */
  private void hang() throws Exception {
    var producer =
        new KafkaProducer<byte[], byte[]>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                infrastructure.bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                "hangs-" + customer,
                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                15_000),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    producer
        .send(new ProducerRecord<>(infrastructure.topic("orders"), number(), null, new byte[1]))
        .get();
    producer.close(Duration.ZERO);
  }

  @Test
  void anOrderThatWaitedForARateWhenItsCustomerWasErasedIsAccountedFor() throws Exception {
    shop.emit(bought("O-own"));
    shop.emit(bought("O-foreign").in("XPF"));
    awaitStanding("frequency", "1");
    await().atMost(LONG).until(() -> "1".equals(parked()));
    shop.tell("customer.erased.v1", customer, 2, null, Instant.now());
    awaitStanding("erased", "t");
    assertThat(parked()).isEqualTo("0");

    assertThat(found(rebuild(false))).isEmpty();
  }

  private String parked() {
    return tables.ask(
        "SELECT count(*) FROM parked WHERE key = convert_to('" + customer + "', 'UTF8')");
  }

  @Test
  void anErasureThatWasTakenForAChangeOfAttributesIsFound() throws Exception {
    shop.emit(bought("O-own"));
    awaitStanding("frequency", "1");
    var skipped =
        skip("customers", () -> shop.tell("customer.erased.v1", customer, 2, null, Instant.now()));
    tables.change("UPDATE standing SET attributes_version = 2" + where());

    assertThat(found(rebuild(false))).contains(nothingBecameOf("customers", skipped));
  }

  @Test
  void aMergeThatWasTakenForAChangeOfAttributesIsFound() throws Exception {
    shop.emit(bought("O-own"));
    awaitStanding("frequency", "1");
    var skipped =
        skip(
            "customers",
            () -> shop.tell("customer.merged.v1", customer, 2, "S-" + customer, Instant.now()));
    tables.change("UPDATE standing SET attributes_version = 2, region = 'North'" + where());

    assertThat(found(rebuild(false))).contains(nothingBecameOf("customers", skipped));
  }

  private Difference nothingBecameOf(String topic, long offset) {
    return new Difference(
        customer,
        Part.RECORD,
        topic + "-" + number() + "@" + offset,
        null,
        "a record that nothing became of");
  }

  @Test
  void aCrossingThatWasMissedIsFound() throws Exception {
    shop.emit(bought("O-own", Duration.ofDays(40)));
    await().atMost(LONG).until(() -> ordinal("cause = 'TIME_PASSED'") != null);
    shop.emit(Said.rated(customer, "F-" + customer, "3", Instant.now()));
    await().atMost(LONG).until(() -> ordinal("topic = 'feedback'") != null);
    var forgotten = forget("cause = 'TIME_PASSED'");

    assertThat(found(rebuild(true)))
        .anySatisfy(
            difference -> {
              assertThat(difference.part()).isEqualTo(Part.HISTORY);
              assertThat(difference.what()).isEqualTo("application " + forgotten);
              assertThat(difference.rebuilt()).contains(now.minus(Duration.ofDays(10)).toString());
            });
  }

  @Test
  void aModelThatWasNeverTakenUpIsFound() throws Exception {
    shop.emit(bought("O-own"));
    awaitStanding("frequency", "1");
    var before = tables.standing(customer, "model");
    var model = published();
    awaitStanding("model", model);
    var neighbour = neighbour(customer);
    shop.emit(Said.rated(neighbour, "F-" + neighbour, "3", Instant.now()));
    await().atMost(LONG).until(() -> model.equals(tables.standing(neighbour, "model")));
    shop.emit(Said.rated(customer, "F-" + customer, "3", Instant.now()));
    await().atMost(LONG).until(() -> ordinal("topic = 'feedback'") != null);
    var forgotten = forget("cause = 'MODEL_PUBLISHED' AND model = " + model);
    tables.change("UPDATE application SET model = " + before + where() + " AND model = " + model);

    assertThat(found(rebuild(true)))
        .anySatisfy(
            difference -> {
              assertThat(difference.part()).isEqualTo(Part.HISTORY);
              assertThat(difference.what()).isEqualTo("application " + forgotten);
              assertThat(difference.rebuilt()).startsWith("model " + model + " was never taken up");
            });
  }

  @Test
  void aFactThatWasJudgedByAnotherModelThanItsNeighboursIsFound() throws Exception {
    var model = published();
    var heard = "SELECT 1 FROM model_in_force WHERE partition = %d AND number = %s";
    await().atMost(LONG).until(() -> tables.ask(heard.formatted(number(), model)) != null);
    shop.emit(Sale.paid(customer, "O-own" + customer, "60.00", Instant.now()));
    awaitStanding("model", model);
    var neighbour = neighbour(customer);
    shop.emit(Sale.paid(neighbour, "O-" + neighbour, "60.00", Instant.now()));
    await().atMost(LONG).until(() -> model.equals(tables.standing(neighbour, "model")));
    var of = " WHERE customer_id = '" + neighbour + "'";
    tables.change("UPDATE application SET model = 1" + of);
    tables.change(
        "UPDATE tier_change SET event = replace(event::text, '\"model\":%s', '\"model\":1')::json%s"
            .formatted(model, of));

    assertThat(rebuild(true).told().stream().filter(one -> neighbour.equals(one.customerId())))
        .anySatisfy(
            difference -> {
              assertThat(difference.part()).isEqualTo(Part.HISTORY);
              assertThat(difference.what()).isEqualTo("application 1");
              assertThat(difference.live()).contains("by model 1,");
              assertThat(difference.rebuilt()).contains("by model " + model + ",");
            });
  }

  @Test
  void aRecordOfTheFarFutureIsADeadLetterLikeOthers() throws Exception {
    shop.emit(bought("O-own"));
    awaitStanding("frequency", "1");
    var letters = rebuild(false).count(Fate.DEAD_LETTER, "orders");
    var event = Shop.event("order.paid.v1", "O-far", now, null, bought("O-far").json());
    var future = Instant.parse("+58000-01-01T00:00:00Z");
    shop.send("orders", null, future, customer.getBytes(UTF_8), event);
    shop.emit(bought("O-after"));
    awaitStanding("frequency", "2");

    var report = rebuild(false);
    assertThat(report.count(Fate.DEAD_LETTER, "orders")).isEqualTo(letters + 1);
    assertThat(found(report)).isEmpty();
  }

  /** Null when there is no such application of the customer's. */
  private String ordinal(String cause) {
    return tables.ask("SELECT ordinal FROM application" + where() + " AND " + cause);
  }

  /** As if one of the customer's applications had never been made; which it was. */
  private String forget(String cause) {
    var ordinal = ordinal(cause);
    tables.change("DELETE FROM application" + where() + " AND ordinal = " + ordinal);
    tables.change(
        "UPDATE application SET ordinal = ordinal - 1" + where() + " AND ordinal > " + ordinal);
    return ordinal;
  }

  /** The number of a model that assesses like the first one, but for how slowly ratings fade. */
  private static String published() {
    int number =
        given()
            .contentType("application/json")
            .body(
                "{\"satisfaction\":{\"cutOffs\":[2,2.75,3.5,4.25],\"halfLife\":\"P91D\","
                    + "\"priorWeight\":1}}")
            .post("/segmentation/models")
            .then()
            .statusCode(201)
            .extract()
            .path("number");
    given().post("/segmentation/models/" + number + "/publication").then().statusCode(200);
    return Integer.toString(number);
  }

  @Test
  void anEndOfAPinThatAnEarlierVersionLookedAtIsNoDifference() throws Exception {
    shop.emit(bought("O-1"));
    awaitStanding("tier", "BRONZE");
    var until = Instant.now().plusSeconds(5).truncatedTo(MICROS);
    given()
        .contentType("application/json")
        .body("{\"tier\":\"BRONZE\",\"until\":\"%s\",\"reason\":\"x\"}".formatted(until))
        .put("/segmentation/customers/" + customer + "/pin")
        .then()
        .statusCode(202);
    await().atMost(LONG).until(() -> isAssessed("cause = 'PIN'"));
    tables.change("UPDATE standing SET next_change_at = '" + until + "'" + where());
    // So that the number's owner loads it as it was left.
    tables.change("UPDATE ownership SET epoch = epoch + 1 WHERE partition = " + number());
    await().atMost(LONG).until(() -> isAssessed("cause = 'TIME_PASSED' AND at = '" + until + "'"));

    assertThat(found(rebuild(false))).isEmpty();
  }

  private boolean isAssessed(String as) {
    return tables.ask("SELECT 1 FROM application" + where() + " AND " + as) != null;
  }

  private Sale bought(String orderId) {
    return bought(orderId, Duration.ofDays(8));
  }

  private Sale bought(String orderId, Duration ago) {
    return Sale.paid(customer, orderId + customer, "60.00", now.minus(ago));
  }

  /** A part of the merged customer's facts. */
  private long transfer(String part, boolean isLast, Sale... sales) {
    var facts = Stream.of(sales).map(RebuildProofIT::carried).collect(joining(","));
    var json =
        """
        {"customerId":"%s","from":"%s","version":2,"part":%s,"last":%s,"facts":[%s],
         "cause":{"type":"io.tierstream.customer.merged.v1","eventId":"E-%s","subject":"%s","backfill":null},
         "at":"%s","occurredAt":"%s"}"""
            .formatted(customer, merged, part, isLast, facts, merged, merged, now, now);
    return shop.send(
        "segmentation-inputs",
        null,
        now,
        customer.getBytes(UTF_8),
        Shop.event("facts.transferred.v1", customer, now, null, json));
  }

  private static String carried(Sale sale) {
    return """
        {"via":null,"order":{"orderId":"%s","version":%d,"status":"%s","total":"%s","refunded":"%s",
         "foreign":null,"placedAt":"%s","paidAt":"%s","occurredAt":"%s"}}"""
        .formatted(
            sale.orderId(),
            sale.version(),
            sale.status(),
            sale.total(),
            sale.refunded(),
            sale.paidAt(),
            sale.paidAt(),
            sale.occurredAt());
  }

  /**
   * Sends a record that is never folded: its owner waits for its lock meanwhile, and then begins
   * after it. Not before that, for a mark: that might keep it from what is to be sent.
   */
  private long skip(String topic, LongSupplier sending) throws SQLException {
    var unmarked =
        "SELECT count(*) FROM publication p JOIN ownership o USING (partition)"
            + " WHERE p.seq > o.published AND p.partition = "
            + number();
    await().atMost(LONG).until(() -> "0".equals(tables.ask(unmarked)));
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("UPDATE ownership SET epoch = epoch + 1 WHERE partition = " + number());
      var offset = sending.getAsLong();
      statement.execute(
          "UPDATE position SET next_offset = %d WHERE partition = %d AND topic = '%s'"
              .formatted(offset + 1, number(), topic));
      connection.commit();
      return offset;
    }
  }

  private void awaitStanding(String column, String value) {
    await().atMost(LONG).until(() -> value.equals(tables.standing(customer, column)));
  }

  private RebuildReport rebuild(boolean switchesOver) throws Exception {
    return rebuildStandings.rebuild(switchesOver, line -> {});
  }

  private List<Difference> found(RebuildReport report) {
    return report.told().stream().filter(one -> customer.equals(one.customerId())).toList();
  }

  private String where() {
    return " WHERE customer_id = '" + customer + "'";
  }

  /** Another customer of the same partition. */
  private static String neighbour(String customerId) {
    return Stream.iterate(0, i -> i + 1)
        .map(i -> "N-" + i + "-" + customerId)
        .filter(id -> Shop.number(id) == Shop.number(customerId))
        .findFirst()
        .orElseThrow();
  }

  /** Another customer of another partition. */
  private String elsewhere() {
    return Stream.iterate(0, i -> i + 1)
        .map(i -> "E-" + i + "-" + customer)
        .filter(id -> Shop.number(id) != number())
        .findFirst()
        .orElseThrow();
  }

  private int number() {
    return Shop.number(customer);
  }
}
