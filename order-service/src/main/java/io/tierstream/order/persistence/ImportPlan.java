package io.tierstream.order.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.imports.ImportJob;
import io.tierstream.imports.PersistenceFailure;
import io.tierstream.imports.Rejection;
import io.tierstream.imports.Sql;
import io.tierstream.order.domain.Limits;
import io.tierstream.order.domain.Order;
import io.tierstream.order.domain.PurchaseLine;
import io.tierstream.order.domain.ReturnLine;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * From a job's staged rows to the facts that they mean. Every call belongs into one transaction.
 */
@ApplicationScoped
public class ImportPlan {

  private final AgroalDataSource dataSource;

  ImportPlan(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Finds the file's purchases and credit notes, and leaves out those that are known; answers how
   * many of them are unchanged.
   */
  public long draft(ImportJob job) {
    try (var connection = dataSource.getConnection()) {
      refuseErased(connection, job);
      rejectStaged(connection, job);
      draftOrders(connection, job);
      draftNotes(connection, job);
      Sql.update(connection, "ANALYZE import_order, import_note");
      var unchanged = dropUnchangedOrders(connection, job) + dropKnownNotes(connection, job);
      rejectOrders(
          connection,
          job,
          Rejections.OTHER_CONTENT,
          "EXISTS (SELECT FROM orders k WHERE k.order_id = o.order_id)");
      rejectOrders(connection, job, Rejections.TOO_MANY_LINES, "o.line_count > " + Order.MAX_LINES);
      rejectOrders(
          connection, job, Rejections.TOO_LARGE, "o.total >= " + Limits.TOTAL.toPlainString());
      rejectOtherCustomers(connection, job);
      return unchanged;
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /**
   * Everything that came back, and everything that it can have come from, one customer and article
   * after the other.
   */
  public Articles articles(ImportJob job) {
    try {
      return new Articles(dataSource.getConnection(), job.job());
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** Puts the facts into the order in which they will be told; answers how many there are. */
  public long order(ImportJob job) {
    try (var connection = dataSource.getConnection()) {
      Sql.update(connection, "ANALYZE import_match");
      return Sql.update(
          connection,
          """
          INSERT INTO import_fact (job, seq, order_id, note_id, occurred_at, amount)
          SELECT ?, row_number() OVER (
                   ORDER BY occurred_at, note_id IS NOT NULL, coalesce(note_id, order_id), order_id),
                 order_id, note_id, occurred_at, amount
          FROM (
            SELECT order_id, NULL::varchar(64) COLLATE "C" AS note_id, paid_at AS occurred_at, total AS amount
            FROM import_order WHERE job = ?
            UNION ALL
            SELECT m.order_id, m.note_id, n.noted_at, sum(m.amount)
            FROM import_match m JOIN import_note n USING (job, note_id)
            WHERE m.job = ?
            GROUP BY m.order_id, m.note_id, n.noted_at
            HAVING sum(m.amount) > 0) AS fact
          """,
          job.job(),
          job.job(),
          job.job());
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private static void refuseErased(Connection connection, ImportJob job) throws SQLException {
    Sql.update(
        connection,
        """
        UPDATE import_row r SET field = ?, reason = ? FROM erased_customer e
        WHERE r.job = ? AND r.reason IS NULL AND e.customer_id = r.customer_id
        """,
        Rejections.CUSTOMER_ERASED.field(),
        Rejections.CUSTOMER_ERASED.reason(),
        job.job());
  }

  private static void rejectStaged(Connection connection, ImportJob job) throws SQLException {
    Sql.update(
        connection,
        """
        INSERT INTO job_reject (job, line, field, reason)
        SELECT job, line, field, reason FROM import_row WHERE job = ? AND reason IS NOT NULL
        """,
        job.job());
  }

  // The first row says whose order it is; its instant is that of the earliest row.
  private static void draftOrders(Connection connection, ImportJob job) throws SQLException {
    Sql.update(
        connection,
        """
        INSERT INTO import_order (job, order_id, customer_id, channel, total, paid_at, line_count)
        SELECT DISTINCT ON (order_id) ?, order_id, customer_id, channel, total, paid_at, line_count
        FROM (
          SELECT order_id, customer_id, min(line) AS first, min(channel) AS channel,
                 sum(quantity * unit_price) AS total, min(at) AS paid_at, count(*) AS line_count
          FROM import_row WHERE job = ? AND reason IS NULL AND quantity > 0
          GROUP BY order_id, customer_id) AS o
        ORDER BY order_id, first
        """,
        job.job(),
        job.job());
  }

  private static void draftNotes(Connection connection, ImportJob job) throws SQLException {
    Sql.update(
        connection,
        """
        INSERT INTO import_note (job, note_id, customer_id, noted_at)
        SELECT DISTINCT ON (order_id) ?, order_id, customer_id, noted_at
        FROM (
          SELECT order_id, customer_id, min(line) AS first, min(at) AS noted_at
          FROM import_row WHERE job = ? AND reason IS NULL AND quantity < 0
          GROUP BY order_id, customer_id) AS n
        ORDER BY order_id, first
        """,
        job.job(),
        job.job());
  }

  // Equal whatever the order of the rows. One pass over both sides: joins of what isn't analysed go
  // astray.
  private static long dropUnchangedOrders(Connection connection, ImportJob job)
      throws SQLException {
    return Sql.update(
        connection,
        """
        DELETE FROM import_order d WHERE d.job = ? AND d.order_id IN (
          SELECT order_id FROM (
            SELECT order_id, side,
                   md5(string_agg(concat_ws(E'\\t', sku, quantity, unit_price, category), E'\\n'
                       ORDER BY sku, quantity, unit_price, category)) AS lines
            FROM (
              SELECT 1 AS side, o.order_id, r.sku, r.quantity, r.unit_price, r.category
              FROM import_order o JOIN import_row r USING (job, order_id, customer_id)
              WHERE o.job = ? AND r.reason IS NULL AND r.quantity > 0
              UNION ALL
              SELECT 2, o.order_id, l.sku, l.quantity, l.unit_price, l.category
              FROM import_order o JOIN orders k USING (order_id) JOIN order_line l USING (order_id)
              WHERE o.job = ? AND k.customer_id = o.customer_id AND k.paid_at = o.paid_at
                AND k.currency = ? AND k.total = o.total
                AND k.channel IS NOT DISTINCT FROM o.channel) AS line
            GROUP BY order_id, side) AS content
          GROUP BY order_id HAVING count(*) = 2 AND min(lines) = max(lines))
        """,
        job.job(),
        job.job(),
        job.job(),
        job.parameters().get("currency"));
  }

  private static long dropKnownNotes(Connection connection, ImportJob job) throws SQLException {
    return Sql.update(
        connection,
        "DELETE FROM import_note n USING credit_note k WHERE n.job = ? AND k.note_id = n.note_id",
        job.job());
  }

  private static void rejectOrders(
      Connection connection, ImportJob job, Rejection why, String condition) throws SQLException {
    Sql.update(
        connection,
        """
        WITH refused AS (
          DELETE FROM import_order o WHERE o.job = ? AND %s RETURNING order_id, customer_id)
        INSERT INTO job_reject (job, line, field, reason)
        SELECT r.job, r.line, ?, ?
        FROM import_row r JOIN refused USING (order_id, customer_id)
        WHERE r.job = ? AND r.reason IS NULL AND r.quantity > 0
        """
            .formatted(condition),
        job.job(),
        why.field(),
        why.reason(),
        job.job());
  }

  private static void rejectOtherCustomers(Connection connection, ImportJob job)
      throws SQLException {
    for (var sql :
        new String[] {
          """
          INSERT INTO job_reject (job, line, field, reason)
          SELECT r.job, r.line, ?, ? FROM import_row r JOIN import_order o USING (job, order_id)
          WHERE r.job = ? AND r.reason IS NULL AND r.quantity > 0 AND r.customer_id <> o.customer_id
          """,
          """
          INSERT INTO job_reject (job, line, field, reason)
          SELECT r.job, r.line, ?, ? FROM import_row r
          JOIN import_note n ON n.job = r.job AND n.note_id = r.order_id
          WHERE r.job = ? AND r.reason IS NULL AND r.quantity < 0 AND r.customer_id <> n.customer_id
          """
        }) {
      Sql.update(
          connection,
          sql,
          Rejections.OTHER_CUSTOMER.field(),
          Rejections.OTHER_CUSTOMER.reason(),
          job.job());
    }
  }

  static PurchaseLine purchase(java.sql.ResultSet row) throws SQLException {
    return new PurchaseLine(
        row.getString("order_id"),
        row.getLong("position"),
        Sql.instant(row, "paid_at"),
        row.getInt("rest"),
        row.getBigDecimal("unit_price"));
  }

  static ReturnLine returned(java.sql.ResultSet row) throws SQLException {
    return new ReturnLine(
        row.getString("note_id"),
        Sql.instant(row, "noted_at"),
        row.getLong("line"),
        row.getInt("quantity"));
  }
}
