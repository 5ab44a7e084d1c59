package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.Bonds;
import io.tierstream.segmentation.domain.Facts;
import io.tierstream.segmentation.domain.FeedbackBook;
import io.tierstream.segmentation.domain.KnownFeedback;
import io.tierstream.segmentation.domain.KnownOrder;
import io.tierstream.segmentation.domain.KnownPin;
import io.tierstream.segmentation.domain.OrderBook;
import io.tierstream.segmentation.domain.Pin;
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
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/** Reads standings with all their orders and feedback, many in one statement. */
final class CustomerLoader {

  private static final String ORDER_PAGES =
      "SELECT customer_id, page, orders FROM ledger_page WHERE customer_id = ANY (?)";

  private static final String FEEDBACK_PAGES =
      "SELECT customer_id, page, feedback FROM feedback_page WHERE customer_id = ANY (?)";

  private static final String STANDINGS =
      """
      SELECT customer_id, row_version, tier, tier_since, below_since, sequence, next_change_at, as_of,
             ordinal, model, backfill, pages, tail, feedback_pages, feedback, attributes_version,
             pin_version, pin_tier, pin_until, pin_at, pin_ordinal,
             merged_into, merge_version, erased, sources, gathered_at
      FROM standing WHERE customer_id = ANY (?)""";

  private CustomerLoader() {}

  /**
   * The customers of these ids that are stored, by id.
   *
   * @param models by number
   */
  static Map<String, StoredCustomer> load(
      Connection connection, Collection<String> ids, IntFunction<ScoringModel> models)
      throws SQLException {
    var customers = new HashMap<String, StoredCustomer>(ids.size() * 2);
    if (ids.isEmpty()) {
      return customers;
    }
    var rows = rows(connection, ids);
    var orders = pages(connection, ORDER_PAGES, ids(rows, row -> row.pages > 0), OrderBytes::read);
    var feedback =
        pages(
            connection,
            FEEDBACK_PAGES,
            ids(rows, row -> row.feedbackPages > 0),
            FeedbackBytes::read);
    for (var row : rows) {
      customers.put(
          row.customerId,
          row.customer(
              orders.getOrDefault(row.customerId, new TreeMap<>()),
              feedback.getOrDefault(row.customerId, new TreeMap<>()),
              models));
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

  private static List<String> ids(List<Row> rows, Predicate<Row> wanted) {
    return rows.stream().filter(wanted).map(row -> row.customerId).toList();
  }

  private static <T> Map<String, TreeMap<Integer, List<T>>> pages(
      Connection connection, String sql, Collection<String> ids, Function<byte[], List<T>> read)
      throws SQLException {
    var pages = new HashMap<String, TreeMap<Integer, List<T>>>();
    if (ids.isEmpty()) {
      return pages;
    }
    try (var select = byIds(connection, sql, ids);
        var result = select.executeQuery()) {
      while (result.next()) {
        pages
            .computeIfAbsent(result.getString(1), id -> new TreeMap<>())
            .put(result.getInt(2), read.apply(result.getBytes(3)));
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
      int model,
      String backfill,
      int pages,
      byte[] tail,
      int feedbackPages,
      byte[] feedback,
      long attributesVersion,
      KnownPin pin,
      Bonds bonds) {

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
          result.getInt("model"),
          result.getString("backfill"),
          result.getInt("pages"),
          result.getBytes("tail"),
          result.getInt("feedback_pages"),
          result.getBytes("feedback"),
          result.getLong("attributes_version"),
          pin(result),
          bonds(result));
    }

    private static Bonds bonds(ResultSet result) throws SQLException {
      var sources = new HashMap<String, Long>();
      for (var source : (String[]) result.getArray("sources").getArray()) {
        var version = source.lastIndexOf('=');
        sources.put(source.substring(0, version), Long.valueOf(source.substring(version + 1)));
      }
      return new Bonds(
          result.getString("merged_into"),
          result.getLong("merge_version"),
          result.getBoolean("erased"),
          sources,
          instant(result, "gathered_at"));
    }

    private static KnownPin pin(ResultSet result) throws SQLException {
      var version = result.getLong("pin_version");
      return version == 0
          ? null
          : new KnownPin(
              new Pin(
                  version,
                  result.getString("pin_tier"),
                  instant(result, "pin_until"),
                  instant(result, "pin_at")),
              result.getLong("pin_ordinal"));
    }

    StoredCustomer customer(
        TreeMap<Integer, List<KnownOrder>> olderOrders,
        TreeMap<Integer, List<KnownFeedback>> olderFeedback,
        IntFunction<ScoringModel> models) {
      var newestOrders = OrderBytes.read(tail);
      var newestFeedback =
          feedback == null ? List.<KnownFeedback>of() : FeedbackBytes.read(feedback);
      var facts =
          new Facts(
              OrderBook.of(all(newestOrders, olderOrders)),
              FeedbackBook.of(all(newestFeedback, olderFeedback)),
              pin);
      var counted = bonds.isOnItsOwn() ? facts : Facts.none();
      return new StoredCustomer(
          new Standing(
              customerId,
              facts,
              tier,
              // The figures are a pure function of the facts: what is stored of them is for
              // readers.
              asOf == null ? null : Assessment.assess(counted, models.apply(model), asOf),
              tierSince,
              belowSince,
              sequence,
              nextChangeAt,
              ordinal,
              asOf == null ? 0 : model,
              backfill,
              bonds),
          rowVersion,
          PageLayout.of(newestOrders, olderOrders, known -> known.order().key()),
          PageLayout.of(newestFeedback, olderFeedback, known -> known.feedback().key()),
          attributesVersion);
    }

    private static <T> List<T> all(List<T> newest, TreeMap<Integer, List<T>> older) {
      var all = new ArrayList<>(newest);
      older.values().forEach(all::addAll);
      return all;
    }
  }
}
