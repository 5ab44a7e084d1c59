package io.tierstream.order.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.imports.PersistenceFailure;
import io.tierstream.imports.Sql;
import io.tierstream.order.domain.Erasure;
import io.tierstream.rest.Erasures;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Who was erased, for ever. Every call belongs into a transaction. What is taken of a customer must
 * not commit after the customer's erasure without having met it: whoever takes something shares one
 * lock, and an erasure, which is rare and short, has it alone. It comes before every other lock on
 * what is told of customers.
 */
@ApplicationScoped
public class ErasedCustomers implements Erasures {

  // any number that nobody else takes
  private static final long LOCK = 5201437067L;

  private final AgroalDataSource dataSource;

  ErasedCustomers(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  @Override
  public void hold() {
    try (var connection = dataSource.getConnection()) {
      hold(connection);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** Whether this one was erased; if not, it isn't before the transaction ends. */
  @Override
  public boolean has(String customerId) {
    return !among(Set.of(customerId)).isEmpty();
  }

  /** Which of these were erased; the others aren't before the transaction ends. */
  public Set<String> among(Collection<String> customerIds) {
    try (var connection = dataSource.getConnection()) {
      return among(connection, customerIds);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  static Set<String> among(Connection connection, Collection<String> customerIds)
      throws SQLException {
    // On one way there and back. Each statement looks for itself: the second sees what was
    // committed while the first waited.
    try (var statement =
        Sql.prepared(
            connection,
            """
            SELECT pg_advisory_xact_lock_shared(?);
            SELECT customer_id FROM erased_customer WHERE customer_id = ANY (?)
            """,
            LOCK,
            Sql.texts(connection, customerIds))) {
      statement.execute();
      statement.getMoreResults();
      var erased = new HashSet<String>();
      try (var rows = statement.getResultSet()) {
        while (rows.next()) {
          erased.add(rows.getString(1));
        }
      }
      return erased;
    }
  }

  private static void hold(Connection connection) throws SQLException {
    Sql.query(connection, row -> "", "SELECT pg_advisory_xact_lock_shared(?)", LOCK);
  }

  /** Keeps who is erased; nothing is taken of anybody before the transaction ends. */
  public void add(Collection<Erasure> erasures) {
    try (var connection = dataSource.getConnection()) {
      Sql.query(connection, row -> "", "SELECT pg_advisory_xact_lock(?)", LOCK);
      Sql.update(
          connection,
          """
          INSERT INTO erased_customer (customer_id, erased_at) SELECT * FROM unnest(?, ?)
          ON CONFLICT DO NOTHING
          """,
          Sql.texts(connection, erasures, Erasure::customerId),
          Sql.instants(connection, erasures, Erasure::at));
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }
}
