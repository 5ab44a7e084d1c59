package io.tierstream.feedback.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.feedback.domain.Urgency;
import io.tierstream.imports.PersistenceFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Map;

/** Keeps the open complaints as urgent as they are. Every call belongs into a transaction. */
@ApplicationScoped
public class ComplaintQueue {

  private final AgroalDataSource dataSource;

  ComplaintQueue(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Gives the open complaints of each customer that customer's urgency; answers how many it
   * changed.
   */
  public int prioritise(Map<String, Urgency> byCustomer) {
    if (byCustomer.isEmpty()) {
      return 0;
    }
    var customers = new ArrayList<String>();
    var priorities = new ArrayList<String>();
    var millis = new ArrayList<Long>();
    byCustomer.forEach(
        (customer, urgency) -> {
          customers.add(customer);
          priorities.add(urgency.priority().name());
          millis.add(urgency.within().toMillis());
        });
    try (var connection = dataSource.getConnection();
        var update =
            connection.prepareStatement(
                """
                UPDATE feedback f
                SET priority = u.priority, due_at = f.received_at + u.within, revision = f.revision + 1
                FROM (SELECT customer_id, priority, millis * interval '1 millisecond' AS within
                      FROM unnest(?::text[], ?::text[], ?::int8[]) AS t (customer_id, priority, millis)) AS u
                WHERE f.customer_id = u.customer_id AND f.status = 'OPEN'
                  AND (f.priority, f.due_at) IS DISTINCT FROM (u.priority, f.received_at + u.within)
                """)) {
      update.setArray(1, connection.createArrayOf("text", customers.toArray()));
      update.setArray(2, connection.createArrayOf("text", priorities.toArray()));
      update.setArray(3, connection.createArrayOf("int8", millis.toArray()));
      return update.executeUpdate();
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }
}
