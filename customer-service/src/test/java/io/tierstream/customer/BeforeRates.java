package io.tierstream.customer;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.flywaydb.core.Flyway;

/**
 * What a service leaves that has counted purchases in other currencies as nothing: its database, as
 * of before there were rates, and the topic, on which one was told meanwhile.
 */
public final class BeforeRates implements QuarkusTestResourceLifecycleManager {

  static final String CUSTOMER = "C-before";

  private final InfrastructureResource infrastructureResource = new InfrastructureResource();
  private Infrastructure infrastructure;

  @Override
  public Map<String, String> start() {
    var settings = infrastructureResource.start();
    infrastructureResource.inject((value, field) -> infrastructure = (Infrastructure) value);
    Flyway.configure(getClass().getClassLoader())
        .dataSource(infrastructure.jdbcUrl(), infrastructure.username(), infrastructure.password())
        .locations(
            "db/migration", "db/outbox", "db/inbox", "db/idempotency", "db/imports", "db/views")
        .outOfOrder(true)
        .target("1.7")
        .load()
        .migrate();
    try {
      fill();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    try (var others = new Others(infrastructure)) {
      others.worth("GBP", LocalDate.now(ZoneOffset.UTC).minusDays(3), "9");
    }
    return settings;
  }

  private void fill() throws SQLException {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      statement.execute(
          """
          INSERT INTO customer (customer_id, version, status, preferences, tags)
          VALUES ('C-before', 0, 'PROVISIONAL', '{}', '{}');
          INSERT INTO customer_text (nr, customer_id, name_key, tags, search)
          SELECT nr, customer_id, '', '{}', '' FROM customer;
          INSERT INTO listing (nr, customer_id, last_order_at, spend)
          SELECT nr, customer_id, date_trunc('day', now(), 'UTC') - interval '36 hours', 10 FROM customer;
          INSERT INTO customer_order
            (order_id, customer_id, counts_for, version, cancelled, placed_at, paid_at, currency, net, counted, leaves_at)
          SELECT id, 'C-before', 'C-before', 2, false, at, at, currency, net, counted,
            CASE WHEN counted > 0 THEN at + interval '8760 hours' END
          FROM (
            SELECT id, currency, net, counted, date_trunc('day', now(), 'UTC') - make_interval(hours => hours) AS at
            FROM (VALUES ('O-base', 'CNY', 10, 10, 36), ('O-pound', 'GBP', 250, 0, 60), ('O-franc', 'CHF', 5, 0, 60),
              ('O-old', 'CNY', 100, 0, 9000), ('O-oldPound', 'GBP', 100, 0, 9000))
              AS made (id, currency, net, counted, hours)) AS dated
          """);
    }
  }

  @Override
  public void inject(TestInjector injector) {
    infrastructureResource.inject(injector);
  }

  @Override
  public void stop() {
    infrastructureResource.stop();
  }
}
