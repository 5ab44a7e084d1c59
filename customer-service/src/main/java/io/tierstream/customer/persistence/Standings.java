package io.tierstream.customer.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.customer.domain.SeenStanding;
import io.tierstream.imports.PersistenceFailure;
import io.tierstream.imports.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Collection;

/**
 * What was seen of customers' standings, kept in their listings. Every call belongs into a
 * transaction, and takes few statements however many standings there are.
 */
@ApplicationScoped
public class Standings {

  private final AgroalDataSource dataSource;

  Standings(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Takes in standings, one of each customer; stale ones change nothing. */
  public void keep(Collection<SeenStanding> standings) {
    try (var connection = dataSource.getConnection()) {
      var ids = standings.stream().map(SeenStanding::customerId).toList();
      Customers.ensure(connection, ids);
      Listings.lock(connection, ids);
      Sql.update(
          connection,
          """
          WITH seen AS MATERIALIZED (
            SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?)
              AS seen (customer_id, tier, segment, lifecycle, since, sequence, source_offset)),
          newer AS (
            INSERT INTO seen_standing AS known (customer_id, sequence, source_offset)
            SELECT customer_id, sequence, source_offset FROM seen
            ON CONFLICT (customer_id) DO UPDATE
            SET sequence = excluded.sequence, source_offset = excluded.source_offset
            WHERE (known.sequence, known.source_offset) < (excluded.sequence, excluded.source_offset)
            RETURNING customer_id)
          UPDATE listing l
          SET tier = seen.tier, segment = seen.segment, lifecycle = seen.lifecycle,
            since = coalesce(seen.since, '-infinity')
          FROM seen JOIN newer USING (customer_id)
          WHERE l.customer_id = seen.customer_id
            AND (l.tier, l.segment, l.lifecycle, l.since)
              IS DISTINCT FROM (seen.tier, seen.segment, seen.lifecycle, coalesce(seen.since, '-infinity'))
          """,
          Sql.texts(connection, standings, SeenStanding::customerId),
          Sql.texts(connection, standings, SeenStanding::tier),
          Sql.texts(connection, standings, SeenStanding::segment),
          Sql.texts(connection, standings, SeenStanding::lifecycle),
          Sql.instants(connection, standings, SeenStanding::since),
          Sql.longs(connection, standings, SeenStanding::sequence),
          Sql.longs(connection, standings, SeenStanding::offset));
      Listings.copyToTags(connection, ids);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /**
   * Forgets which records the standings are of. What they say stays until it is told again: nobody
   * loses a tier meanwhile.
   */
  public void forget() {
    try (var connection = dataSource.getConnection()) {
      Sql.update(connection, "TRUNCATE seen_standing");
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }
}
