package io.tierstream.customer.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.customer.domain.Text;
import io.tierstream.imports.PersistenceFailure;
import io.tierstream.imports.Sql;
import io.tierstream.rest.Erasures;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which records are one person's. Every call belongs into a transaction. What others tell is
 * counted for persons, so no portion of it may meet a merge or an erasure half way: all portions
 * share one lock, and a merge or an erasure, which is rare and short, has it alone. It comes before
 * every other lock.
 */
@ApplicationScoped
public class Persons implements Erasures {

  // any number that nobody else takes
  private static final long LOCK = 5_201_437_066L;

  private final AgroalDataSource dataSource;

  Persons(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Whose spend each customer's orders are in: null stands for that of who is erased. */
  record Survivors(Map<String, String> survivors) {

    String of(String customerId) {
      return survivors.getOrDefault(customerId, customerId);
    }

    /** Whether what is told of this customer is of nobody any more. */
    boolean isErased(String customerId) {
      return of(customerId) == null;
    }
  }

  /**
   * Nobody is merged or erased before the transaction ends; many transactions may say so at once.
   */
  static void hold(Connection connection) throws SQLException {
    Sql.query(connection, row -> "", "SELECT pg_advisory_xact_lock_shared(?)", LOCK);
  }

  @Override
  public void hold() {
    try (var connection = dataSource.getConnection()) {
      hold(connection);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  @Override
  public boolean has(String customerId) {
    return !erased(List.of(customerId)).isEmpty();
  }

  /** Which of these were erased. */
  public Set<String> erased(Collection<String> customerIds) {
    try (var connection = dataSource.getConnection()) {
      var persons = of(connection, customerIds);
      return customerIds.stream().filter(persons::isErased).collect(Collectors.toSet());
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** Who these customers are in the end. */
  static Survivors of(Connection connection, Collection<String> customerIds) throws SQLException {
    var survivors = new HashMap<String, String>();
    Sql.query(
        connection,
        row -> survivors.put(row.getString(1), row.getString(2)),
        """
        SELECT customer_id, survivor FROM customer
        WHERE status NOT IN ('PROVISIONAL', 'REGISTERED') AND customer_id = ANY (?)
        """,
        Sql.texts(connection, customerIds));
    return new Survivors(survivors);
  }

  /** Nobody else merges or erases, nor counts what others tell, before the transaction ends. */
  public void lock() {
    try (var connection = dataSource.getConnection()) {
      Sql.query(connection, row -> "", "SELECT pg_advisory_xact_lock(?)", LOCK);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /**
   * This customer and whoever was merged into it, one through the other too; any text may be asked
   * for.
   */
  public List<String> mergedInto(String customerId) {
    if (!Text.isId(customerId)) {
      return List.of();
    }
    try (var connection = dataSource.getConnection()) {
      return Sql.query(
          connection,
          row -> row.getString(1),
          """
          WITH RECURSIVE same AS (
            SELECT customer_id FROM customer WHERE customer_id = ?
            UNION
            SELECT c.customer_id FROM customer c JOIN same ON c.merged_into = same.customer_id)
          SELECT customer_id FROM same ORDER BY customer_id
          """,
          customerId);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** Those of these customers who are merged are {@code survivor} in the end. */
  public void follow(Collection<String> customerIds, String survivor) {
    try (var connection = dataSource.getConnection()) {
      Sql.update(
          connection,
          "UPDATE customer SET survivor = ? WHERE status = 'MERGED' AND customer_id = ANY (?)",
          survivor,
          Sql.texts(connection, customerIds));
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }
}
