package io.tierstream.segmentation.persistence;

import static io.tierstream.segmentation.persistence.CustomerLoader.instant;

import io.tierstream.segmentation.domain.Application;
import io.tierstream.segmentation.domain.Bond;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.FeedbackKind;
import io.tierstream.segmentation.domain.FeedbackStatus;
import io.tierstream.segmentation.domain.Foreign;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.OrderStatus;
import io.tierstream.segmentation.domain.Pin;
import io.tierstream.segmentation.domain.RecordedApplication;
import io.tierstream.segmentation.domain.RecordedFact;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads applications as they were recorded. */
final class Applications {

  private static final String OF =
      """
      SELECT * FROM application WHERE customer_id = ANY (?) ORDER BY customer_id, ordinal""";

  private static final String STALE = "SELECT * FROM stale_fact WHERE customer_id = ANY (?)";

  private Applications() {}

  /** Makes something of the current row. */
  @FunctionalInterface
  private interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** All of these customers' applications by customer, in order; nobody without any is there. */
  static Map<String, List<Application>> of(Connection connection, Collection<String> customerIds)
      throws SQLException {
    return byCustomer(connection, OF, customerIds, Applications::read);
  }

  /** As {@link #of}, each with when it was recorded. */
  static Map<String, List<RecordedApplication>> recorded(
      Connection connection, Collection<String> customerIds) throws SQLException {
    return byCustomer(
        connection,
        OF,
        customerIds,
        row -> new RecordedApplication(read(row), instant(row, "recorded_at")));
  }

  /** Versions that came after higher ones, by customer, in no order. */
  static Map<String, List<RecordedFact>> stale(
      Connection connection, Collection<String> customerIds) throws SQLException {
    return byCustomer(
        connection,
        STALE,
        customerIds,
        row -> new RecordedFact(fact(row), instant(row, "recorded_at")));
  }

  private static <T> Map<String, List<T>> byCustomer(
      Connection connection, String sql, Collection<String> customerIds, RowReader<T> reader)
      throws SQLException {
    var found = new HashMap<String, List<T>>();
    if (customerIds.isEmpty()) {
      return found;
    }
    try (var select = connection.prepareStatement(sql)) {
      select.setArray(1, connection.createArrayOf("text", customerIds.toArray()));
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          found
              .computeIfAbsent(rows.getString("customer_id"), id -> new ArrayList<>())
              .add(reader.read(rows));
        }
      }
    }
    return found;
  }

  /** The application in the current row, which has all columns of the table. */
  static Application read(ResultSet row) throws SQLException {
    var fact = fact(row);
    return new Application(
        row.getLong("ordinal"),
        instant(row, "at"),
        row.getInt("model"),
        new Cause(
            row.getString("cause"),
            row.getString("event_id"),
            row.getString("event_id") == null ? null : subject(row),
            row.getString("backfill")),
        fact,
        row.getObject("supersedes", Long.class),
        row.getString("via"),
        row.getBoolean("assessed"),
        bond(row));
  }

  /**
   * What the event was about: the order or feedback; the customer who was merged, or is no more;
   * else the customer.
   */
  private static String subject(ResultSet row) throws SQLException {
    var orderId = row.getString("order_id");
    var id = orderId == null ? row.getString("feedback_id") : orderId;
    var bond = row.getString("bond");
    if ("SETTLED".equals(bond) || "GIVEN_BACK".equals(bond)) {
      var way = row.getString("bond_to");
      return way.substring(way.lastIndexOf('/') + 1);
    }
    return id == null ? row.getString("customer_id") : id;
  }

  private static Fact fact(ResultSet row) throws SQLException {
    if (row.getString("order_id") != null) {
      return new OrderFact(order(row), instant(row, "occurred_at"));
    }
    if (row.getString("feedback_id") != null) {
      return new Feedback(
          row.getString("feedback_id"),
          row.getLong("feedback_version"),
          FeedbackKind.valueOf(row.getString("kind")),
          row.getBigDecimal("rating"),
          row.getObject("nps", Integer.class),
          FeedbackStatus.valueOf(row.getString("status")),
          row.getBigDecimal("resolution_rating"),
          instant(row, "occurred_at"));
    }
    var pinVersion = row.getObject("pin_version", Long.class);
    return pinVersion == null
        ? null
        : new Pin(
            pinVersion,
            row.getString("pin_tier"),
            instant(row, "pin_until"),
            instant(row, "occurred_at"));
  }

  private static Order order(ResultSet row) throws SQLException {
    var currency = row.getString("currency");
    return new Order(
        row.getString("order_id"),
        row.getLong("order_version"),
        OrderStatus.valueOf(row.getString("status")),
        row.getBigDecimal("total"),
        row.getBigDecimal("refunded"),
        instant(row, "placed_at"),
        instant(row, "paid_at"),
        currency == null
            ? null
            : new Foreign(
                currency,
                row.getBigDecimal("foreign_total"),
                row.getBigDecimal("foreign_refunded")));
  }

  private static Bond bond(ResultSet row) throws SQLException {
    var kind = row.getString("bond");
    if (kind == null) {
      return null;
    }
    var to = row.getString("bond_to");
    var version = row.getLong("bond_version");
    return switch (kind) {
      case "MERGED" -> new Bond.MergedInto(to, version);
      case "UNMERGED" -> new Bond.Unmerged(to, version);
      case "SETTLED" -> new Bond.Settled(to, version);
      case "GIVEN_BACK" -> new Bond.GivenBack(to, version);
      case "ERASED" -> new Bond.Erased(version);
      default -> throw new IllegalStateException("no such bond: " + kind);
    };
  }
}
