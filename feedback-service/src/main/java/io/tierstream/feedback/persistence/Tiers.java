package io.tierstream.feedback.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.feedback.domain.TierStanding;
import io.tierstream.imports.PersistenceFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The last tier seen of each customer. Every call belongs into a transaction. */
@ApplicationScoped
public class Tiers {

  private final AgroalDataSource dataSource;

  Tiers(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * The tiers of these customers, which can't change before the transaction ends; null for those
   * that have none.
   */
  public Map<String, String> held(Collection<String> customerIds) {
    // everybody locks in this order
    var ids = new TreeSet<>(customerIds).toArray();
    var tiers = new HashMap<String, String>();
    try (var connection = dataSource.getConnection();
        var insert =
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
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /**
   * Takes over those standings that are newer than what is known of their customer, and answers
   * whose they are; no customer may be there twice.
   */
  public Set<String> take(List<TierStanding> standings) {
    try (var connection = dataSource.getConnection();
        var upsert =
            connection.prepareStatement(
                """
                INSERT INTO tier_view AS known (customer_id, tier, sequence, since)
                SELECT * FROM unnest(?::text[], ?::text[], ?::int8[], ?::timestamptz[])
                  AS seen (customer_id, tier, sequence, since)
                ORDER BY customer_id COLLATE "C"
                ON CONFLICT (customer_id) DO UPDATE
                SET tier = excluded.tier, sequence = excluded.sequence, since = excluded.since
                WHERE known.sequence < excluded.sequence
                RETURNING customer_id
                """)) {
      upsert.setArray(
          1,
          connection.createArrayOf(
              "text", standings.stream().map(TierStanding::customerId).toArray()));
      upsert.setArray(
          2,
          connection.createArrayOf("text", standings.stream().map(TierStanding::tier).toArray()));
      upsert.setArray(
          3,
          connection.createArrayOf(
              "int8", standings.stream().map(TierStanding::sequence).toArray()));
      upsert.setArray(
          4,
          connection.createArrayOf("timestamptz", standings.stream().map(Tiers::since).toArray()));
      var taken = new HashSet<String>();
      try (var rows = upsert.executeQuery()) {
        while (rows.next()) {
          taken.add(rows.getString(1));
        }
      }
      return taken;
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /**
   * Forgets which news the tiers are of. They stay until they are told again: nobody loses one
   * meanwhile.
   */
  public void forget() {
    try (var connection = dataSource.getConnection();
        var update = connection.createStatement()) {
      update.executeUpdate("UPDATE tier_view SET sequence = 0");
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private static String since(TierStanding standing) {
    Instant since = standing.since();
    return since == null ? null : since.toString();
  }
}
