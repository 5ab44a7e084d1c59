package io.tierstream.local.faults;

import io.tierstream.local.Service;
import io.tierstream.local.faults.Content.CustomerContent;
import io.tierstream.local.faults.Content.FeedbackContent;
import io.tierstream.local.faults.Content.OrderContent;
import io.tierstream.local.faults.Content.PinContent;
import io.tierstream.local.faults.Finding.Part;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What services store of the orders, feedback, customers and pins of a run. */
final class Stored {

  /**
   * The last version of one of them.
   *
   * @param content of an order without its lines, of a customer with the region alone
   */
  record Row(String customerId, long version, Content content) {
    boolean matches(Content other) {
      return content.equals(other.inTable());
    }
  }

  /** By the topic on which it is told, and id. */
  private final Map<String, Map<String, Row>> tables = new HashMap<>();

  private Stored() {}

  static Stored read(Target target, String prefix) throws SQLException {
    var stored = new Stored();
    try (var connection = target.connect(Service.ORDER)) {
      stored.tables.put(
          "orders",
          Rows.byId(
              connection,
              Stored::order,
              "SELECT * FROM orders WHERE starts_with(customer_id, ?)",
              prefix));
    }
    try (var connection = target.connect(Service.FEEDBACK)) {
      stored.tables.put(
          "feedback",
          Rows.byId(
              connection,
              Stored::feedback,
              "SELECT * FROM feedback WHERE starts_with(customer_id, ?)",
              prefix));
    }
    try (var connection = target.connect(Service.CUSTOMER)) {
      stored.tables.put(
          "customers",
          Rows.byId(
              connection,
              Stored::customer,
              "SELECT customer_id, version, status, merged_into, region FROM customer"
                  + " WHERE version > 0 AND starts_with(customer_id, ?)",
              prefix));
    }
    try (var connection = target.connect(Service.SEGMENTATION)) {
      stored.tables.put(
          "segmentation-inputs",
          Rows.byId(
              connection,
              Stored::pin,
              "SELECT DISTINCT ON (customer_id) customer_id, version, tier, until FROM pin"
                  + " WHERE starts_with(customer_id, ?) ORDER BY customer_id, version DESC",
              prefix));
    }
    return stored;
  }

  private static Row order(ResultSet row) throws SQLException {
    return new Row(
        row.getString("customer_id"),
        row.getLong("version"),
        new OrderContent(
            row.getString("customer_id"),
            row.getString("status"),
            row.getString("currency"),
            Content.exact(row.getBigDecimal("total")),
            Content.exact(row.getBigDecimal("refunded")),
            Rows.instant(row, "placed_at"),
            Rows.instant(row, "paid_at"),
            null));
  }

  private static Row feedback(ResultSet row) throws SQLException {
    return new Row(
        row.getString("customer_id"),
        row.getLong("version"),
        new FeedbackContent(
            row.getString("customer_id"),
            row.getString("kind"),
            row.getString("status"),
            Content.exact(row.getBigDecimal("rating")),
            Rows.score(row, "nps"),
            Content.exact(row.getBigDecimal("resolution_rating")),
            row.getString("order_id"),
            Rows.instant(row, "received_at"),
            Rows.instant(row, "resolved_at")));
  }

  private static Row customer(ResultSet row) throws SQLException {
    return new Row(
        row.getString(1),
        row.getLong("version"),
        CustomerContent.withRegion(
            row.getString("status"), row.getString("merged_into"), row.getString("region")));
  }

  private static Row pin(ResultSet row) throws SQLException {
    return new Row(
        row.getString(1),
        row.getLong("version"),
        new PinContent(
            row.getString("tier") == null ? PinContent.REMOVED : PinContent.SET,
            row.getString("tier"),
            Rows.instant(row, "until")));
  }

  /** Gives what is stored, once; null for nothing. */
  Row take(String topic, String id) {
    return tables.get(topic).remove(id);
  }

  /** What is stored without having been told. */
  List<Finding> leftovers() {
    var findings = new ArrayList<Finding>();
    tables.forEach(
        (topic, rows) ->
            rows.forEach(
                (id, row) ->
                    findings.add(
                        new Finding(
                            Part.STATE,
                            row.customerId(),
                            topic + " " + id,
                            "nothing, as on the topic",
                            row.content().toString()))));
    return findings;
  }
}
