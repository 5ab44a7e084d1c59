package io.tierstream.customer.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.customer.domain.RateKey;
import io.tierstream.customer.domain.Rates;
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
import java.util.stream.Collectors;

/**
 * What was seen of orders, and what it makes of their customers' listings. What a purchase adds is
 * kept with it, so that the sum is always the sum of what is kept. Every call belongs into a
 * transaction, and takes few statements however many orders there are.
 */
@ApplicationScoped
public class SeenOrders {

  /** Each portion looks at all purchases of its rates, so there are few. */
  private static final int RATES_AT_ONCE = 20;

  private final AgroalDataSource dataSource;

  SeenOrders(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Takes in orders, one version of each; those that are known as new or newer, and those of who is
   * erased, change nothing.
   */
  public void keep(Collection<SeenOrder> told, String baseCurrency, Instant now) {
    try (var connection = dataSource.getConnection()) {
      Persons.hold(connection);
      var customers = told.stream().map(SeenOrder::customerId).toList();
      var persons = Persons.of(connection, customers);
      var orders = told.stream().filter(o -> !persons.isErased(o.customerId())).toList();
      var rates = rates(connection, orders, baseCurrency);
      Customers.ensure(connection, customers);
      var changes = new TreeMap<String, BigDecimal>();
      orders.forEach(order -> changes.put(persons.of(order.customerId()), BigDecimal.ZERO));
      Listings.lock(connection, changes.keySet());
      var known = known(connection, orders);
      var newer = new ArrayList<SeenOrder>();
      for (var order : orders) {
        var before = known.get(order.orderId());
        if (before == null || before.version < order.version()) {
          newer.add(order);
          changes.merge(persons.of(order.customerId()), order.counted(rates, now), BigDecimal::add);
          if (before != null) {
            changes.merge(before.countsFor, before.counted.negate(), BigDecimal::add);
          }
        }
      }
      if (!newer.isEmpty()) {
        write(connection, newer, persons, rates, now);
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
      Persons.hold(connection);
      var customers =
          Sql.query(
              connection,
              row -> row.getString(1),
              """
              SELECT customer_id FROM listing
              WHERE customer_id IN (
                SELECT counts_for FROM customer_order WHERE leaves_at <= ? ORDER BY leaves_at LIMIT ?)
              ORDER BY customer_id FOR NO KEY UPDATE SKIP LOCKED
              """,
              now,
              portion);
      if (customers.isEmpty()) {
        return 0;
      }
      var left = left(connection, customers, now, portion);
      var changes = new TreeMap<String, BigDecimal>();
      left.forEach(one -> changes.merge(one.countsFor, one.counted.negate(), BigDecimal::add));
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
          SELECT order_id, counts_for, counted FROM customer_order
          WHERE leaves_at <= ? AND counts_for = ANY (?)
          ORDER BY leaves_at LIMIT ?)
        UPDATE customer_order o SET counted = 0, leaves_at = NULL
        FROM leaving WHERE o.order_id = leaving.order_id
        RETURNING leaving.counts_for, leaving.counted
        """,
        now,
        Sql.texts(connection, customers),
        portion);
  }

  /**
   * Counts purchases by rates that were told after them, at most {@code portion}, as far as they
   * are not too old at {@code now}.
   *
   * @return whether there may be more to do
   */
  public boolean settle(Instant now, int portion) {
    try (var connection = dataSource.getConnection()) {
      Persons.hold(connection);
      var rates = DatedRates.unsettled(connection, RATES_AT_ONCE);
      if (rates.isEmpty()) {
        return false;
      }
      var bought = now.minus(SeenOrder.WINDOW);
      var waiting = waiting(connection, rates, bought, portion);
      if (waiting.isEmpty()) {
        DatedRates.settled(connection, rates);
        return true;
      }
      var changes = new TreeMap<String, BigDecimal>();
      waiting.forEach(order -> changes.put(order.countsFor, BigDecimal.ZERO));
      Listings.lock(connection, changes.keySet());
      converted(connection, waiting)
          .forEach(one -> changes.merge(one.countsFor, one.counted, BigDecimal::add));
      list(connection, changes);
      return true;
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private record Waiting(String orderId, String countsFor) {}

  /** Purchases that don't count by their rates. */
  private static List<Waiting> waiting(
      Connection connection, Collection<RateKey> rates, Instant boughtAfter, int portion)
      throws SQLException {
    return Sql.query(
        connection,
        row -> new Waiting(row.getString(1), row.getString(2)),
        """
        SELECT o.order_id, o.counts_for
        FROM unnest(?::text[], ?::date[]) AS told (currency, day)
        JOIN rate r USING (currency, day)
        JOIN customer_order o ON o.currency = r.currency AND o.rate_day = r.day
        WHERE o.paid_at > ? AND o.counted <> o.net * r.rate LIMIT ?
        """,
        Sql.texts(connection, rates, RateKey::currency),
        Sql.texts(connection, rates, key -> key.day().toString()),
        boughtAfter,
        portion);
  }

  /**
   * Has these purchases of locked listings count by their rates, as they are by now; answers by how
   * much more each counts.
   */
  private static List<Counted> converted(Connection connection, Collection<Waiting> waiting)
      throws SQLException {
    return Sql.query(
        connection,
        row -> new Counted(row.getString(1), 0, row.getBigDecimal(2)),
        """
        WITH converted AS MATERIALIZED (
          SELECT o.order_id, o.counts_for, o.counted AS before, o.net * r.rate AS counted
          FROM unnest(?, ?) AS waiting (order_id, counts_for)
          JOIN customer_order o USING (order_id, counts_for)
          JOIN rate r ON r.currency = o.currency AND r.day = o.rate_day)
        UPDATE customer_order o
        SET counted = c.counted,
          leaves_at = CASE WHEN c.counted > 0 THEN o.paid_at + make_interval(secs => ?) END
        FROM converted c WHERE o.order_id = c.order_id
        RETURNING c.counts_for, c.counted - c.before
        """,
        Sql.texts(connection, waiting, Waiting::orderId),
        Sql.texts(connection, waiting, Waiting::countsFor),
        SeenOrder.WINDOW.toSeconds());
  }

  private static Rates rates(
      Connection connection, Collection<SeenOrder> orders, String baseCurrency)
      throws SQLException {
    var wanted = orders.stream().flatMap(order -> order.convertedBy(baseCurrency).stream());
    return DatedRates.of(connection, baseCurrency, wanted.collect(Collectors.toSet()));
  }

  private record Counted(String countsFor, long version, BigDecimal counted) {}

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
        SELECT order_id, counts_for, version, counted FROM customer_order WHERE order_id = ANY (?)
        """,
        Sql.texts(connection, orders, SeenOrder::orderId));
    return known;
  }

  private static void write(
      Connection connection,
      List<SeenOrder> orders,
      Persons.Survivors persons,
      Rates rates,
      Instant now)
      throws SQLException {
    Sql.update(
        connection,
        """
        INSERT INTO customer_order
          (order_id, customer_id, counts_for, version, cancelled, placed_at, paid_at, currency, net, counted, leaves_at, rate_day)
        SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?::date[])
        ON CONFLICT (order_id) DO UPDATE SET
          customer_id = excluded.customer_id, counts_for = excluded.counts_for, version = excluded.version, cancelled = excluded.cancelled,
          placed_at = excluded.placed_at, paid_at = excluded.paid_at, currency = excluded.currency,
          net = excluded.net, counted = excluded.counted, leaves_at = excluded.leaves_at,
          rate_day = excluded.rate_day
        """,
        Sql.texts(connection, orders, SeenOrder::orderId),
        Sql.texts(connection, orders, SeenOrder::customerId),
        Sql.texts(connection, orders, order -> persons.of(order.customerId())),
        Sql.longs(connection, orders, SeenOrder::version),
        connection.createArrayOf("bool", orders.stream().map(SeenOrder::cancelled).toArray()),
        Sql.instants(connection, orders, SeenOrder::placedAt),
        Sql.instants(connection, orders, SeenOrder::paidAt),
        Sql.texts(connection, orders, SeenOrder::currency),
        Sql.amounts(connection, orders, SeenOrder::net),
        Sql.amounts(connection, orders, order -> order.counted(rates, now)),
        Sql.instants(
            connection,
            orders,
            order -> order.counted(rates, now).signum() > 0 ? order.leavesAt() : null),
        Sql.texts(
            connection,
            orders,
            order ->
                order.convertedBy(rates.base()).map(key -> key.day().toString()).orElse(null)));
  }

  /**
   * The orders of these customers, which were in {@code from}'s spend, are in {@code to}'s from now
   * on; nobody may be merged meanwhile.
   */
  public void move(Collection<String> customerIds, String from, String to) {
    try (var connection = dataSource.getConnection()) {
      var both = List.of(from, to);
      Listings.lock(connection, both);
      Sql.update(
          connection,
          "UPDATE customer_order SET counts_for = ? WHERE counts_for = ? AND customer_id = ANY (?)",
          to,
          from,
          Sql.texts(connection, customerIds));
      Sql.update(
          connection,
          """
          UPDATE listing l SET spend = of.spend, last_order_at = of.last_order_at
          FROM unnest(?) AS one (customer_id)
          CROSS JOIN LATERAL (
            SELECT coalesce(sum(o.counted), 0) AS spend,
              coalesce(max(o.placed_at) FILTER (WHERE NOT o.cancelled), '-infinity') AS last_order_at
            FROM customer_order o WHERE o.counts_for = one.customer_id) of
          WHERE l.customer_id = one.customer_id
          """,
          Sql.texts(connection, both));
      Listings.copyToTags(connection, both);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** Forgets the orders in this customer's spend; nobody may be merged meanwhile. */
  public void erase(String customerId) {
    try (var connection = dataSource.getConnection()) {
      Sql.update(connection, "DELETE FROM customer_order WHERE counts_for = ?", customerId);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
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
             WHERE o.counts_for = change.customer_id AND NOT o.cancelled
             ORDER BY o.placed_at DESC LIMIT 1),
            '-infinity') AS at) last
        WHERE l.customer_id = change.customer_id AND (change.amount <> 0 OR l.last_order_at <> last.at)
        """,
        Sql.texts(connection, changes.keySet()),
        Sql.amounts(connection, changes.values(), amount -> amount));
    Listings.copyToTags(connection, changes.keySet());
  }
}
