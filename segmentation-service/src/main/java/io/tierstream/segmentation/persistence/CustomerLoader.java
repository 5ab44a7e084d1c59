package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.KnownOrder;
import io.tierstream.segmentation.domain.OrderBook;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.domain.Standing;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads standings with all their orders, many in one statement. */
final class CustomerLoader {

  private static final String PAGES =
      "SELECT customer_id, page, orders FROM ledger_page WHERE customer_id = ANY (?)";

  private static final String STANDINGS =
      """
      SELECT customer_id, row_version, tier, tier_since, below_since, sequence, next_change_at, as_of,
             ordinal, backfill, pages, tail
      FROM standing WHERE customer_id = ANY (?)""";

  private CustomerLoader() {}

  /** The customers of these ids that are stored, by id. */
  static Map<String, StoredCustomer> load(
      Connection connection, Collection<String> ids, ScoringModel model) throws SQLException {
    var customers = new HashMap<String, StoredCustomer>(ids.size() * 2);
    if (ids.isEmpty()) {
      return customers;
    }
    var rows = rows(connection, ids);
    var paged = rows.stream().filter(row -> row.pages > 0).map(row -> row.customerId).toList();
    var pages = pages(connection, paged);
    for (var row : rows) {
      customers.put(
          row.customerId, row.customer(pages.getOrDefault(row.customerId, new TreeMap<>()), model));
    }
    return customers;
  }

  private static List<Row> rows(Connection connection, Collection<String> ids) throws SQLException {
    var rows = new ArrayList<Row>(ids.size());
    try (var select = byIds(connection, STANDINGS, ids);
        var result = select.executeQuery()) {
      while (result.next()) {
        rows.add(Row.of(result));
      }
    }
    return rows;
  }

  private static Map<String, TreeMap<Integer, List<KnownOrder>>> pages(
      Connection connection, Collection<String> ids) throws SQLException {
    var pages = new HashMap<String, TreeMap<Integer, List<KnownOrder>>>();
    if (ids.isEmpty()) {
      return pages;
    }
    try (var select = byIds(connection, PAGES, ids);
        var result = select.executeQuery()) {
      while (result.next()) {
        pages
            .computeIfAbsent(result.getString(1), id -> new TreeMap<>())
            .put(result.getInt(2), PageBytes.read(result.getBytes(3)));
      }
    }
    return pages;
  }

  private static PreparedStatement byIds(Connection connection, String sql, Collection<String> ids)
      throws SQLException {
    var select = connection.prepareStatement(sql);
    select.setArray(1, connection.createArrayOf("text", ids.toArray()));
    return select;
  }

  static Instant instant(ResultSet result, String column) throws SQLException {
    var value = result.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  private record Row(
      String customerId,
      long rowVersion,
      String tier,
      Instant tierSince,
      Instant belowSince,
      long sequence,
      Instant nextChangeAt,
      Instant asOf,
      long ordinal,
      String backfill,
      int pages,
      byte[] tail) {

    static Row of(ResultSet result) throws SQLException {
      return new Row(
          result.getString("customer_id"),
          result.getLong("row_version"),
          result.getString("tier"),
          instant(result, "tier_since"),
          instant(result, "below_since"),
          result.getLong("sequence"),
          instant(result, "next_change_at"),
          instant(result, "as_of"),
          result.getLong("ordinal"),
          result.getString("backfill"),
          result.getInt("pages"),
          result.getBytes("tail"));
    }

    StoredCustomer customer(TreeMap<Integer, List<KnownOrder>> older, ScoringModel model) {
      var newest = PageBytes.read(tail);
      var all = new ArrayList<>(newest);
      older.values().forEach(all::addAll);
      var orders = OrderBook.of(all);
      return new StoredCustomer(
          new Standing(
              customerId,
              orders,
              tier,
              // The figures are a pure function of the orders: what is stored of them is for
              // readers.
              Assessment.assess(orders, model, asOf),
              tierSince,
              belowSince,
              sequence,
              nextChangeAt,
              ordinal,
              backfill),
          rowVersion,
          PageLayout.of(newest, older));
    }
  }
}
