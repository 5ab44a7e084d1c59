package io.tierstream.local.faults;

import io.tierstream.local.Home;
import io.tierstream.local.Service;
import io.tierstream.local.faults.Content.OrderContent;
import io.tierstream.local.faults.Finding.Part;
import io.tierstream.local.faults.Recorded.ChangeRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** What the other services have made of what segmentation-service has told them. */
final class Views {

  private record Tier(String tier, long sequence, Instant since) {}

  private record Segment(
      String tier, String segment, String lifecycle, Instant since, long sequence, long offset) {}

  private record Complaint(String id, String priority, Instant dueAt, Instant receivedAt) {}

  private record CountedOrder(String customerId, long version, BigDecimal net) {}

  private final Properties urgencies = new Properties();
  private final Map<String, Tier> benefits = new HashMap<>();
  private final Map<String, Tier> priorities = new HashMap<>();
  private final Map<String, List<Complaint>> complaints = new HashMap<>();
  private final Map<String, Segment> seen = new HashMap<>();
  private final Map<String, Segment> listed = new HashMap<>();
  private final Map<String, CountedOrder> orders = new HashMap<>();

  private Views() {}

  static Views read(Target target, String prefix) throws SQLException {
    var views = new Views();
    views.readUrgencies();
    try (var connection = target.connect(Service.ORDER)) {
      views.benefits.putAll(
          Rows.byId(
              connection,
              row -> new Tier(row.getString("tier"), row.getLong("sequence"), null),
              "SELECT customer_id, tier, sequence FROM tier_view"
                  + " WHERE sequence > 0 AND starts_with(customer_id, ?)",
              prefix));
    }
    try (var connection = target.connect(Service.FEEDBACK)) {
      views.priorities.putAll(
          Rows.byId(
              connection,
              row ->
                  new Tier(
                      row.getString("tier"), row.getLong("sequence"), Rows.instant(row, "since")),
              "SELECT customer_id, tier, sequence, since FROM tier_view"
                  + " WHERE sequence > 0 AND starts_with(customer_id, ?)",
              prefix));
      Rows.all(
          connection,
          row ->
              views
                  .complaints
                  .computeIfAbsent(row.getString(1), customer -> new ArrayList<>())
                  .add(
                      new Complaint(
                          row.getString("feedback_id"),
                          row.getString("priority"),
                          Rows.instant(row, "due_at"),
                          Rows.instant(row, "received_at"))),
          "SELECT customer_id, feedback_id, priority, due_at, received_at FROM feedback"
              + " WHERE status = 'OPEN' AND starts_with(customer_id, ?)",
          prefix);
    }
    try (var connection = target.connect(Service.CUSTOMER)) {
      var columns = "customer_id, tier, segment, lifecycle";
      views.seen.putAll(
          Rows.byId(
              connection,
              row ->
                  new Segment(
                      row.getString("tier"),
                      row.getString("segment"),
                      row.getString("lifecycle"),
                      Rows.instant(row, "since"),
                      row.getLong("sequence"),
                      row.getLong("source_offset")),
              "SELECT "
                  + columns
                  + ", since, sequence, source_offset FROM seen_standing"
                  + " WHERE starts_with(customer_id, ?)",
              prefix));
      views.listed.putAll(
          Rows.byId(
              connection,
              row ->
                  new Segment(
                      row.getString("tier"),
                      row.getString("segment"),
                      row.getString("lifecycle"),
                      Rows.instant(row, "since"),
                      0,
                      0),
              "SELECT "
                  + columns
                  + ", nullif(since, '-infinity') AS since FROM listing"
                  + " WHERE starts_with(customer_id, ?)",
              prefix));
      views.orders.putAll(
          Rows.byId(
              connection,
              row ->
                  new CountedOrder(
                      row.getString("customer_id"),
                      row.getLong("version"),
                      Content.exact(row.getBigDecimal("net"))),
              "SELECT order_id, customer_id, version, net FROM customer_order"
                  + " WHERE starts_with(customer_id, ?)",
              prefix));
    }
    return views;
  }

  private void readUrgencies() {
    var settings =
        Home.path().resolve("feedback-service/src/main/resources/application.properties");
    try (var reader = Files.newBufferedReader(settings)) {
      urgencies.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Holds what is seen of a customer against what was told.
   *
   * @param told null for nothing
   */
  void check(
      CustomerFacts customer,
      ChangeRow last,
      TopicChanges.Segment told,
      CustomerFindings findings) {
    var customerId = findings.customerId();
    boolean isErased = customer.isErased();
    checkTiers(isErased ? null : last, findings);
    var open = complaints.remove(customerId);
    // Of who is merged they are as urgent as the survivor's.
    if (open != null && customer.countsForItself()) {
      for (var complaint : open) {
        findings.compare(
            Part.VIEWS,
            "urgency of " + complaint.id(),
            urgency(last == null ? null : last.to(), complaint),
            complaint);
      }
    }
    var seenNow = seen.remove(customerId);
    findings.compare(
        Part.VIEWS,
        "customer-service's standing",
        told == null
            ? null
            : new Segment(
                told.tier(),
                told.segment(),
                told.lifecycle(),
                told.since(),
                told.sequence(),
                told.offset()),
        seenNow);
    var row = listed.remove(customerId);
    if (!customer.countsForItself()) {
      findings.compare(Part.VIEWS, "the table's row", null, row);
    } else if (seenNow != null) {
      findings.compare(
          Part.VIEWS,
          "the table's row",
          new Segment(
              seenNow.tier(), seenNow.segment(), seenNow.lifecycle(), seenNow.since(), 0, 0),
          row);
    }
    if (!isErased) {
      checkOrders(customer, findings);
    }
  }

  private void checkTiers(ChangeRow last, CustomerFindings findings) {
    findings.compare(
        Part.VIEWS,
        "order-service's tier",
        last == null ? null : new Tier(last.to(), last.sequence(), null),
        benefits.remove(findings.customerId()));
    findings.compare(
        Part.VIEWS,
        "feedback-service's tier",
        last == null ? null : new Tier(last.to(), last.sequence(), last.effectiveAt()),
        priorities.remove(findings.customerId()));
  }

  private void checkOrders(CustomerFacts customer, CustomerFindings findings) {
    var latest = new HashMap<String, Told>();
    for (var one : customer.facts().values()) {
      if (one.content() instanceof OrderContent) {
        latest.merge(one.id(), one, (a, b) -> a.version() > b.version() ? a : b);
      }
    }
    latest.forEach(
        (id, one) -> {
          var order = (OrderContent) one.content();
          var net = order.total().subtract(order.refunded());
          findings.compare(
              Part.VIEWS,
              "customer-service's order " + id,
              new CountedOrder(findings.customerId(), one.version(), exact(net)),
              exact(orders.remove(id)));
        });
  }

  private static CountedOrder exact(CountedOrder order) {
    return order == null
        ? null
        : new CountedOrder(order.customerId(), order.version(), exact(order.net()));
  }

  private static BigDecimal exact(BigDecimal number) {
    return number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
  }

  private Complaint urgency(String tier, Complaint complaint) {
    var rule = "tierstream.complaints.tiers." + tier;
    if (!urgencies.containsKey(rule + ".priority")) {
      rule = "tierstream.complaints.otherwise";
    }
    return new Complaint(
        complaint.id(),
        urgencies.getProperty(rule + ".priority"),
        complaint.receivedAt().plus(Duration.parse(urgencies.getProperty(rule + ".within"))),
        complaint.receivedAt());
  }

  /** What is seen of nobody that was checked. */
  List<Finding> leftovers() {
    var findings = new ArrayList<Finding>();
    orders.forEach(
        (id, one) ->
            new CustomerFindings(one.customerId(), findings)
                .compare(Part.VIEWS, "customer-service's order " + id, null, one));
    leftover("order-service's tier", benefits, findings);
    leftover("feedback-service's tier", priorities, findings);
    leftover("customer-service's standing", seen, findings);
    leftover("the table's row", listed, findings);
    return findings;
  }

  private static void leftover(String what, Map<String, ?> of, List<Finding> findings) {
    of.forEach(
        (customerId, one) ->
            new CustomerFindings(customerId, findings).compare(Part.VIEWS, what, null, one));
  }
}
