package io.tierstream.customer.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.customer.domain.DatedRate;
import io.tierstream.customer.domain.RateKey;
import io.tierstream.customer.domain.Rates;
import io.tierstream.imports.PersistenceFailure;
import io.tierstream.imports.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;

/**
 * The rates that were told. Every call belongs into a transaction. A portion of orders that finds
 * no rate must be over before the rate is kept, or nobody would count its orders again: portions
 * share a lock that the keeping of rates, which is short, has alone.
 */
@ApplicationScoped
public class DatedRates {

  /** What the view of them is called. */
  public static final String VIEW = "rates";

  // any number that nobody else takes
  private static final long LOCK = 5_201_437_067L;

  private final AgroalDataSource dataSource;

  DatedRates(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Keeps rates, one version of each; the purchases that they convert are still to be counted. What
   * is known as new or newer changes nothing.
   */
  public void keep(Collection<DatedRate> told) {
    keep(told, false);
  }

  /** As above, but what is known as new is taken as it is told again. */
  public void retell(Collection<DatedRate> told) {
    keep(told, true);
  }

  private void keep(Collection<DatedRate> told, boolean again) {
    try (var connection = dataSource.getConnection()) {
      Sql.query(connection, row -> "", "SELECT pg_advisory_xact_lock(?)", LOCK);
      Sql.update(
          connection,
          """
          INSERT INTO rate (currency, day, rate, version, settled)
          SELECT currency, day, rate, version, false
          FROM unnest(?::text[], ?::date[], ?, ?) AS told (currency, day, rate, version)
          ON CONFLICT (currency, day) DO UPDATE
          SET rate = excluded.rate, version = excluded.version, settled = false
          WHERE rate.version < excluded.version OR ? AND rate.version = excluded.version
          """,
          Sql.texts(connection, told, rate -> rate.key().currency()),
          Sql.texts(connection, told, rate -> rate.key().day().toString()),
          Sql.amounts(connection, told, DatedRate::rate),
          Sql.longs(connection, told, DatedRate::version),
          again);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** Those of {@code wanted} that are known; none is kept before the transaction ends. */
  static Rates of(Connection connection, String base, Collection<RateKey> wanted)
      throws SQLException {
    var known = new HashMap<RateKey, BigDecimal>();
    if (!wanted.isEmpty()) {
      Sql.query(connection, row -> "", "SELECT pg_advisory_xact_lock_shared(?)", LOCK);
      Sql.query(
          connection,
          row ->
              known.put(
                  new RateKey(row.getString(1), row.getObject(2, LocalDate.class)),
                  row.getBigDecimal(3)),
          """
          SELECT currency, day, rate FROM rate
          JOIN unnest(?::text[], ?::date[]) AS wanted (currency, day) USING (currency, day)
          """,
          Sql.texts(connection, wanted, RateKey::currency),
          Sql.texts(connection, wanted, key -> key.day().toString()));
    }
    return new Rates(base, known);
  }

  /** Rates whose purchases are still to be counted, at most {@code limit}, held by nobody else. */
  static Collection<RateKey> unsettled(Connection connection, int limit) throws SQLException {
    return Sql.query(
        connection,
        row -> new RateKey(row.getString(1), row.getObject(2, LocalDate.class)),
        """
        SELECT currency, day FROM rate WHERE NOT settled
        ORDER BY currency, day LIMIT ? FOR UPDATE SKIP LOCKED
        """,
        limit);
  }

  /** The purchases that these convert are counted. */
  static void settled(Connection connection, Collection<RateKey> keys) throws SQLException {
    Sql.update(
        connection,
        """
        UPDATE rate SET settled = true
        FROM unnest(?::text[], ?::date[]) AS counted (currency, day)
        WHERE rate.currency = counted.currency AND rate.day = counted.day
        """,
        Sql.texts(connection, keys, RateKey::currency),
        Sql.texts(connection, keys, key -> key.day().toString()));
  }
}
