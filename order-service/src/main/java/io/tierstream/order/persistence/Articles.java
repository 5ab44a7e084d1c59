package io.tierstream.order.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.imports.PersistenceFailure;
import io.tierstream.imports.Rejection;
import io.tierstream.imports.Sql;
import io.tierstream.order.domain.PurchaseLine;
import io.tierstream.order.domain.ReturnLine;
import io.tierstream.order.domain.Returns;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Walks over what customers returned, one customer and article after the other, together with the
 * purchases of just that; holds no more than one article of one customer, and a portion of results,
 * in memory.
 */
public final class Articles implements AutoCloseable {

  private static final int FETCH = 5_000;
  private static final int PORTION = 5_000;

  private static final String RETURNED =
      """
      SELECT n.customer_id, r.sku, r.order_id AS note_id, n.noted_at, r.line, -r.quantity AS quantity
      FROM import_note n
      JOIN import_row r ON r.job = n.job AND r.order_id = n.note_id AND r.customer_id = n.customer_id
      WHERE n.job = ? AND r.quantity < 0 AND r.reason IS NULL
      """;

  // Of a purchase in the database, refunds of mere amounts may have left less than its pieces are
  // worth.
  private static final String BOUGHT =
      """
      WITH returned AS (SELECT DISTINCT customer_id, sku FROM (%s) AS r)
      SELECT o.customer_id, r.sku, o.order_id, r.line AS position, o.paid_at, r.quantity AS rest, r.unit_price
      FROM import_order o
      JOIN import_row r USING (job, order_id, customer_id)
      JOIN returned USING (customer_id, sku)
      WHERE o.job = ? AND r.quantity > 0 AND r.reason IS NULL
      UNION ALL
      -- An order can't be returned before it was placed, though it be paid at an instant before that.
      SELECT o.customer_id, l.sku, o.order_id, l.position, greatest(o.placed_at, o.paid_at),
             CASE WHEN l.unit_price = 0 THEN l.quantity - l.returned
                  ELSE least(l.quantity - l.returned, trunc((o.total - o.refunded) / l.unit_price))::integer END,
             l.unit_price
      FROM returned
      JOIN orders o USING (customer_id)
      JOIN order_line l USING (order_id, sku)
      WHERE o.status IN ('PAID', 'PARTIALLY_REFUNDED') AND l.returned < l.quantity
      ORDER BY customer_id, sku
      """
          .formatted(RETURNED);

  private final Connection connection;
  private final String job;
  private final Cursor<ReturnLine> returned;
  private final Cursor<PurchaseLine> bought;
  private final List<Returns.Match> matches = new ArrayList<>();
  private final List<Returns.Shortage> shortages = new ArrayList<>();

  Articles(Connection connection, String job) throws SQLException {
    this.connection = connection;
    this.job = job;
    bought = new Cursor<>(BOUGHT, ImportPlan::purchase, job, job);
    returned = new Cursor<>(RETURNED + "ORDER BY customer_id, sku", ImportPlan::returned, job);
  }

  /** What a customer bought and returned of one article. */
  public record Article(List<PurchaseLine> purchases, List<ReturnLine> returns) {}

  /** The next article that came back; null after the last. */
  public Article next() {
    try {
      var key = returned.key();
      if (key == null) {
        return null;
      }
      var returns = returned.take(key);
      return new Article(bought.take(key), returns);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** Keeps what was found for an article. */
  public void keep(Returns.Outcome outcome) {
    matches.addAll(outcome.matches());
    shortages.addAll(outcome.shortages());
    if (matches.size() + shortages.size() >= PORTION) {
      flush();
    }
  }

  @Override
  public void close() {
    try (connection) {
      returned.close();
      bought.close();
      flush();
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private void flush() {
    try {
      Sql.update(
          connection,
          """
          INSERT INTO import_match (job, note_id, line, order_id, position, quantity, amount)
          SELECT ?, * FROM unnest(?::text[], ?::int8[], ?::text[], ?::int8[], ?::int8[], ?::numeric[])
          """,
          job,
          Sql.texts(connection, matches, m -> m.returned().noteId()),
          Sql.longs(connection, matches, m -> m.returned().line()),
          Sql.texts(connection, matches, m -> m.purchase().orderId()),
          Sql.longs(connection, matches, m -> m.purchase().position()),
          Sql.longs(connection, matches, m -> (long) m.quantity()),
          Sql.amounts(connection, matches, Returns.Match::amount));
      Sql.update(
          connection,
          """
          INSERT INTO job_reject (job, line, field, reason)
          SELECT ?, * FROM unnest(?::int8[], ?::text[], ?::text[])
          """,
          job,
          Sql.longs(connection, shortages, s -> s.returned().line()),
          Sql.texts(connection, shortages, s -> why(s).field()),
          Sql.texts(connection, shortages, s -> why(s).reason()));
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
    matches.clear();
    shortages.clear();
  }

  private static Rejection why(Returns.Shortage shortage) {
    return shortage.isTotal() ? Rejections.NO_PURCHASE : Rejections.PURCHASE_TOO_SMALL;
  }

  /** Rows in the order of customer and sku, a group at a time. */
  private final class Cursor<T> {

    private final PreparedStatement statement;
    private final ResultSet rows;
    private final Sql.Reader<T> reader;
    private Key key;

    Cursor(String sql, Sql.Reader<T> reader, Object... parameters) throws SQLException {
      this.reader = reader;
      statement = Sql.prepared(connection, sql, parameters);
      statement.setFetchSize(FETCH);
      rows = statement.executeQuery();
      advance();
    }

    /** Of the row to come; null at the end. */
    Key key() {
      return key;
    }

    /** The rows of exactly {@code wanted}; those of earlier keys are passed over. */
    List<T> take(Key wanted) throws SQLException {
      var taken = new ArrayList<T>();
      while (key != null && key.compareTo(wanted) <= 0) {
        if (key.equals(wanted)) {
          taken.add(reader.read(rows));
        }
        advance();
      }
      return taken;
    }

    private void advance() throws SQLException {
      key = rows.next() ? new Key(rows.getString("customer_id"), rows.getString("sku")) : null;
    }

    void close() throws SQLException {
      rows.close();
      statement.close();
    }
  }

  private record Key(String customerId, String sku) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      var byCustomer = byCodePoint(customerId, other.customerId);
      return byCustomer == 0 ? byCodePoint(sku, other.sku) : byCustomer;
    }

    // As the database compares, which String doesn't outside of the basic plane.
    private static int byCodePoint(String a, String b) {
      return a.equals(b) ? 0 : Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));
    }
  }
}
