package io.tierstream.order.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.imports.PersistenceFailure;
import io.tierstream.order.domain.SeenTier;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** The last tier seen of each customer. Every call belongs into a transaction. */
@ApplicationScoped
public class Tiers {

  private final AgroalDataSource dataSource;

  Tiers(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** The customer's tier; empty when there is none, or none was seen yet. */
  public Optional<String> of(String customerId) {
    try (var connection = dataSource.getConnection();
        var select =
            connection.prepareStatement("SELECT tier FROM tier_view WHERE customer_id = ?")) {
      select.setString(1, customerId);
      try (var row = select.executeQuery()) {
        return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** Takes over what is newer by its sequence than what is known; the rest changes nothing. */
  public void take(List<SeenTier> seen) {
    var newest = newest(seen);
    try (var connection = dataSource.getConnection();
        var upsert =
            connection.prepareStatement(
                """
                INSERT INTO tier_view AS known (customer_id, tier, sequence)
                SELECT * FROM unnest(?::text[], ?::text[], ?::int8[])
                  AS seen (customer_id, tier, sequence)
                ORDER BY customer_id COLLATE "C"
                ON CONFLICT (customer_id) DO UPDATE
                SET tier = excluded.tier, sequence = excluded.sequence
                WHERE known.sequence < excluded.sequence
                """)) {
      upsert.setArray(
          1, connection.createArrayOf("text", newest.stream().map(SeenTier::customerId).toArray()));
      upsert.setArray(
          2, connection.createArrayOf("text", newest.stream().map(SeenTier::tier).toArray()));
      upsert.setArray(
          3, connection.createArrayOf("int8", newest.stream().map(SeenTier::sequence).toArray()));
      upsert.executeUpdate();
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

  private static Collection<SeenTier> newest(List<SeenTier> seen) {
    var newest = new HashMap<String, SeenTier>();
    for (var tier : seen) {
      newest.merge(
          tier.customerId(), tier, (one, other) -> other.sequence() > one.sequence() ? other : one);
    }
    return newest.values();
  }
}
