package io.tierstream.imports;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** Which column of a file is what. */
final class ColumnMapping {

  private static final String PARAMETER = "map";

  private final List<ImportField> fields;
  private final Map<String, String> columns;

  private ColumnMapping(List<ImportField> fields, Map<String, String> columns) {
    this.fields = fields;
    this.columns = columns;
  }

  /**
   * Reads {@code InvoiceNo=orderId,CustomerID=customerId,…}; null or blank stands for columns that
   * are called what they are.
   *
   * @throws UnreadableFile when it isn't of that form, or a field is unknown, doubled or missing
   */
  static ColumnMapping of(List<ImportField> fields, String text) {
    var columns = new HashMap<String, String>();
    if (text == null || text.isBlank()) {
      return new ColumnMapping(fields, columns);
    }
    for (var pair : text.split(",", -1)) {
      var at = pair.lastIndexOf('=');
      if (at < 1) {
        throw refused("form", "must be of the form column=field,column=field");
      }
      var field = pair.substring(at + 1).strip();
      if (fields.stream().noneMatch(known -> known.name().equals(field))) {
        throw refused("unknownField", "names a field that isn't one of " + names(fields, false));
      }
      if (columns.put(field, pair.substring(0, at).strip()) != null) {
        throw refused("doubled", "names " + field + " twice");
      }
    }
    for (var field : fields) {
      if (field.required() && !columns.containsKey(field.name())) {
        throw refused(
            "missing",
            "has no column for " + field.name() + "; " + names(fields, true) + " are needed");
      }
    }
    return new ColumnMapping(fields, columns);
  }

  /**
   * The position of each field's column in a file with this header, from 0, as far as they are
   * there.
   *
   * @throws UnreadableFile when a column is missing or there twice
   */
  Map<String, Integer> positions(ImportFile.Row header) {
    var positions = new HashMap<String, Integer>();
    var doubled = new HashSet<String>();
    for (var i = 0; i < header.size(); i++) {
      var name = header.cell(i).strip();
      if (positions.put(name, i) != null) {
        doubled.add(name);
      }
    }
    var found = new HashMap<String, Integer>();
    for (var field : fields) {
      var column = columns.isEmpty() ? field.name() : columns.get(field.name());
      var position = column == null ? null : positions.get(column);
      if (position == null && column != null && (field.required() || !columns.isEmpty())) {
        throw refused(
            "unknownColumn", "needs a column for " + field.name() + " that the file doesn't have");
      }
      if (position != null && doubled.contains(column)) {
        throw refused(
            "doubledColumn", "names a column for " + field.name() + " that the file has twice");
      }
      if (position != null) {
        found.put(field.name(), position);
      }
    }
    return found;
  }

  private static List<String> names(List<ImportField> fields, boolean required) {
    return fields.stream()
        .filter(field -> field.required() || !required)
        .map(ImportField::name)
        .toList();
  }

  private static UnreadableFile refused(String rule, String message) {
    return new UnreadableFile(PARAMETER, rule, message);
  }
}
