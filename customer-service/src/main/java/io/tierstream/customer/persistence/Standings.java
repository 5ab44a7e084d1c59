package io.tierstream.customer.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.customer.domain.SeenStanding;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

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
          UPDATE listing l
          SET tier = seen.tier, segment = seen.segment, lifecycle = seen.lifecycle,
            since = coalesce(seen.since, '-infinity'), sequence = seen.sequence, source_offset = seen.source_offset
          FROM unnest(?, ?, ?, ?, ?, ?, ?)
            AS seen (customer_id, tier, segment, lifecycle, since, sequence, source_offset)
          WHERE l.customer_id = seen.customer_id
            AND (l.sequence IS NULL OR (l.sequence, l.source_offset) < (seen.sequence, seen.source_offset))
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
   * Forgets the standings of the next customers by id.
   *
   * @param after the last customer that was forgotten before; empty at first
   * @return the last customer that was forgotten now; empty when there are no more
   */
  public Optional<String> forget(String after, int portion) {
    try (var connection = dataSource.getConnection()) {
      var forgotten =
          Sql.query(
              connection,
              row -> row.getString(1),
              """
              WITH next AS MATERIALIZED (
                SELECT nr FROM listing WHERE sequence IS NOT NULL AND customer_id > ?
                ORDER BY customer_id LIMIT ? FOR NO KEY UPDATE)
              UPDATE listing l
              SET tier = NULL, segment = NULL, lifecycle = NULL, since = '-infinity', sequence = NULL,
                source_offset = NULL
              FROM next WHERE l.nr = next.nr
              RETURNING l.customer_id
              """,
              after,
              portion);
      Listings.copyToTags(connection, forgotten);
      return forgotten.stream().max(Comparator.naturalOrder());
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }
}
