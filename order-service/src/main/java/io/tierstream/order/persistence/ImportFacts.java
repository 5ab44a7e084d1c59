package io.tierstream.order.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.imports.ImportJob;
import io.tierstream.imports.PersistenceFailure;
import io.tierstream.imports.Rejection;
import io.tierstream.imports.Sql;
import io.tierstream.order.domain.Benefit;
import io.tierstream.order.domain.Money;
import io.tierstream.order.domain.Order;
import io.tierstream.order.domain.OrderFact.OrderRefunded;
import io.tierstream.order.domain.OrderLine;
import io.tierstream.order.domain.OrderStatus;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The planned facts of imports and the orders that they make or change. Every call belongs into a
 * transaction.
 */
@ApplicationScoped
public class ImportFacts {

  private final AgroalDataSource dataSource;

  ImportFacts(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * A purchase, or with a {@code noteId} a refund on one.
   *
   * @param amount the purchase's total, or what the refund pays back
   * @param isOfRefused a refund on a purchase of the same file that couldn't be made: an order that
   *     has its id is somebody else's
   */
  public record Planned(
      long seq,
      String orderId,
      String noteId,
      Instant occurredAt,
      BigDecimal amount,
      boolean isOfRefused) {

    public boolean isPurchase() {
      return noteId == null;
    }
  }

  /** A refund that was made, and the credit note that it was made for. */
  public record Made(Planned planned, OrderRefunded refunded, BigDecimal amount) {}

  /** The next facts behind the job's cursor, in order. */
  public List<Planned> next(ImportJob job, int limit) {
    try (var connection = dataSource.getConnection()) {
      return Sql.query(
          connection,
          row ->
              new Planned(
                  row.getLong("seq"),
                  row.getString("order_id"),
                  row.getString("note_id"),
                  Sql.instant(row, "occurred_at"),
                  row.getBigDecimal("amount"),
                  row.getBoolean("is_of_refused")),
          """
          SELECT f.*, f.note_id IS NOT NULL AND coalesce(o.refused, false) AS is_of_refused
          FROM import_fact f LEFT JOIN import_order o USING (job, order_id)
          WHERE f.job = ? AND f.seq > ? ORDER BY f.seq LIMIT ?
          """,
          job.job(),
          job.emitted(),
          limit);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** Which of these planned orders, or orders that credit notes are on, are of who is erased. */
  public Set<String> ofErased(ImportJob job, Collection<String> orderIds) {
    try (var connection = dataSource.getConnection()) {
      var ids = Sql.texts(connection, orderIds);
      return new HashSet<>(
          Sql.query(
              connection,
              row -> row.getString(1),
              """
              SELECT order_id FROM import_order JOIN erased_customer USING (customer_id)
              WHERE job = ? AND order_id = ANY(?)
              UNION
              SELECT order_id FROM orders JOIN erased_customer USING (customer_id)
              WHERE order_id = ANY(?)
              """,
              job.job(),
              ids,
              ids));
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /**
   * Makes the planned purchases; answers the ids of those that nobody else made meanwhile. The
   * others are refused, and credit notes on them will find nothing.
   */
  public Set<String> make(ImportJob job, List<String> orderIds) {
    try (var connection = dataSource.getConnection()) {
      var made =
          Sql.query(
              connection,
              row -> row.getString(1),
              """
              INSERT INTO orders (order_id, customer_id, version, status, currency, total, refunded,
                                  placed_at, paid_at, channel)
              SELECT order_id, customer_id, 1, 'PAID', ?, total, 0, paid_at, paid_at, channel
              FROM import_order WHERE job = ? AND order_id = ANY(?) ORDER BY order_id
              ON CONFLICT DO NOTHING RETURNING order_id
              """,
              job.parameters().get("currency"),
              job.job(),
              Sql.texts(connection, orderIds));
      Sql.update(
          connection,
          """
          INSERT INTO order_line (order_id, position, sku, category, quantity, unit_price)
          SELECT r.order_id, r.line, r.sku, r.category, r.quantity, r.unit_price
          FROM import_row r JOIN import_order o USING (job, order_id, customer_id)
          WHERE r.job = ? AND r.order_id = ANY(?) AND o.order_id = ANY(?)
            AND r.quantity > 0 AND r.reason IS NULL
          """,
          job.job(),
          Sql.texts(connection, made),
          Sql.texts(connection, made));
      var refused = new HashSet<>(orderIds);
      made.forEach(refused::remove);
      if (!refused.isEmpty()) {
        Sql.update(
            connection,
            "UPDATE import_order SET refused = true WHERE job = ? AND order_id = ANY(?)",
            job.job(),
            Sql.texts(connection, refused));
      }
      return new HashSet<>(made);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** The orders with these ids, which nobody else can change before the transaction ends. */
  public Map<String, Order> locked(Collection<String> orderIds) {
    try (var connection = dataSource.getConnection()) {
      var lines = lines(connection, orderIds);
      var orders = new HashMap<String, Order>();
      Sql.query(
          connection,
          row -> {
            var currency = Currency.getInstance(row.getString("currency"));
            var id = row.getString("order_id");
            return orders.put(
                id,
                new Order(
                    id,
                    row.getString("customer_id"),
                    row.getLong("version"),
                    OrderStatus.valueOf(row.getString("status")),
                    new Money(row.getBigDecimal("total"), currency),
                    benefit(row, currency),
                    new Money(row.getBigDecimal("refunded"), currency),
                    Sql.instant(row, "placed_at"),
                    Sql.instant(row, "paid_at"),
                    row.getString("channel"),
                    lines.getOrDefault(id, List.of())));
          },
          "SELECT * FROM orders WHERE order_id = ANY(?) ORDER BY order_id FOR UPDATE",
          Sql.texts(connection, orderIds));
      return orders;
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private static Benefit benefit(ResultSet row, Currency currency) throws SQLException {
    var discount = row.getBigDecimal("discount");
    return discount == null
        ? null
        : new Benefit(row.getString("benefit_tier"), new Money(discount, currency));
  }

  /**
   * Keeps the refunds: what they made of {@code orders}, and which lines the returned pieces came
   * from.
   */
  public void keep(ImportJob job, List<Made> refunds, Collection<Order> orders) {
    if (refunds.isEmpty()) {
      return;
    }
    try (var connection = dataSource.getConnection()) {
      Sql.update(
          connection,
          """
          UPDATE orders o SET version = n.version, status = n.status, refunded = n.refunded
          FROM unnest(?::text[], ?::int8[], ?::text[], ?::numeric[]) AS n (order_id, version, status, refunded)
          WHERE o.order_id = n.order_id
          """,
          Sql.texts(connection, orders, Order::orderId),
          Sql.longs(connection, orders, Order::version),
          Sql.texts(connection, orders, o -> o.status().name()),
          Sql.amounts(connection, orders, o -> o.refunded().amount()));
      Sql.update(
          connection,
          """
          UPDATE order_line l SET returned = least(l.quantity, l.returned + m.quantity)
          FROM (SELECT order_id, position, sum(quantity) AS quantity
                FROM import_match
                JOIN unnest(?::text[], ?::text[]) AS r (note_id, order_id) USING (note_id, order_id)
                WHERE job = ? GROUP BY order_id, position) AS m
          WHERE l.order_id = m.order_id AND l.position = m.position
          """,
          Sql.texts(connection, refunds, r -> r.planned().noteId()),
          Sql.texts(connection, refunds, r -> r.planned().orderId()),
          job.job());
      Sql.update(
          connection,
          """
          INSERT INTO order_step (order_id, version, type, amount, note_id, occurred_at)
          SELECT * FROM unnest(?::text[], ?::int8[], ?::text[], ?::numeric[], ?::text[], ?::timestamptz[])
          """,
          Sql.texts(connection, refunds, r -> r.planned().orderId()),
          Sql.longs(connection, refunds, r -> r.refunded().order().version()),
          Sql.texts(connection, refunds, r -> r.refunded().order().status().name()),
          Sql.amounts(connection, refunds, Made::amount),
          Sql.texts(connection, refunds, r -> r.planned().noteId()),
          Sql.instants(connection, refunds, r -> r.refunded().occurredAt()));
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /**
   * Says of facts that can't be told any more, since their order was changed meanwhile, why their
   * rows are rejected.
   */
  public void reject(ImportJob job, List<Planned> facts, Rejection why) {
    if (facts.isEmpty()) {
      return;
    }
    try (var connection = dataSource.getConnection()) {
      var purchases = facts.stream().filter(Planned::isPurchase).toList();
      var refunds = facts.stream().filter(fact -> !fact.isPurchase()).toList();
      Sql.update(
          connection,
          """
          INSERT INTO job_reject (job, line, field, reason)
          SELECT r.job, r.line, ?, ? FROM import_row r JOIN import_order o USING (job, order_id, customer_id)
          WHERE r.job = ? AND r.order_id = ANY(?) AND r.quantity > 0 AND r.reason IS NULL
          UNION
          SELECT m.job, m.line, ?, ? FROM import_match m
          JOIN unnest(?::text[], ?::text[]) AS f (note_id, order_id) USING (note_id, order_id)
          WHERE m.job = ?
          ON CONFLICT DO NOTHING
          """,
          why.field(),
          why.reason(),
          job.job(),
          Sql.texts(connection, purchases, Planned::orderId),
          why.field(),
          why.reason(),
          Sql.texts(connection, refunds, Planned::noteId),
          Sql.texts(connection, refunds, Planned::orderId),
          job.job());
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /**
   * The job is over: its credit notes that were told of, or of which nothing came, are known from
   * now on.
   */
  public void keepNotes(ImportJob job) {
    try (var connection = dataSource.getConnection()) {
      Sql.update(
          connection,
          """
          INSERT INTO credit_note (note_id, job)
          SELECT n.note_id, n.job FROM import_note n
          WHERE n.job = ? AND NOT EXISTS (
            SELECT FROM import_fact f
            WHERE f.job = n.job AND f.note_id = n.note_id AND f.seq > ?)
          ON CONFLICT DO NOTHING
          """,
          job.job(),
          job.emitted());
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private static Map<String, List<OrderLine>> lines(
      Connection connection, Collection<String> orderIds) throws SQLException {
    var lines = new HashMap<String, List<OrderLine>>();
    Sql.query(
        connection,
        row ->
            lines
                .computeIfAbsent(row.getString("order_id"), id -> new ArrayList<>())
                .add(
                    new OrderLine(
                        row.getString("sku"),
                        row.getString("category"),
                        row.getInt("quantity"),
                        row.getBigDecimal("unit_price"))),
        "SELECT * FROM order_line WHERE order_id = ANY(?) ORDER BY order_id, position",
        Sql.texts(connection, orderIds));
    return lines;
  }
}
