package io.tierstream.segmentation.messaging;

import io.tierstream.embedded.Infrastructure;
import java.sql.SQLException;

/** What the tables have, behind the service's back. */
final class Tables {

  private final Infrastructure infrastructure;

  Tables(Infrastructure infrastructure) {
    this.infrastructure = infrastructure;
  }

  /** The first column of the first row as text; null when there is no row. */
  String ask(String sql) {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      return result.next() ? result.getString(1) : null;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A column of a customer's standing as text; null when there is none. */
  String standing(String customerId, String column) {
    return ask("SELECT " + column + " FROM standing WHERE customer_id = '" + customerId + "'");
  }

  /** Changes rows, which must be there. */
  void change(String sql) {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      if (statement.executeUpdate(sql) == 0) {
        throw new IllegalStateException("there is nothing to change: " + sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
