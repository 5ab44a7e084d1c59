package io.tierstream.feedback.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.events.views.ViewRows;
import io.tierstream.feedback.domain.TierStanding;
import io.tierstream.imports.PersistenceFailure;
import io.tierstream.imports.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The last tier seen of each customer who isn't erased. Every call belongs into a transaction. */
@ApplicationScoped
public class Tiers {

  /** What the view is called; names its row in {@code view_build}. */
  public static final String VIEW = "tiers";

  private final AgroalDataSource dataSource;

  Tiers(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * The tiers of these customers, the survivors' where they are merged; null for those that have
   * none. They can't change before the transaction ends, which holds {@link ErasedCustomers}.
   */
  public Map<String, String> held(Collection<String> customerIds) {
    try (var connection = dataSource.getConnection()) {
      var survivors = Merges.survivors(connection, customerIds);
      var tiers = locked(connection, survivors.values());
      var held = new HashMap<String, String>();
      survivors.forEach((customer, survivor) -> held.put(customer, tiers.get(survivor)));
      return held;
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private static Map<String, String> locked(Connection connection, Collection<String> customerIds)
      throws SQLException {
    // everybody locks in this order
    var ids = new TreeSet<>(customerIds).toArray();
    var tiers = new HashMap<String, String>();
    try (var insert =
            connection.prepareStatement(
                """
                INSERT INTO tier_view (customer_id, sequence)
                SELECT id, 0 FROM unnest(?::text[]) AS id ORDER BY id COLLATE "C"
                ON CONFLICT DO NOTHING
                """);
        var select =
            connection.prepareStatement(
                """
                SELECT customer_id, tier FROM tier_view WHERE customer_id = ANY(?)
                ORDER BY customer_id FOR SHARE
                """)) {
      var array = connection.createArrayOf("text", ids);
      insert.setArray(1, array);
      insert.executeUpdate();
      select.setArray(1, array);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          tiers.put(rows.getString(1), rows.getString(2));
        }
      }
      return tiers;
    }
  }

  /**
   * Takes over those standings that are newer than what is known of their customer, and answers
   * whose they are; no customer may be there twice.
   */
  public List<String> take(Collection<TierStanding> standings) {
    return take(standings, "<");
  }

  /** As above, but what is known may be told again, so that it is told of by the present build. */
  public List<String> retell(Collection<TierStanding> standings) {
    return take(standings, "<=");
  }

  private List<String> take(Collection<TierStanding> seen, String isBefore) {
    try (var connection = dataSource.getConnection()) {
      var erased =
          ErasedCustomers.among(connection, seen.stream().map(TierStanding::customerId).toList());
      var standings = seen.stream().filter(s -> !erased.contains(s.customerId())).toList();
      return Sql.query(
          connection,
          row -> row.getString(1),
          """
          INSERT INTO tier_view AS known (customer_id, tier, sequence, since, build)
          SELECT seen.*, (SELECT coalesce(max(number), 0) FROM view_build WHERE view = ?)
          FROM unnest(?::text[], ?::text[], ?::int8[], ?::timestamptz[])
            AS seen (customer_id, tier, sequence, since)
          ORDER BY customer_id COLLATE "C"
          ON CONFLICT (customer_id) DO UPDATE
          SET tier = excluded.tier, sequence = excluded.sequence, since = excluded.since,
            build = excluded.build
          WHERE known.sequence %s excluded.sequence
          RETURNING customer_id
          """
              .formatted(isBefore),
          VIEW,
          Sql.texts(connection, standings, TierStanding::customerId),
          Sql.texts(connection, standings, TierStanding::tier),
          Sql.longs(connection, standings, TierStanding::sequence),
          Sql.instants(connection, standings, TierStanding::since));
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** Forgets the tiers of these customers, who are erased. */
  public void erase(Collection<String> customerIds) {
    try (var connection = dataSource.getConnection()) {
      Sql.update(
          connection,
          "DELETE FROM tier_view WHERE customer_id = ANY (?)",
          Sql.texts(connection, customerIds));
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /**
   * Forgets which news the tiers are of that the present build hasn't told of; whether there are
   * any. They stay until they are told again: nobody loses one meanwhile.
   */
  public boolean forgetUntold() {
    try (var connection = dataSource.getConnection()) {
      return ViewRows.forgetUntold(connection, VIEW, "tier_view", "sequence");
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }
}
