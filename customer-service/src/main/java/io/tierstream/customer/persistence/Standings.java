package io.tierstream.customer.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.customer.domain.SeenStanding;
import io.tierstream.imports.PersistenceFailure;
import io.tierstream.imports.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Collection;

/**
 * What was seen of customers' standings, and copied to their listings, which those who are merged
 * don't have. Every call belongs into a transaction, and takes few statements however many
 * standings there are.
 */
@ApplicationScoped
public class Standings {

  /** What the view is called; names its row in {@code view_build}. */
  public static final String VIEW = "tiers";

  private final AgroalDataSource dataSource;

  Standings(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Takes in standings, one of each customer; stale ones, repeats and those of who is erased change
   * nothing.
   */
  public void keep(Collection<SeenStanding> standings) {
    keep(standings, "<");
  }

  /** As above, but what is known may be told again, so that it is told of by the present build. */
  public void retell(Collection<SeenStanding> standings) {
    keep(standings, "<=");
  }

  private void keep(Collection<SeenStanding> told, String isBefore) {
    try (var connection = dataSource.getConnection()) {
      Persons.hold(connection);
      var persons = Persons.of(connection, told.stream().map(SeenStanding::customerId).toList());
      var standings = told.stream().filter(s -> !persons.isErased(s.customerId())).toList();
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
            INSERT INTO seen_standing AS known
              (customer_id, tier, segment, lifecycle, since, sequence, source_offset, build)
            SELECT seen.*, (SELECT coalesce(max(number), 0) FROM view_build WHERE view = ?)
            FROM seen
            ON CONFLICT (customer_id) DO UPDATE
            SET tier = excluded.tier, segment = excluded.segment, lifecycle = excluded.lifecycle,
              since = excluded.since, sequence = excluded.sequence,
              source_offset = excluded.source_offset, build = excluded.build
            WHERE (known.sequence, known.source_offset) %s (excluded.sequence, excluded.source_offset)
            RETURNING customer_id)
          UPDATE listing l
          SET tier = seen.tier, segment = seen.segment, lifecycle = seen.lifecycle,
            since = coalesce(seen.since, '-infinity')
          FROM seen JOIN newer USING (customer_id)
          WHERE l.customer_id = seen.customer_id
            AND (l.tier, l.segment, l.lifecycle, l.since)
              IS DISTINCT FROM (seen.tier, seen.segment, seen.lifecycle, coalesce(seen.since, '-infinity'))
          """
              .formatted(isBefore),
          Sql.texts(connection, standings, SeenStanding::customerId),
          Sql.texts(connection, standings, SeenStanding::tier),
          Sql.texts(connection, standings, SeenStanding::segment),
          Sql.texts(connection, standings, SeenStanding::lifecycle),
          Sql.instants(connection, standings, SeenStanding::since),
          Sql.longs(connection, standings, SeenStanding::sequence),
          Sql.longs(connection, standings, SeenStanding::offset),
          VIEW);
      Listings.copyToTags(connection, ids);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /**
   * Forgets which records the standings are of that the present build hasn't told of; whether there
   * are any. What they say stays until it is told again: nobody loses a tier meanwhile.
   */
  public boolean forgetUntold() {
    try (var connection = dataSource.getConnection()) {
      return Sql.update(
              connection,
              """
              UPDATE seen_standing SET sequence = 0, source_offset = -1
              WHERE source_offset >= 0 AND build < (SELECT number FROM view_build WHERE view = ?)
              """,
              VIEW)
          > 0;
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }
}
