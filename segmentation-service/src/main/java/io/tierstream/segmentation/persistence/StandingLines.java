package io.tierstream.segmentation.persistence;

import static io.tierstream.segmentation.persistence.CustomerLoader.instant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tierstream.segmentation.domain.CustomerAttributes;
import io.tierstream.segmentation.domain.FactKey;
import io.tierstream.segmentation.domain.KnownFeedback;
import io.tierstream.segmentation.domain.KnownOrder;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads what stored standings say, from whichever tables the connection's path finds. */
final class StandingLines {

  /** How the facts are laid out, and how often the row was written: nothing that it says. */
  private static final String LAYOUT = "{row_version,pages,tail,feedback_pages,feedback}";

  private static final String STANDINGS =
      """
      SELECT stood.*, to_jsonb(stood) - '%s'::text[] AS says FROM standing stood WHERE customer_id = ANY (?)"""
          .formatted(LAYOUT);

  private static final String PAGES =
      "SELECT customer_id, page, %s FROM %s WHERE customer_id = ANY (?) ORDER BY customer_id, page";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
          .build();

  private StandingLines() {}

  /** Of those of these customers who are stored, by id. */
  static Map<String, StoredLines> of(Connection connection, Collection<String> ids)
      throws SQLException {
    var orders = pages(connection, PAGES.formatted("orders", "ledger_page"), ids);
    var feedback = pages(connection, PAGES.formatted("feedback", "feedback_page"), ids);
    var standings = new HashMap<String, StoredLines>();
    try (var select = connection.prepareStatement(STANDINGS)) {
      select.setArray(1, connection.createArrayOf("text", ids.toArray()));
      try (var row = select.executeQuery()) {
        while (row.next()) {
          var id = row.getString("customer_id");
          standings.put(
              id,
              read(
                  row,
                  orders.getOrDefault(id, new TreeMap<>()),
                  feedback.getOrDefault(id, new TreeMap<>())));
        }
      }
    }
    return standings;
  }

  private static Map<String, TreeMap<Integer, byte[]>> pages(
      Connection connection, String sql, Collection<String> ids) throws SQLException {
    var pages = new HashMap<String, TreeMap<Integer, byte[]>>();
    try (var select = connection.prepareStatement(sql)) {
      select.setArray(1, connection.createArrayOf("text", ids.toArray()));
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          pages
              .computeIfAbsent(rows.getString(1), id -> new TreeMap<>())
              .put(rows.getInt(2), rows.getBytes(3));
        }
      }
    }
    return pages;
  }

  private static StoredLines read(
      ResultSet row, TreeMap<Integer, byte[]> orders, TreeMap<Integer, byte[]> feedback)
      throws SQLException {
    var lines = new TreeMap<String, String>();
    try {
      JSON.readTree(row.getString("says"))
          .fields()
          .forEachRemaining(
              column -> lines.put("standing." + column.getKey(), text(column.getValue())));
    } catch (JsonProcessingException e) {
      throw new SQLException("a row that isn't JSON", e);
    }
    new Entries<KnownOrder>(
            "order", KnownOrder::ordinal, OrderBytes::read, StandingLines::key, FactLines::of)
        .into(lines, row.getBytes("tail"), row.getInt("pages"), orders);
    new Entries<KnownFeedback>(
            "feedback",
            KnownFeedback::ordinal,
            FeedbackBytes::read,
            known -> known.feedback().key(),
            FactLines::of)
        .into(lines, row.getBytes("feedback"), row.getInt("feedback_pages"), feedback);
    return new StoredLines(
        row.getLong("row_version"),
        row.getInt("model"),
        instant(row, "as_of"),
        instant(row, "last_purchase_at"),
        row.getLong("attributes_version"),
        attributes(row),
        lines);
  }

  private static FactKey key(KnownOrder known) {
    return known.order().key();
  }

  private static String text(JsonNode value) {
    if (value.isNumber()) {
      return FactLines.plain(value.decimalValue());
    }
    return value.isNull() ? null : value.isTextual() ? value.asText() : value.toString();
  }

  private static CustomerAttributes attributes(ResultSet row) throws SQLException {
    return new CustomerAttributes(
        row.getString("region"),
        row.getString("city"),
        row.getObject("city_tier", Integer.class),
        row.getObject("birth_year", Integer.class),
        row.getString("gender"),
        row.getString("industry"),
        row.getString("channel"),
        List.of((String[]) row.getArray("preferences").getArray()),
        List.of((String[]) row.getArray("tags").getArray()));
  }

  /** Facts of one kind that are laid out in a tail and pages. */
  private record Entries<T>(
      String name,
      Function<T, Long> ordinal,
      Function<byte[], List<T>> read,
      Function<T, FactKey> key,
      Function<T, FactLines> lines) {

    /** As their owner would load them: no page is looked for where the row counts none. */
    void into(
        SortedMap<String, String> into, byte[] tail, int count, TreeMap<Integer, byte[]> pages) {
      var all = new ArrayList<List<T>>();
      try {
        if (count > 0) {
          pages.values().forEach(bytes -> all.add(read.apply(bytes)));
        }
        if (tail != null) {
          all.add(read.apply(tail));
        }
      } catch (RuntimeException e) {
        into.put(name + " pages", "can't be read: " + e);
        return;
      }
      if (count != (pages.isEmpty() ? 0 : pages.lastKey())) {
        into.put(name + " pages", "%d counted, %d there".formatted(count, pages.size()));
      }
      for (var page : all) {
        for (var entry : page) {
          var line = lines.apply(entry);
          var before =
              into.put(name + " " + line.id(), line.text() + " by " + ordinal.apply(entry));
          if (before != null) {
            into.put(name + " " + line.id() + " again", before);
          }
        }
      }
      if (overlap(all)) {
        into.put(name + " pages", "the ranges of their keys overlap");
      }
    }

    private boolean overlap(List<List<T>> pages) {
      var filled =
          pages.stream()
              .filter(page -> !page.isEmpty())
              .map(page -> page.stream().map(key).sorted().toList())
              .sorted(Comparator.comparing(keys -> keys.get(0)))
              .toList();
      for (int i = 1; i < filled.size(); i++) {
        var before = filled.get(i - 1);
        if (before.get(before.size() - 1).compareTo(filled.get(i).get(0)) >= 0) {
          return true;
        }
      }
      return false;
    }
  }
}
