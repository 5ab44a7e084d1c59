package io.tierstream.customer.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.customer.domain.SeenOrder;
import io.tierstream.imports.PersistenceFailure;
import io.tierstream.imports.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was seen of orders, and what it makes of their customers' listings. What a purchase adds is
 * kept with it, so that the sum is always the sum of what is kept. Every call belongs into a
 * transaction, and takes few statements however many orders there are.
 */
@ApplicationScoped
public class SeenOrders {

  private final AgroalDataSource dataSource;

  SeenOrders(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Takes in orders, one version of each; those that are known as new or newer change nothing. */
  public void keep(Collection<SeenOrder> orders, String baseCurrency, Instant now) {
    try (var connection = dataSource.getConnection()) {
      var changes = new TreeMap<String, BigDecimal>();
      orders.forEach(order -> changes.put(order.customerId(), BigDecimal.ZERO));
      Customers.ensure(connection, changes.keySet());
      Listings.lock(connection, changes.keySet());
      var known = known(connection, orders);
      var newer = new ArrayList<SeenOrder>();
      for (var order : orders) {
        var before = known.get(order.orderId());
        if (before == null || before.version < order.version()) {
          newer.add(order);
          changes.merge(order.customerId(), order.counted(baseCurrency, now), BigDecimal::add);
          if (before != null) {
            changes.merge(before.customerId, before.counted.negate(), BigDecimal::add);
          }
        }
      }
      if (!newer.isEmpty()) {
        write(connection, newer, baseCurrency, now);
        list(connection, changes);
      }
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /**
   * Takes purchases that are too old at {@code now} out of their customers' spend, at most {@code
   * portion}; customers that somebody else is at are left for the next time.
   *
   * @return how many left
   */
  public int leave(Instant now, int portion) {
    try (var connection = dataSource.getConnection()) {
      var customers =
          Sql.query(
              connection,
              row -> row.getString(1),
              """
              SELECT customer_id FROM listing
              WHERE customer_id IN (
                SELECT customer_id FROM customer_order WHERE leaves_at <= ? ORDER BY leaves_at LIMIT ?)
              ORDER BY customer_id FOR NO KEY UPDATE SKIP LOCKED
              """,
              now,
              portion);
      if (customers.isEmpty()) {
        return 0;
      }
      var left = left(connection, customers, now, portion);
      var changes = new TreeMap<String, BigDecimal>();
      left.forEach(one -> changes.merge(one.customerId, one.counted.negate(), BigDecimal::add));
      list(connection, changes);
      return left.size();
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private static List<Counted> left(
      Connection connection, Collection<String> customers, Instant now, int portion)
      throws SQLException {
    return Sql.query(
        connection,
        row -> new Counted(row.getString(1), 0, row.getBigDecimal(2)),
        """
        WITH leaving AS MATERIALIZED (
          SELECT order_id, customer_id, counted FROM customer_order
          WHERE leaves_at <= ? AND customer_id = ANY (?)
          ORDER BY leaves_at LIMIT ?)
        UPDATE customer_order o SET counted = 0, leaves_at = NULL
        FROM leaving WHERE o.order_id = leaving.order_id
        RETURNING leaving.customer_id, leaving.counted
        """,
        now,
        Sql.texts(connection, customers),
        portion);
  }

  private record Counted(String customerId, long version, BigDecimal counted) {}

  private static Map<String, Counted> known(Connection connection, Collection<SeenOrder> orders)
      throws SQLException {
    var known = new HashMap<String, Counted>();
    Sql.query(
        connection,
        row ->
            known.put(
                row.getString(1),
                new Counted(row.getString(2), row.getLong(3), row.getBigDecimal(4))),
        """
        SELECT order_id, customer_id, version, counted FROM customer_order WHERE order_id = ANY (?)
        """,
        Sql.texts(connection, orders, SeenOrder::orderId));
    return known;
  }

  private static void write(
      Connection connection, List<SeenOrder> orders, String baseCurrency, Instant now)
      throws SQLException {
    Sql.update(
        connection,
        """
        INSERT INTO customer_order
          (order_id, customer_id, version, cancelled, placed_at, paid_at, currency, net, counted, leaves_at)
        SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (order_id) DO UPDATE SET
          customer_id = excluded.customer_id, version = excluded.version, cancelled = excluded.cancelled,
          placed_at = excluded.placed_at, paid_at = excluded.paid_at, currency = excluded.currency,
          net = excluded.net, counted = excluded.counted, leaves_at = excluded.leaves_at
        """,
        Sql.texts(connection, orders, SeenOrder::orderId),
        Sql.texts(connection, orders, SeenOrder::customerId),
        Sql.longs(connection, orders, SeenOrder::version),
        connection.createArrayOf("bool", orders.stream().map(SeenOrder::cancelled).toArray()),
        Sql.instants(connection, orders, SeenOrder::placedAt),
        Sql.instants(connection, orders, SeenOrder::paidAt),
        Sql.texts(connection, orders, SeenOrder::currency),
        Sql.amounts(connection, orders, SeenOrder::net),
        Sql.amounts(connection, orders, order -> order.counted(baseCurrency, now)),
        Sql.instants(
            connection,
            orders,
            order -> order.counted(baseCurrency, now).signum() > 0 ? order.leavesAt() : null));
  }

  private static void list(Connection connection, Map<String, BigDecimal> changes)
      throws SQLException {
    Sql.update(
        connection,
        """
        UPDATE listing l SET spend = l.spend + change.amount, last_order_at = last.at
        FROM unnest(?, ?) AS change (customer_id, amount)
        CROSS JOIN LATERAL (
          SELECT coalesce(
            (SELECT o.placed_at FROM customer_order o
             WHERE o.customer_id = change.customer_id AND NOT o.cancelled
             ORDER BY o.placed_at DESC LIMIT 1),
            '-infinity') AS at) last
        WHERE l.customer_id = change.customer_id AND (change.amount <> 0 OR l.last_order_at <> last.at)
        """,
        Sql.texts(connection, changes.keySet()),
        Sql.amounts(connection, changes.values(), amount -> amount));
    Listings.copyToTags(connection, changes.keySet());
  }
}
