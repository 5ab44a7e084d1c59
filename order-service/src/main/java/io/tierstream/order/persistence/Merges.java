package io.tierstream.order.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.events.Newest;
import io.tierstream.events.views.ViewRows;
import io.tierstream.imports.PersistenceFailure;
import io.tierstream.imports.Sql;
import io.tierstream.order.domain.SeenMerge;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;

/**
 * Who was seen to be merged into whom, of customers who aren't erased. Every call belongs into a
 * transaction.
 */
@ApplicationScoped
public class Merges {

  /** What the view is called; names its row in {@code view_build}. */
  public static final String VIEW = "merges";

  /**
   * No honest way is longer; records of two customers that come apart may make a circle for a
   * moment.
   */
  static final int MAX_STEPS = 100;

  private final AgroalDataSource dataSource;

  Merges(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Takes over what is newer by its version than what is known; the rest changes nothing. */
  public void take(List<SeenMerge> seen) {
    take(seen, "<");
  }

  /** As above, but what is known may be told again, so that it is told of by the present build. */
  public void retell(List<SeenMerge> seen) {
    take(seen, "<=");
  }

  private void take(List<SeenMerge> seen, String isBefore) {
    try (var connection = dataSource.getConnection()) {
      var relevant = relevant(connection, seen);
      if (relevant.isEmpty()) {
        return;
      }
      var erased =
          ErasedCustomers.among(connection, relevant.stream().map(SeenMerge::customerId).toList());
      var told = relevant.stream().filter(merge -> !erased.contains(merge.customerId())).toList();
      Sql.update(
          connection,
          """
          INSERT INTO merged_customer AS known (customer_id, merged_into, version, build)
          SELECT told.*, (SELECT coalesce(max(number), 0) FROM view_build WHERE view = ?)
          FROM unnest(?::text[], ?::text[], ?::int8[]) AS told (customer_id, merged_into, version)
          ORDER BY customer_id COLLATE "C"
          ON CONFLICT (customer_id) DO UPDATE
          SET merged_into = excluded.merged_into, version = excluded.version, build = excluded.build
          WHERE known.version %s excluded.version
          """
              .formatted(isBefore),
          VIEW,
          Sql.texts(connection, told, SeenMerge::customerId),
          Sql.texts(connection, told, SeenMerge::mergedInto),
          Sql.longs(connection, told, SeenMerge::version));
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  // Most customers were never merged, and of them nothing is kept.
  private static List<SeenMerge> relevant(Connection connection, List<SeenMerge> seen)
      throws SQLException {
    var newest = Newest.of(seen, SeenMerge::customerId, SeenMerge::version);
    var known =
        new HashSet<>(
            Sql.query(
                connection,
                row -> row.getString(1),
                "SELECT customer_id FROM merged_customer WHERE customer_id = ANY (?)",
                Sql.texts(connection, newest.keySet())));
    return newest.values().stream()
        .filter(merge -> merge.mergedInto() != null || known.contains(merge.customerId()))
        .toList();
  }

  /** Forgets of these customers, who are erased, whom they were. */
  public void erase(Collection<String> customerIds) {
    try (var connection = dataSource.getConnection()) {
      Sql.update(
          connection,
          "DELETE FROM merged_customer WHERE customer_id = ANY (?)",
          Sql.texts(connection, customerIds));
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /**
   * Forgets which news the merges are of that the present build hasn't told of; whether there are
   * any. They stay until they are told again.
   */
  public boolean forgetUntold() {
    try (var connection = dataSource.getConnection()) {
      return ViewRows.forgetUntold(connection, VIEW, "merged_customer", "version");
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }
}
