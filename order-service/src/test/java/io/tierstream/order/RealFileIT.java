package io.tierstream.order;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.TopicReader;
import io.tierstream.events.Topics;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The history of a real shop: six months of Online Retail. */
@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class RealFileIT {

  private static final Path FILE =
      Path.of("..", "..", "shared", "data", "online-retail-2010-12_2011-05.csv.gz");

  @InjectInfrastructure Infrastructure infrastructure;

  @Test
  void aRealShopsHistoryComesInExactly() throws SQLException {
    assumeTrue(Files.exists(FILE), "Skipped: " + FILE + " is absent");

    var job = imported();

    assertThat(job.getInt("rows")).isEqualTo(209_029);
    assertThat(job.getInt("orders")).isEqualTo(7_410);
    assertThat(job.getInt("refunds")).isEqualTo(1_446);
    assertThat(job.<String, Integer>getMap("rejected"))
        .isEqualTo(
            Map.of(
                "without a customer", 59_976,
                "without a purchase", 887,
                "larger than its purchase", 16));
    assertThat(kept("sum(total)")).isEqualByComparingTo("3332591.961");
    assertThat(kept("sum(refunded)")).isEqualByComparingTo("165009.54");
    assertThat(kept("count(*) FILTER (WHERE status = 'REFUNDED')")).isEqualByComparingTo("62");
    assertThat(Shop.rejects(job.getString("job")).lines()).hasSize(1 + 59_976 + 887 + 16);
    assertThatItIsToldInOrder(job.getString("job"));

    var again = imported();

    assertThat(again.getInt("orders") + again.getInt("refunds")).isZero();
    assertThat(again.getInt("unchanged")).isEqualTo(7_410 + 1_588);
    assertThat(again.<String, Integer>getMap("rejected"))
        .isEqualTo(Map.of("without a customer", 59_976));
  }

  private void assertThatItIsToldInOrder(String job) {
    try (var topic = TopicReader.fromBeginning(infrastructure, Topics.ORDERS)) {
      var told = topic.awaitTold(7_410 + 1_446, event -> job.equals(event.event().backfill()));
      var versions = new HashMap<String, Long>();
      for (var event : told) {
        var version = event.data().path("version").asLong();
        assertThat(versions.put(event.event().subject(), version))
            .isEqualTo(version == 1 ? null : version - 1);
      }
      assertThat(told.stream().collect(Collectors.groupingBy(e -> e.record().partition())))
          .allSatisfy(
              (partition, events) ->
                  assertThat(events).extracting(e -> e.event().time()).isSorted());
    }
  }

  private static JsonPath imported() {
    String job =
        given()
            .contentType("text/csv")
            .header("Content-Encoding", "gzip")
            .queryParam(
                "map",
                "InvoiceNo=orderId,CustomerID=customerId,StockCode=sku,Quantity=quantity,"
                    + "UnitPrice=unitPrice,InvoiceDate=paidAt")
            .queryParam("currency", "GBP")
            .body(FILE.toFile())
            .post("/orders/import")
            .then()
            .statusCode(202)
            .extract()
            .path("job");
    return Shop.finished(job);
  }

  private BigDecimal kept(String figure) throws SQLException {
    try (var connection = infrastructure.connect();
        var rows =
            connection
                .createStatement()
                .executeQuery("SELECT " + figure + " FROM orders WHERE order_id ~ '^[0-9]{6}$'")) {
      rows.next();
      return rows.getBigDecimal(1);
    }
  }
}
