package io.tierstream.segmentation.messaging;

import static io.restassured.RestAssured.given;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.segmentation.messaging.Shop.Said;
import io.tierstream.segmentation.messaging.Shop.Sale;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What was sold and said, folded, explained over REST, and listed a moment later. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class ExplanationIT {

  private static final Duration LONG = Duration.ofSeconds(90);

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
  @Tag("domain-7.2")
  void theArithmeticIsThatOfTheStanding() {
    shop.emit(Sale.paid(customer, "O-old", "900.00", now.minus(Duration.ofDays(400))));
    shop.emit(Sale.paid(customer, "O-1", "700.00", now.minus(Duration.ofDays(40))));
    var refunded = Sale.paid(customer, "O-2", "300.00", now.minus(Duration.ofDays(20)));
    shop.emit(refunded);
    shop.emit(refunded.refunded("300.00", now.minus(Duration.ofDays(10))));
    shop.emit(Sale.paid(customer, "O-3", "50.50", now.minus(Duration.ofDays(5))));
    shop.emit(Said.rated(customer, "F-1", "4.5", now.minus(Duration.ofDays(90))));
    shop.emit(Said.rated(customer, "F-2", "2", now.minus(Duration.ofDays(1))));
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(
            () ->
                get("").getInt("frequency") == 2
                    && get("").getString("satisfaction") != null
                    && get("/explanation").getList("feedback.items").size() == 2);

    var standing = get("");
    var why = get("/explanation");

    assertThat(why.getString("composite.rounded")).isEqualTo(standing.getString("composite"));
    assertThat(why.getInt("recency.score")).isEqualTo(standing.getInt("scores.r"));
    assertThat(why.getString("recency.cutOffs[0]")).isEqualTo("P30D");
    assertThat(why.getInt("frequency.score")).isEqualTo(standing.getInt("scores.f"));
    assertThat(why.getInt("monetary.score")).isEqualTo(standing.getInt("scores.m"));
    assertThat(why.getInt("satisfaction.score")).isEqualTo(standing.getInt("scores.s"));
    assertThat(why.getString("satisfaction.halfLife")).isEqualTo("P90D");
    assertThat(why.getInt("frequency.value")).isEqualTo(2);
    assertThat(why.getInt("frequency.missing")).isEqualTo(2);
    assertThat(why.getString("monetary.value")).isEqualTo(standing.getString("monetary"));
    assertThat(why.getString("monetary.missing")).isEqualTo("1249.50");
    assertThat(why.getString("satisfaction.value")).isEqualTo(standing.getString("satisfaction"));
    List<Integer> products = why.getList("composite.terms.product");
    List<Integer> weights = why.getList("composite.terms.weight");
    assertThat(why.getInt("composite.sum"))
        .isEqualTo(products.stream().mapToInt(Integer::intValue).sum());
    assertThat(why.getInt("composite.weights"))
        .isEqualTo(weights.stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(100);
    assertThat(why.getString("nextChangeAt")).isEqualTo(standing.getString("nextChangeAt"));
    assertThat(why.getString("turns[0].at")).isEqualTo(standing.getString("nextChangeAt"));
    assertThat(why.getString("cell.segment")).isEqualTo(standing.getString("segment"));
    assertThat(why.getString("tiers.find { it.current }.tier"))
        .isEqualTo(standing.getString("tier"));
    assertThat(why.getList("orders.items.orderId")).containsExactly("O-3", "O-2", "O-1", "O-old");
    assertThat(why.getList("orders.items.verdict"))
        .containsExactly("COUNTS", "REFUNDED", "COUNTS", "BEFORE_THE_WINDOW");
    assertThat(why.getList("orders.items.latest")).containsExactly(true, false, false, false);
    assertThat(why.getList("feedback.items.rating")).containsExactly("2", "4.5");
    List<String> fading = why.getList("feedback.items.weight");
    assertThat(new BigDecimal(fading.get(1))).isLessThan(new BigDecimal("0.501"));
    await()
        .atMost(LONG)
        .until(() -> given().get("/segmentation/customers").asString().contains(customer));
  }

  @Test
  void manyOrdersComePageByPage() {
    IntStream.range(0, 25)
        .forEach(
            i -> shop.emit(Sale.paid(customer, "O-%02d".formatted(i), "1.00", now.plusMillis(i))));
    await().atMost(LONG).ignoreExceptions().until(() -> get("").getInt("frequency") == 25);

    var first = get("/explanation?limit=10");
    var ids = new ArrayList<String>(first.getList("orders.items.orderId"));
    var next = first.getString("orders.next");
    while (next != null) {
      var page = get("/explanation/orders?limit=10&after=" + next);
      ids.addAll(page.getList("items.orderId"));
      next = page.getString("next");
    }

    assertThat(ids)
        .isEqualTo(IntStream.range(0, 25).mapToObj(i -> "O-%02d".formatted(24 - i)).toList());
    assertThat(get("/explanation/feedback").getList("items")).isEmpty();
  }

  @Test
  void aProspectHasNothingToExplain() {
    shop.emit(Said.rated(customer, "F-1", "4.5", now));
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(() -> get("").getString("lifecycle").equals("PROSPECT"));

    var why = get("/explanation");

    assertThat(why.getMap("")).doesNotContainKeys("recency", "composite", "fall", "cell");
    assertThat(why.getList("feedback.items.feedbackId")).containsExactly("F-1");
    assertThat(why.getList("tiers")).isEmpty();
  }

  @Test
  @Tag("domain-7.2")
  void aPinThatDecidesSaysSoAndNotWhy() {
    shop.emit(Sale.paid(customer, "O-1", "50.00", now));
    await().atMost(LONG).ignoreExceptions().until(() -> get("").getString("tier").equals("BRONZE"));
    assertThat(get("/explanation").getMap("")).doesNotContainKey("pin");
    var until = now.plus(Duration.ofDays(30));

    given()
        .contentType("application/json")
        .body("{\"tier\":\"GOLD\",\"until\":\"" + until + "\",\"reason\":\"a friend\"}")
        .put("/segmentation/customers/" + customer + "/pin")
        .then()
        .statusCode(202);
    await().atMost(LONG).until(() -> "GOLD".equals(get("").getString("tier")));

    assertThat(get("/explanation").getMap("pin"))
        .isEqualTo(Map.of("tier", "GOLD", "until", until.toString(), "decides", true));
    given().delete("/segmentation/customers/" + customer + "/pin").then().statusCode(202);
    await()
        .atMost(LONG)
        .untilAsserted(() -> assertThat(get("/explanation").getMap("")).doesNotContainKey("pin"));
  }

  private JsonPath get(String path) {
    return given()
        .get("/segmentation/customers/" + customer + path)
        .then()
        .statusCode(200)
        .extract()
        .jsonPath();
  }
}
