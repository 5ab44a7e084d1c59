package io.tierstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an order over REST to a tier on a topic, through every service's own process. */
class JourneyIT {
  private static LocalSystem system;
  private static TierChanges changes;
  private static Rest orders;
  private static Rest segmentation;

  @BeforeAll
  static void start(@TempDir Path data) throws InterruptedException {
    system = LocalSystem.start(Home.options(data), Progress.silent());
    changes = TierChanges.of(system);
    orders = Rest.at(system.uri(Service.ORDER));
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

  private static void place(String order, String customer, String price) {
    var answer =
        orders.post(
            "/orders",
            """
            {"orderId":"%s","customerId":"%s","currency":"CNY",
             "lines":[{"sku":"CAM-7","category":"camera","quantity":1,"unitPrice":"%s"}]}
            """
                .formatted(order, customer, price));
    assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
  }

  private static void pay(String order) {
    var answer = orders.post("/orders/" + order + "/payment", "{}");
    assertThat(answer.status()).as("%s", answer.body()).isBetween(200, 299);
  }
}
