package io.tierstream.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A change of a published type that somebody could break by: anything but a further optional field.
 *
 * @param path of the field, such as {@code /lines[]/sku}
 * @param rule what was changed about it
 */
record Incompatibility(String type, String path, String rule) {

  /** Where a further field would be a further condition. */
  private static final Set<String> EXACT = Set.of("if", "then", "else", "not", "allOf");

  private static final Set<String> ALTERNATIVES = Set.of("anyOf", "oneOf");

  /** Every one between the schemas of {@code type} in both folders. */
  static List<Incompatibility> between(SchemaFolder baseline, SchemaFolder current, String type) {
    var found = new ArrayList<Incompatibility>();
    if (!current.names().contains(type)) {
      found.add(new Incompatibility(type, "/", "the type was removed"));
    } else {
      var comparison = new Comparison(type, found);
      comparison.compare("", baseline.whole(type), current.whole(type));
    }
    return found;
  }

  @Override
  public String toString() {
    return type + " " + path + ": " + rule;
  }

  private record Comparison(String type, List<Incompatibility> found) {

    void compare(String path, JsonNode before, JsonNode after) {
      var keywords = new TreeSet<String>();
      before.fieldNames().forEachRemaining(keywords::add);
      after.fieldNames().forEachRemaining(keywords::add);
      for (var keyword : keywords) {
        var old = before.get(keyword);
        var now = after.get(keyword);
        switch (keyword) {
          case "properties" -> fields(path, orNothing(old), orNothing(now));
          case "required" -> required(path, strings(old), strings(now));
          case "enum" -> values(path, old, now);
          default -> {
            if (old == null || now == null) {
              add(path, keyword + (old == null ? " was added" : " was removed"));
            } else if (keyword.equals("items")) {
              compare(path + "[]", old, now);
            } else if (ALTERNATIVES.contains(keyword) && !before.has("properties")) {
              alternatives(path, keyword, old, now);
            } else if (EXACT.contains(keyword) ? !old.equals(now) : !same(old, now)) {
              add(path, keyword + " was changed");
            }
          }
        }
      }
    }

    private void fields(String path, JsonNode before, JsonNode after) {
      // Further ones may come; whether they are optional shows in "required".
      before
          .properties()
          .forEach(
              field -> {
                var name = field.getKey();
                if (after.has(name)) {
                  compare(path + "/" + name, field.getValue(), after.get(name));
                } else {
                  add(path + "/" + name, "the field was removed or renamed");
                }
              });
    }

    private void required(String path, Set<String> before, Set<String> after) {
      for (var name : after) {
        if (!before.contains(name)) {
          add(path + "/" + name, "the field became required");
        }
      }
      for (var name : before) {
        if (!after.contains(name)) {
          add(path + "/" + name, "the field is no longer required");
        }
      }
    }

    private void values(String path, JsonNode before, JsonNode after) {
      if (before == null || after == null) {
        add(path, "enum" + (before == null ? " was added" : " was removed"));
        return;
      }
      for (var value : before) {
        if (!contains(after, value)) {
          add(path, "the value " + value + " was removed");
        }
      }
      for (var value : after) {
        if (!contains(before, value)) {
          add(path, "the value " + value + " was added, which consumers don't know");
        }
      }
    }

    private void alternatives(String path, String keyword, JsonNode before, JsonNode after) {
      if (before.size() != after.size()) {
        add(path, keyword + " has another number of alternatives");
        return;
      }
      for (int i = 0; i < before.size(); i++) {
        compare(path, before.get(i), after.get(i));
      }
    }

    private static boolean same(JsonNode before, JsonNode after) {
      return before.isNumber() && after.isNumber()
          ? before.decimalValue().compareTo(after.decimalValue()) == 0
          : before.equals(after);
    }

    private void add(String path, String rule) {
      found.add(new Incompatibility(type, path.isEmpty() ? "/" : path, rule));
    }
  }

  private static JsonNode orNothing(JsonNode node) {
    return node == null ? JsonNodeFactory.instance.objectNode() : node;
  }

  private static Set<String> strings(JsonNode list) {
    var strings = new TreeSet<String>();
    if (list != null) {
      list.forEach(each -> strings.add(each.textValue()));
    }
    return strings;
  }

  private static boolean contains(JsonNode list, JsonNode value) {
    for (var each : list) {
      if (each.equals(value)) {
        return true;
      }
    }
    return false;
  }
}
