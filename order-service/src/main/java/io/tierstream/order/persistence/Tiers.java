package io.tierstream.order.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.events.Newest;
import io.tierstream.events.views.ViewRows;
import io.tierstream.imports.PersistenceFailure;
import io.tierstream.imports.Sql;
import io.tierstream.order.domain.SeenTier;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

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
   * The customer's tier, which is the survivor's when the customer is merged; empty when there is
   * none, or none was seen yet.
   */
  public Optional<String> of(String customerId) {
    try (var connection = dataSource.getConnection();
        var select =
            connection.prepareStatement(
                """
                WITH RECURSIVE person (customer_id, steps) AS (
                  SELECT ?::text COLLATE "C", 0
                  UNION ALL
                  SELECT m.merged_into::text, steps + 1
                  FROM merged_customer m JOIN person USING (customer_id)
                  WHERE m.merged_into IS NOT NULL AND steps < ?)
                SELECT tier FROM tier_view
                WHERE customer_id = (SELECT customer_id FROM person ORDER BY steps DESC LIMIT 1)
                """)) {
      select.setString(1, customerId);
      select.setInt(2, Merges.MAX_STEPS);
      try (var row = select.executeQuery()) {
        return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** Takes over what is newer by its sequence than what is known; the rest changes nothing. */
  public void take(List<SeenTier> seen) {
    take(newest(seen), "<");
  }

  /** As above, but what is known may be told again, so that it is told of by the present build. */
  public void retell(List<SeenTier> seen) {
    take(newest(seen), "<=");
  }

  private void take(Collection<SeenTier> seen, String isBefore) {
    try (var connection = dataSource.getConnection()) {
      var erased =
          ErasedCustomers.among(connection, seen.stream().map(SeenTier::customerId).toList());
      var newest = seen.stream().filter(tier -> !erased.contains(tier.customerId())).toList();
      Sql.update(
          connection,
          """
          INSERT INTO tier_view AS known (customer_id, tier, sequence, build)
          SELECT seen.*, (SELECT coalesce(max(number), 0) FROM view_build WHERE view = ?)
          FROM unnest(?::text[], ?::text[], ?::int8[]) AS seen (customer_id, tier, sequence)
          ORDER BY customer_id COLLATE "C"
          ON CONFLICT (customer_id) DO UPDATE
          SET tier = excluded.tier, sequence = excluded.sequence, build = excluded.build
          WHERE known.sequence %s excluded.sequence
          """
              .formatted(isBefore),
          VIEW,
          Sql.texts(connection, newest, SeenTier::customerId),
          Sql.texts(connection, newest, SeenTier::tier),
          Sql.longs(connection, newest, SeenTier::sequence));
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

  private static Collection<SeenTier> newest(List<SeenTier> seen) {
    return Newest.of(seen, SeenTier::customerId, SeenTier::sequence).values();
  }
}
