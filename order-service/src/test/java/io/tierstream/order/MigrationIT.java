package io.tierstream.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import java.sql.SQLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** A database of the first version goes on under this one. */
@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class MigrationIT {

  private static final String SCHEMA = "first_version";

  @InjectInfrastructure Infrastructure infrastructure;

  @ConfigProperty(name = "quarkus.flyway.locations")
  String[] locations;

  @Test
  void importsAndTheirRejectedRowsAreKept() throws SQLException {
    flyway("1.1", "db/migration").migrate();
    run(
        """
        INSERT INTO import_job (job, phase, currency, rows, facts, emitted, orders, refunds, unchanged, rejected, created_at)
        VALUES ('J-1', 'EMITTING', 'GBP', 9, 5, 3, 2, 1, 4, '{"without a customer": 1}', '2011-01-01T00:00:00Z')
        """,
        "INSERT INTO import_reject VALUES ('J-1', 7, 'customerId', 'without a customer')",
        "INSERT INTO import_row (job, line, order_id) VALUES ('J-1', 2, 'O-1')");

    flyway("latest", locations).migrate();

    assertThat(
            one(
                """
                SELECT concat_ws(' ', phase, parameters, rows, facts, emitted, made, unchanged, rejected)
                FROM job WHERE job = 'J-1' AND NOT cleaned AND created_at = '2011-01-01T00:00:00Z'
                """))
        .isEqualTo(
            "EMITTING {\"currency\": \"GBP\"} 9 5 3 {\"orders\": 2, \"refunds\": 1} 4 {\"without a customer\": 1}");
    assertThat(one("SELECT concat_ws(' ', job, line, field, reason) FROM job_reject"))
        .isEqualTo("J-1 7 customerId without a customer");
    assertThat(one("SELECT order_id FROM import_row")).isEqualTo("O-1");
  }

  private Flyway flyway(String target, String... locations) {
    return Flyway.configure(Thread.currentThread().getContextClassLoader())
        .dataSource(infrastructure.jdbcUrl(), infrastructure.username(), infrastructure.password())
        .schemas(SCHEMA)
        .locations(locations)
        .outOfOrder(true)
        .target(target)
        .load();
  }

  private void run(String... statements) throws SQLException {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      statement.execute("SET search_path = " + SCHEMA);
      for (var sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private String one(String query) throws SQLException {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      statement.execute("SET search_path = " + SCHEMA);
      try (var rows = statement.executeQuery(query)) {
        assertThat(rows.next()).isTrue();
        return rows.getString(1);
      }
    }
  }
}
