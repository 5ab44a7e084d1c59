package io.tierstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an order over REST to a tier on a topic, through every service's own process. */
class JourneyIT {
  private static final Duration AHEAD = Duration.ofHours(1);

  private static Path folder;
  private static LocalSystem system;
  private static TierChanges changes;
  private static Rest customers;
  private static Rest orders;
  private static Rest feedback;
  private static Rest segmentation;

  @BeforeAll
  static void start(@TempDir Path data) throws InterruptedException {
    folder = data;
    system = LocalSystem.start(Home.options(data), Progress.silent(), new Briefly());
    changes = TierChanges.of(system);
    customers = Rest.at(system.uri(Service.CUSTOMER));
    orders = Rest.at(system.uri(Service.ORDER));
    feedback = Rest.at(system.uri(Service.FEEDBACK));
    segmentation = Rest.at(system.uri(Service.SEGMENTATION));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (changes != null) {
      changes.close();
    }
    if (system != null) {
      system.close();
    }
  }

  @Test
  void aTierIsFeltInTheRecordThePriceAndTheQueueOfComplaints() {
    register("C-9");
    place("O-9", "C-9", "2600.00");
    pay("O-9");

    soon(() -> assertThat(changes.of("C-9")).hasSize(1));
    soon(
        () -> {
          var record = customers.get("/customers/C-9").body();
          assertThat(record.path("name").asText()).isEqualTo("Ada Chen");
          assertThat(record.path("tier").asText()).isEqualTo("SILVER");
          assertThat(record.path("since").asText())
              .isEqualTo(changes.of("C-9").get(0).get("effectiveAt").asText());
          assertThat(record.at("/spend/amount").asText()).startsWith("2600");
        });

    // What was placed before the change arrived keeps its price.
    var number = new AtomicInteger();
    soon(
        () -> {
          var next = place("O-9-" + number.incrementAndGet(), "C-9", "100.00");
          assertThat(next.at("/discount/amount").asText()).isEqualTo("2.00");
          assertThat(next.at("/total/amount").asText()).isEqualTo("98.00");
        });

    soon(
        () -> {
          var explanation = segmentation.get("/segmentation/customers/C-9/explanation");
          assertThat(explanation.status()).isEqualTo(200);
          assertThat(explanation.body().toString()).contains("O-9").contains("SILVER");
        });

    complain("F-9", "C-9", "O-9");
    soon(
        () -> {
          var queued = feedback.get("/feedback?customerId=C-9&status=OPEN").body().at("/items/0");
          assertThat(queued.path("priority").asText()).isEqualTo("NORMAL");
          assertThat(Instant.parse(queued.path("dueAt").asText()))
              .isEqualTo(
                  Instant.parse(queued.path("occurredAt").asText()).plus(Duration.ofHours(48)));
        });
    soon(() -> assertThat(satisfaction()).isEqualTo("2.00"));

    var resolved = feedback.post("/feedback/F-9/resolution", "{\"rating\":5}");
    assertThat(resolved.status()).as("%s", resolved.body()).isEqualTo(200);
    soon(() -> assertThat(satisfaction()).isEqualTo("4.00"));
  }

  @Test
  void twoRecordsOfOnePersonAreOneCustomerUntilTheyAreNot() {
    register("C-20");
    register("C-21");
    place("O-20", "C-20", "600.00");
    pay("O-20");
    place("O-21", "C-21", "9000.00");
    pay("O-21");
    soon(() -> assertThat(monetary("C-20")).isEqualTo("600.00"));
    soon(() -> assertThat(monetary("C-21")).isEqualTo("9000.00"));

    var merge = customers.post("/customers/C-21/merge", "{\"into\":\"C-20\"}");
    assertThat(merge.status()).as("%s", merge.body()).isEqualTo(200);
    soon(() -> assertThat(monetary("C-20")).isEqualTo("9600.00"));
    assertThat(changes.of("C-20")).hasSizeLessThanOrEqualTo(2);
    soon(
        () -> {
          var merged = segmentation.get("/segmentation/customers/C-21").body();
          assertThat(merged.path("mergedInto").asText()).isEqualTo("C-20");
          assertThat(merged.path("tier").isNull()).isTrue();
        });
    // By the tier of the one they are: 5 %.
    var placed = new AtomicInteger();
    soon(
        () ->
            assertThat(
                    place("O-22-" + placed.incrementAndGet(), "C-21", "100.00")
                        .at("/total/amount")
                        .asText())
                .isEqualTo("95.00"));
    pay("O-22-" + placed.get());
    soon(() -> assertThat(monetary("C-20")).isEqualTo("9695.00"));

    var unmerge = customers.post("/customers/C-21/unmerge", "{}");
    assertThat(unmerge.status()).as("%s", unmerge.body()).isEqualTo(200);
    soon(() -> assertThat(monetary("C-20")).isEqualTo("600.00"));
    soon(() -> assertThat(monetary("C-21")).isEqualTo("9095.00"));
    soon(
        () ->
            assertThat(customers.get("/customers/C-21").body().path("tier").asText())
                .isEqualTo(
                    segmentation.get("/segmentation/customers/C-21").body().path("tier").asText()));
  }

  private static String monetary(String customer) {
    return segmentation.get("/segmentation/customers/" + customer).body().path("monetary").asText();
  }

  @Test
  void nobodyComesBackAfterAnErasure() {
    register("C-30");
    place("O-30", "C-30", "600.00");
    pay("O-30");
    complain("F-30", "C-30", "O-30");
    soon(() -> assertThat(monetary("C-30")).isEqualTo("600.00"));

    assertThat(customers.delete("/customers/C-30").status()).isEqualTo(204);
    soon(
        () -> assertThat(segmentation.get("/segmentation/customers/C-30").status()).isEqualTo(410));
    soon(
        () ->
            assertThat(
                    orders
                        .post(
                            "/orders",
                            """
                            {"customerId":"C-30","currency":"CNY",
                             "lines":[{"sku":"CAM-7","quantity":1,"unitPrice":"1.00"}]}
                            """)
                        .status())
                .isEqualTo(409));
    // An order goes on to its end, and tells of it under the id.
    var refund =
        orders.post(
            "/orders/O-30/refunds", "{\"amount\":{\"amount\":\"600.00\",\"currency\":\"CNY\"}}");
    assertThat(refund.status()).as("%s", refund.body()).isBetween(200, 299);
    place("O-31", "C-31", "5.00");
    pay("O-31");
    soon(() -> assertThat(monetary("C-31")).isEqualTo("5.00"));
    assertThat(segmentation.get("/segmentation/customers/C-30").status()).isEqualTo(410);
    soon(
        () ->
            assertThat(changes.of("C-30"))
                .extracting(change -> change.get("kind").asText())
                .containsExactly("INITIAL", "REVOKED"));
  }

  @Test
  void aPaymentShowsInTheStandingAndOnTheTopic() {
    place("O-1", "C-1", "2600.00");
    pay("O-1");

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              var standing = segmentation.get("/segmentation/customers/C-1");
              assertThat(standing.status()).isEqualTo(200);
              assertThat(standing.body().get("tier").asText()).isEqualTo("SILVER");
              assertThat(standing.body().get("lifecycle").asText()).isEqualTo("NEW");
              assertThat(standing.body().get("sequence").asInt()).isEqualTo(1);
            });
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(changes.of("C-1")).hasSize(1));
    var change = changes.of("C-1").get(0);
    assertThat(change.get("kind").asText()).isEqualTo("INITIAL");
    assertThat(change.get("from").isNull()).isTrue();
    assertThat(change.get("to").asText()).isEqualTo("SILVER");
    assertThat(change.at("/cause/subject").asText()).isEqualTo("O-1");
    assertThat(change.at("/cause/backfill").isNull()).isTrue();
  }

  @Test
  void aFullRefundTakesTheTierAway() {
    place("O-2", "C-2", "80.00");
    pay("O-2");
    var refund =
        orders.post(
            "/orders/O-2/refunds", "{\"amount\":{\"amount\":\"80.00\",\"currency\":\"CNY\"}}");
    assertThat(refund.status()).as("%s", refund.body()).isBetween(200, 299);

    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(changes.of("C-2"))
                    .extracting(change -> change.get("kind").asText())
                    .containsExactly("INITIAL", "REVOKED"));
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              var standing = segmentation.get("/segmentation/customers/C-2").body();
              assertThat(standing.get("tier").isNull()).isTrue();
              assertThat(standing.get("lifecycle").asText()).isEqualTo("PROSPECT");
            });
  }

  @Test
  void whatIsCommittedIsToldThoughItsServiceDiesBeforeItCanTell() throws Exception {
    var broker = system.process("broker").pid();
    signal("STOP", broker);
    try {
      register("C-7");
      place("O-7", "C-7", "2600.00");
      pay("O-7");
      complain("F-7", "C-7", "O-7");
      for (var service : List.of(Service.CUSTOMER, Service.ORDER, Service.FEEDBACK)) {
        system.process(service.fullName()).kill();
      }
    } finally {
      signal("CONT", broker);
    }
    for (var revived : List.of(customers, orders, feedback)) {
      await()
          .atMost(Duration.ofMinutes(3))
          .ignoreExceptions()
          .until(() -> revived.get("/q/health/ready").status() == 200);
    }

    soon(() -> assertThat(told("customers")).containsExactly("customer.registered"));
    soon(() -> assertThat(told("orders")).containsExactly("order.placed", "order.paid"));
    soon(() -> assertThat(told("feedback")).containsExactly("feedback.received"));
    soon(
        () -> {
          var standing = segmentation.get("/segmentation/customers/C-7").body();
          assertThat(standing.path("tier").asText()).isEqualTo("SILVER");
          assertThat(standing.path("satisfaction").asText()).isEqualTo("2.00");
          var record = customers.get("/customers/C-7").body();
          assertThat(record.path("tier").asText()).isEqualTo("SILVER");
          assertThat(record.at("/spend/amount").asText()).startsWith("2600");
          var complaint = feedback.get("/feedback?customerId=C-7").body().at("/items/0");
          assertThat(complaint.path("priority").asText()).isEqualTo("NORMAL");
          assertThat(orders.get("/orders/O-7").body().path("status").asText()).isEqualTo("PAID");
        });
    assertThat(changes.gaps()).isEmpty();
  }

  @Test
  void whatWasRefusedIsTakenOnceAfterItsReplay() throws Exception {
    // By a producer whose clock is an hour ahead; the second fact itself is dated by it, too.
    paidElsewhere("O-40", "C-40", Instant.now());
    paidElsewhere("O-41", "C-41", Instant.now().plus(AHEAD));
    for (var consumer : List.of("segmentation", "customer-service")) {
      soon(() -> assertThat(refused(consumer, "C-40")).isEqualTo(1));
      soon(() -> assertThat(refused(consumer, "C-41")).isEqualTo(1));
    }
    assertThat(segmentation.get("/segmentation/customers/C-40").status()).isEqualTo(404);

    replays("segmentation", 2);
    soon(() -> assertThat(monetary("C-40")).isEqualTo("2600.00"));
    soon(() -> assertThat(changes.of("C-40")).hasSize(1));
    soon(() -> assertThat(spend("C-40")).startsWith("2600"));
    // What is refused again is a new letter.
    soon(() -> assertThat(refused("segmentation", "C-41")).isEqualTo(2));
    soon(() -> assertThat(refused("customer-service", "C-41")).isEqualTo(2));

    // Everybody has O-40 by now.
    replays("customer-service", 3);
    soon(() -> assertThat(refused("segmentation", "C-41")).isEqualTo(4));
    place("O-43", "C-40", "100.00");
    pay("O-43");
    soon(
        () -> {
          var standing = segmentation.get("/segmentation/customers/C-40").body();
          assertThat(standing.path("frequency").asInt()).isEqualTo(2);
          assertThat(standing.path("monetary").asText()).isEqualTo("2698.00");
          assertThat(spend("C-40")).startsWith("2698");
        });
    assertThat(segmentation.get("/segmentation/customers/C-41").status()).isEqualTo(404);

    var rebuild = DeployRun.rebuild(system, folder);
    assertThat(rebuild.code()).as("%s", rebuild.lines()).isZero();
  }

  private static void replays(String consumer, int count) throws Exception {
    var run = DeployRun.replay(system, folder, "orders", consumer);
    assertThat(run.code()).as("%s", run.lines()).isZero();
    assertThat(run.lines())
        .contains("replayed: %d of orders.%s.dlq to orders".formatted(count, consumer));
  }

  /** How many letters about a customer there are. */
  private static long refused(String consumer, String customer) {
    return Subscription.read(system, "orders." + consumer + ".dlq").stream()
        .filter(letter -> letter.key() != null && customer.equals(new String(letter.key(), UTF_8)))
        .count();
  }

  private static String spend(String customer) {
    return customers.get("/customers/" + customer).body().at("/spend/amount").asText();
  }

  private static void paidElsewhere(String order, String customer, Instant paidAt)
      throws Exception {
    var value =
        """
        {"orderId":"%s","customerId":"%s","version":2,"status":"PAID",
         "total":{"amount":"2600.00","currency":"CNY"},"refunded":{"amount":"0.00","currency":"CNY"},
         "placedAt":"%s","paidAt":"%s","occurredAt":"%s","channel":"web",
         "lines":[{"sku":"CAM-7","category":"camera","quantity":1,"unitPrice":"2600.00"}]}
        """
            .formatted(order, customer, paidAt, paidAt, paidAt);
    var fact =
        new ProducerRecord<>(
            "orders",
            null,
            Instant.now().plus(AHEAD).toEpochMilli(),
            customer.getBytes(UTF_8),
            value.getBytes(UTF_8));
    Map.of(
            "ce_specversion", "1.0",
            "ce_id", order,
            "ce_source", "elsewhere",
            "ce_type", "io.tierstream.order.paid.v1",
            "ce_time", paidAt.toString(),
            "ce_subject", order,
            "content-type", "application/json")
        .forEach((name, text) -> fact.headers().add(name, text.getBytes(UTF_8)));
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", system.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(fact).get();
    }
  }

  private static List<String> told(String topic) {
    return Subscription.told(system, topic, "C-7");
  }

  private static void signal(String name, long pid) throws Exception {
    var kill = new ProcessBuilder("kill", "-s", name, Long.toString(pid)).start();
    assertThat(kill.waitFor()).isZero();
  }

  private static void soon(ThrowingRunnable assertion) {
    await().atMost(Duration.ofSeconds(30)).untilAsserted(assertion);
  }

  private static String satisfaction() {
    return segmentation.get("/segmentation/customers/C-9").body().path("satisfaction").asText();
  }

  private static void register(String customer) {
    var answer =
        customers.post(
            "/customers",
            """
            {"customerId":"%s","name":"Ada Chen","attributes":{"region":"East"}}
            """
                .formatted(customer));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
  }

  private static void complain(String id, String customer, String order) {
    var answer =
        feedback.post(
            "/feedback",
            """
            {"feedbackId":"%s","customerId":"%s","kind":"COMPLAINT","orderId":"%s"}
            """
                .formatted(id, customer, order));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
  }

  private static JsonNode place(String order, String customer, String price) {
    var answer =
        orders.post(
            "/orders",
            """
            {"orderId":"%s","customerId":"%s","currency":"CNY",
             "lines":[{"sku":"CAM-7","category":"camera","quantity":1,"unitPrice":"%s"}]}
            """
                .formatted(order, customer, price));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
    return answer.body();
  }

  private static void pay(String order) {
    var answer = orders.post("/orders/" + order + "/payment", "{}");
    assertThat(answer.status()).as("%s", answer.body()).isBetween(200, 299);
  }
}
