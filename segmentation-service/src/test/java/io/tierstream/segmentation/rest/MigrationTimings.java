package io.tierstream.segmentation.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** How long it takes to assess everybody at two instants: no part of the build, see the README. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class MigrationTimings {

  private static final int CUSTOMERS = Integer.getInteger("tierstream.timings.customers", 50_000);

  @InjectInfrastructure Infrastructure infrastructure;

  @Test
  void ofCustomersWithTenPurchasesEach() throws SQLException {
    fill();
    for (var by : new String[] {"segment", "lifecycle"}) {
      var start = System.nanoTime();
      var count =
          given()
              .get(
                  "/segmentation/migration?from=2025-06-01T00:00:00Z&to=2025-12-01T00:00:00Z&by="
                      + by)
              .then()
              .statusCode(200)
              .extract()
              .<Integer>path("count");
      System.out.printf(
          "%s: %,d customers in %,d ms%n", by, count, (System.nanoTime() - start) / 1_000_000);
      assertThat(count).isEqualTo(CUSTOMERS);
    }
  }

  private void fill() throws SQLException {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO standing (customer_id, lifecycle, frequency, monetary, sequence, as_of, partition,
            row_version, model, ordinal, pages, tail)
          SELECT 'M-' || c, 'ACTIVE', 10, 1000, 0, '2025-11-01', 0, 1, 1, 10, 0, ''
          FROM generate_series(1, %d) c"""
              .formatted(CUSTOMERS));
      // In the order of time, as commits bring them.
      statement.execute(
          """
          INSERT INTO application (customer_id, ordinal, at, recorded_at, cause, event_id, topic,
            source_offset, occurred_at, model, order_id, order_version, status, total, refunded,
            placed_at, paid_at)
          SELECT 'M-' || c, o, t, t, 'io.tierstream.order.paid.v1', c || '/' || o, 'orders', c, t, 1,
            'O-' || o, 2, 'PAID', 100 + c %% 50, 0, t, t
          FROM generate_series(1, 10) o, generate_series(1, %d) c,
            LATERAL (SELECT timestamptz '2025-01-01' + o * interval '30 days' + c * interval '1 s') AS i (t)"""
              .formatted(CUSTOMERS));
      statement.execute("ANALYZE standing");
      statement.execute("ANALYZE application");
    }
  }
}
