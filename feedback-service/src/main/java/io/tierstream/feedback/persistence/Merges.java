package io.tierstream.feedback.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.events.Newest;
import io.tierstream.events.views.ViewRows;
import io.tierstream.feedback.domain.SeenMerge;
import io.tierstream.imports.PersistenceFailure;
import io.tierstream.imports.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

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

  /**
   * Takes over what is newer by its version than what is known, and answers of whom; the rest
   * changes nothing.
   */
  public List<String> take(List<SeenMerge> seen) {
    return take(seen, "<");
  }

  /** As above, but what is known may be told again, so that it is told of by the present build. */
  public List<String> retell(List<SeenMerge> seen) {
    return take(seen, "<=");
  }

  private List<String> take(List<SeenMerge> seen, String isBefore) {
    try (var connection = dataSource.getConnection()) {
      var relevant = relevant(connection, seen);
      if (relevant.isEmpty()) {
        return List.of();
      }
      ErasedCustomers.holdAlone(connection);
      var erased =
          ErasedCustomers.among(connection, relevant.stream().map(SeenMerge::customerId).toList());
      var told = relevant.stream().filter(merge -> !erased.contains(merge.customerId())).toList();
      return Sql.query(
          connection,
          row -> row.getString(1),
          """
          INSERT INTO merged_customer AS known (customer_id, merged_into, version, build)
          SELECT told.*, (SELECT coalesce(max(number), 0) FROM view_build WHERE view = ?)
          FROM unnest(?::text[], ?::text[], ?::int8[]) AS told (customer_id, merged_into, version)
          ORDER BY customer_id COLLATE "C"
          ON CONFLICT (customer_id) DO UPDATE
          SET merged_into = excluded.merged_into, version = excluded.version, build = excluded.build
          WHERE known.version %s excluded.version
          RETURNING customer_id
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

  /**
   * Who these customers are in the end; nobody is merged before the transaction ends in which that
   * is asked, when it holds {@link ErasedCustomers}.
   */
  static Map<String, String> survivors(Connection connection, Collection<String> customerIds)
      throws SQLException {
    var survivors = new HashMap<String, String>();
    Sql.query(
        connection,
        row -> survivors.put(row.getString(1), row.getString(2)),
        """
        WITH RECURSIVE way (customer_id, person, steps) AS (
          SELECT id COLLATE "C", id COLLATE "C", 0 FROM unnest(?::text[]) AS id
          UNION ALL
          SELECT way.customer_id, m.merged_into::text, steps + 1
          FROM way JOIN merged_customer m ON m.customer_id = way.person
          WHERE m.merged_into IS NOT NULL AND steps < ?)
        SELECT DISTINCT ON (customer_id) customer_id, person FROM way
        ORDER BY customer_id, steps DESC
        """,
        Sql.texts(connection, customerIds),
        MAX_STEPS);
    return survivors;
  }

  /** The same. */
  public Map<String, String> survivors(Collection<String> customerIds) {
    try (var connection = dataSource.getConnection()) {
      return survivors(connection, customerIds);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** These customers and whoever is merged into them, one through the other too. */
  public List<String> withParts(Collection<String> customerIds) {
    try (var connection = dataSource.getConnection()) {
      return Sql.query(
          connection,
          row -> row.getString(1),
          """
          WITH RECURSIVE part (customer_id) AS (
            SELECT id COLLATE "C" FROM unnest(?::text[]) AS id
            UNION
            SELECT m.customer_id::text FROM merged_customer m
            JOIN part ON m.merged_into = part.customer_id)
          SELECT customer_id FROM part
          """,
          Sql.texts(connection, customerIds));
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
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
