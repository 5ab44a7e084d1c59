package io.tierstream.order.application;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Which column of a file is what. */
public final class ColumnMapping {

  /** What a column can be. */
  public enum Target {
    ORDER_ID("orderId", true),
    CUSTOMER_ID("customerId", true),
    SKU("sku", true),
    QUANTITY("quantity", true),
    UNIT_PRICE("unitPrice", true),
    PAID_AT("paidAt", true),
    CATEGORY("category", false),
    CHANNEL("channel", false);

    private final String field;
    private final boolean required;

    Target(String field, boolean required) {
      this.field = field;
      this.required = required;
    }

    /** What callers call it. */
    public String field() {
      return field;
    }
  }

  private static final String PARAMETER = "map";

  private final Map<Target, String> columns;

  private ColumnMapping(Map<Target, String> columns) {
    this.columns = columns;
  }

  /**
   * Reads {@code InvoiceNo=orderId,CustomerID=customerId,…}; null or blank stands for columns that
   * are called what they are.
   *
   * @throws UnreadableFile when it isn't of that form, or a target is unknown, doubled or missing
   */
  public static ColumnMapping of(String text) {
    var columns = new EnumMap<Target, String>(Target.class);
    if (text == null || text.isBlank()) {
      return new ColumnMapping(columns);
    }
    for (var pair : text.split(",", -1)) {
      var at = pair.lastIndexOf('=');
      if (at < 1) {
        throw refused("form", "must be of the form column=field,column=field");
      }
      var field = pair.substring(at + 1).strip();
      var target =
          Arrays.stream(Target.values())
              .filter(t -> t.field.equals(field))
              .findFirst()
              .orElseThrow(
                  () ->
                      refused("unknownField", "names a field that isn't one of " + fields(false)));
      if (columns.put(target, pair.substring(0, at).strip()) != null) {
        throw refused("doubled", "names " + field + " twice");
      }
    }
    for (var target : Target.values()) {
      if (target.required && !columns.containsKey(target)) {
        throw refused(
            "missing", "has no column for " + target.field + "; " + fields(true) + " are needed");
      }
    }
    return new ColumnMapping(columns);
  }

  /**
   * The position of each field's column in a file with this header, -1 for one that isn't there.
   *
   * @throws UnreadableFile when a column is missing or there twice
   */
  int[] positions(ImportFile.Row header) {
    var positions = new HashMap<String, Integer>();
    var doubled = new ArrayList<String>();
    for (var i = 0; i < header.size(); i++) {
      var name = header.cell(i).strip();
      if (positions.put(name, i) != null) {
        doubled.add(name);
      }
    }
    var found = new int[Target.values().length];
    for (var target : Target.values()) {
      var column = columns.isEmpty() ? target.field : columns.get(target);
      var position = column == null ? null : positions.get(column);
      if (position == null && column != null && (target.required || !columns.isEmpty())) {
        throw refused(
            "unknownColumn", "needs a column for " + target.field + " that the file doesn't have");
      }
      if (position != null && doubled.contains(column)) {
        throw refused(
            "doubledColumn", "names a column for " + target.field + " that the file has twice");
      }
      found[target.ordinal()] = position == null ? -1 : position;
    }
    return found;
  }

  private static List<String> fields(boolean required) {
    return Arrays.stream(Target.values())
        .filter(t -> t.required || !required)
        .map(Target::field)
        .collect(Collectors.toList());
  }

  private static UnreadableFile refused(String rule, String message) {
    return new UnreadableFile(PARAMETER, rule, message);
  }
}
