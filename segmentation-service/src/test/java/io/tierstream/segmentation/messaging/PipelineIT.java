package io.tierstream.segmentation.messaging;

import static io.tierstream.events.TopicReader.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.SchemaCheck;
import io.tierstream.segmentation.messaging.Shop.Sale;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From the input topics to standings and events, with the real broker and database. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class PipelineIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  @InjectInfrastructure Infrastructure infrastructure;

  private final String customer = "C-" + UUID.randomUUID();
  private final Instant now = Instant.now().truncatedTo(MICROS);
  private Shop shop;

  @BeforeEach
  void open() {
    shop = new Shop(infrastructure);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aPaymentBecomesATierChangeAndAnAssessment() {
    shop.emit(Sale.paid(customer, "O-1", "600.00", now));
    await().atMost(LONG).until(() -> !shop.tierChanges(customer).isEmpty());
    var change = shop.tierChanges(customer).get(0);
    assertThat(change.get("kind").asText()).isEqualTo("INITIAL");
    assertThat(change.get("sequence").asInt()).isEqualTo(1);
    assertThat(change.get("effectiveAt").asText()).isEqualTo(now.toString());
    assertThat(change.get("cause").get("subject").asText()).isEqualTo("O-1");
    assertThat(change.get("after").get("monetary").asText()).isEqualTo("600.00");
    assertThat(change.get("before").isNull()).isTrue();
    var standing = shop.of(customer, "customer-segments");
    assertThat(standing).hasSize(1);
    assertThat(standing.get(0).get("tier")).isEqualTo(change.get("to"));
    assertThat(standing.get(0).get("lifecycle").asText()).isEqualTo("NEW");
  }

  @Test
  void whatItEmitsFollowsTheSchemas() {
    var old = now.minus(Duration.ofDays(29));
    shop.emit(Sale.paid(customer, "O-1", "600.00", old));
    shop.emit(Sale.paid(customer, "O-2", "600.00", old.plusSeconds(60)));
    shop.emit(Sale.paid(customer, "O-2", "600.00", old).refunded("600.00", now));
    await().atMost(LONG).until(() -> shop.tierChanges(customer).size() >= 1);
    for (var topic : List.of("tier-changes", "customer-segments")) {
      for (var record : shop.read(topic)) {
        assertThat(SchemaCheck.violations(CloudEvent.from(record))).isEmpty();
      }
    }
  }

  @Test
  void duplicatesAndOldVersionsChangeNothing() throws SQLException {
    var sale = Sale.paid(customer, "O-1", "100.00", now);
    shop.emit(sale);
    shop.emit(sale);
    shop.emit(sale.refunded("40.00", now));
    shop.emit(sale);
    shop.emit(Sale.paid(customer, "O-2", "1.00", now));
    await().atMost(LONG).until(() -> column("frequency").equals("2"));
    assertThat(column("monetary")).isEqualTo("61.00");
    assertThat(count("application")).isEqualTo(3);
  }

  @Test
  void theHighestVersionWinsWhateverComesFirst() throws SQLException {
    var sale = Sale.paid(customer, "O-1", "100.00", now);
    shop.emit(sale.refunded("40.00", now));
    shop.emit(sale);
    shop.emit(Sale.paid(customer, "O-2", "1.00", now));
    await().atMost(LONG).until(() -> column("frequency").equals("2"));
    assertThat(column("monetary")).isEqualTo("61.00");
    assertThat(count("application")).isEqualTo(2);
  }

  @Test
  @Tag("domain-4.3")
  void timeIsNoticedAtTheInstantOfTheCrossing() {
    // Bought long ago, recorded then, and nothing since: recency decays on the day it does.
    var longAgo = now.minus(Duration.ofDays(100));
    for (int i = 0; i < 4; i++) {
      shop.emit(Sale.paid(customer, "O-" + i, "600.00", longAgo.plusSeconds(i)));
    }
    // Time may pass between two of them: what counts is what was told last.
    var decay = longAgo.plusSeconds(3).plus(Duration.ofDays(60)).toString();
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(shop.of(customer, "customer-segments"))
                    .last()
                    .matches(json -> json.get("scores").get("r").asInt() == 3)
                    .matches(json -> json.get("asOf").asText().equals(decay)));
  }

  @Test
  @Tag("domain-4.9")
  @Tag("domain-4.10")
  void anImportIsSweptWhenItHasEndedAndItsChangesAreMarked() throws SQLException {
    var job = "job-" + UUID.randomUUID();
    var longAgo = now.minus(Duration.ofDays(300));
    shop.mark("import.started.v1", job, now);
    for (int i = 0; i < 5; i++) {
      var at = longAgo.plus(Duration.ofDays(i));
      shop.emit(Sale.paid(customer, "O-" + i, "2500.00", at), at, job);
    }
    // A live customer of the same partition number would be swept; this one isn't while it loads.
    await().atMost(LONG).until(() -> column("frequency").equals("5"));
    assertThat(column("as_of"))
        .startsWith(longAgo.plus(Duration.ofDays(4)).toString().substring(0, 10));
    shop.mark("import.ended.v1", job, Instant.now());
    await().atMost(LONG).until(() -> column("r").equals("1"));
    // What was committed is told after it.
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(shop.tierChanges(customer))
                    .allMatch(change -> change.get("cause").get("backfill").asText().equals(job))
                    .anyMatch(
                        change -> change.get("cause").get("type").asText().equals("TIME_PASSED")));
  }

  @Test
  @Tag("domain-4.39")
  void sequencesHaveNoGaps() {
    for (int i = 0; i < 40; i++) {
      var sale = Sale.paid(customer, "O-" + i, "700.00", now.plusMillis(i));
      shop.emit(sale);
      if (i % 3 == 0) {
        shop.emit(sale.refunded("700.00", now.plusMillis(i)));
      }
    }
    await().atMost(LONG).until(() -> column("frequency").equals("26"));
    await().atMost(LONG).until(() -> shop.tierChanges(customer).size() == sequence());
    assertThat(shop.tierChanges(customer).stream().map(change -> change.get("sequence").asInt()))
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, shop.tierChanges(customer).size()).boxed().toList());
    assertThat(shop.tierChanges(customer).size()).isGreaterThan(3);
  }

  @Test
  void whatComesOfARecordBelongsToItsTrace() {
    var traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    var sale = Sale.paid(customer, "O-1", "600.00", now);
    var event = Shop.event(sale.type(), "O-1", now, null, sale.json());
    var record =
        new ProducerRecord<>(
            infrastructure.topic("orders"),
            null,
            now.toEpochMilli(),
            customer.getBytes(UTF_8),
            event.data(),
            event.toHeaders());
    record.headers().add("traceparent", traceparent.getBytes(UTF_8));
    shop.send(record);
    await().atMost(LONG).until(() -> !shop.of(customer, "customer-segments").isEmpty());

    for (var topic : List.of("tier-changes", "customer-segments")) {
      assertThat(shop.read(topic))
          .filteredOn(told -> customer.equals(new String(told.key(), UTF_8)))
          .hasSize(1)
          .allSatisfy(told -> assertThat(header(told, "traceparent")).isEqualTo(traceparent));
    }
  }

  @Test
  void aTierThatIsLeftAndReachedAgainAtOnceIsToldOfInBothTopics() {
    shop.emit(Sale.paid(customer, "O-1", "10.00", now));
    shop.emit(Sale.paid(customer, "O-2", "10.00", now.plusMillis(1)));
    await().atMost(LONG).until(() -> column("sequence").equals("2"));
    var dear = Sale.paid(customer, "O-3", "9000.00", now.plusMillis(2));
    shop.emitTogether(dear, dear.refunded("9000.00", now.plusMillis(3)));

    await().atMost(LONG).until(() -> shop.tierChanges(customer).size() == 4);
    var standings = shop.of(customer, "customer-segments");
    assertThat(standings.get(standings.size() - 1).get("sequence").asInt()).isEqualTo(4);
  }

  @Test
  @Tag("domain-1.9")
  void everyPoisonRecordIsADeadLetterAndItsNeighboursAreFolded() throws SQLException {
    var key = customer.getBytes(UTF_8);
    var sale = Sale.paid(customer, "O-1", "100.00", now);
    var good = Shop.event("order.paid.v1", "O-1", now, null, sale.json());
    shop.emit(sale);
    shop.send("orders", null, now, key, Shop.event("order.paid.v1", "O-2", now, null, "{"));
    shop.send("orders", null, now, "someone-else".getBytes(UTF_8), good);
    shop.send("orders", null, now.plusSeconds(600), key, good);
    shop.emit(Sale.paid(customer, "O-3", "5.00", now).in("EUR"));
    shop.send(new ProducerRecord<>(infrastructure.topic("orders"), null, key, new byte[] {0, -1}));
    shop.send(new ProducerRecord<>(infrastructure.topic("orders"), null, key, null));
    shop.send(
        "orders",
        null,
        now,
        key,
        Shop.event("order.paid.v1", "O-4", now, null, sale.json().replace("100.00", "1e9")));
    var large = new byte[3 * 1024 * 1024];
    shop.send(new ProducerRecord<>(infrastructure.topic("orders"), null, key, large));
    shop.emit(Sale.paid(customer, "O-5", "1.00", now));
    await().atMost(LONG).until(() -> column("frequency").equals("2"));
    await().atMost(LONG).until(() -> letters().size() == 8);
    assertThat(letters()).anyMatch(letter -> Arrays.equals(letter.value(), large));
    assertThat(letters().stream().map(letter -> header(letter, "dead-letter-reason")))
        .containsExactlyInAnyOrder(
            "UNPARSABLE",
            "NO_USABLE_KEY",
            "AHEAD_OF_CLOCK",
            "NO_RATE",
            "UNREADABLE_ENVELOPE",
            "UNREADABLE_ENVELOPE",
            "UNREADABLE_ENVELOPE",
            "BREAKS_SCHEMA");
    assertThat(letters())
        .allSatisfy(
            letter -> {
              assertThat(header(letter, "dead-letter-topic"))
                  .isEqualTo(infrastructure.topic("orders"));
              assertThat(header(letter, "dead-letter-partition"))
                  .isEqualTo(Integer.toString(letter.partition()));
              assertThat(header(letter, "dead-letter-offset")).matches("\\d+");
            });
    var unparsable =
        letters().stream()
            .filter(letter -> header(letter, "dead-letter-reason").equals("UNPARSABLE"))
            .findFirst()
            .orElseThrow();
    assertThat(unparsable.value()).isEqualTo("{".getBytes(UTF_8));
    assertThat(unparsable.headers().lastHeader("ce_type")).isNotNull();
    assertThat(count("application")).isEqualTo(2);
  }

  @Test
  void aCustomerWithManyOrdersSpreadsOverPages() throws SQLException {
    var orders = 700;
    var records = new ArrayList<Sale>();
    for (int i = 0; i < orders; i++) {
      records.add(
          Sale.paid(customer, "O-" + i, "1.00", now.minus(Duration.ofMinutes((i * 37L) % orders))));
    }
    records.forEach(sale -> shop.emit(sale, now, null));
    await().atMost(LONG).until(() -> column("frequency").equals(Integer.toString(orders)));
    assertThat(Integer.parseInt(column("pages"))).isGreaterThan(3);
    assertThat(column("monetary")).isEqualTo("700.00");
  }

  private List<ConsumerRecord<byte[], byte[]>> letters() {
    return shop.read("orders.segmentation.dlq");
  }

  private int sequence() throws SQLException {
    return Integer.parseInt(column("sequence"));
  }

  /** A column of the customer's standing as text; empty while there is none. */
  private String column(String name) throws SQLException {
    try (var connection = infrastructure.connect();
        var select =
            connection.prepareStatement(
                "SELECT " + name + "::text FROM standing WHERE customer_id = ?")) {
      select.setString(1, customer);
      try (var result = select.executeQuery()) {
        return result.next() ? String.valueOf(result.getString(1)) : "";
      }
    }
  }

  private int count(String table) throws SQLException {
    try (var connection = infrastructure.connect();
        var select =
            connection.prepareStatement(
                "SELECT count(*) FROM " + table + " WHERE customer_id = ?")) {
      select.setString(1, customer);
      try (var result = select.executeQuery()) {
        result.next();
        return result.getInt(1);
      }
    }
  }
}
