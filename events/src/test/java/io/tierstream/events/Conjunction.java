package io.tierstream.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeSet;

/** Two schemas that both hold, as one. */
final class Conjunction {

  private static final String ALL_OF = "allOf";
  private static final String IF = "if";

  private Conjunction() {}

  /** Both; what can't be said in one keyword stays beside it, in {@code allOf}. */
  static JsonNode of(JsonNode one, JsonNode other) {
    if (!(one instanceof ObjectNode a) || !(other instanceof ObjectNode b)) {
      throw new IllegalArgumentException("a schema that is no object");
    }
    var both = a.deepCopy();
    // These three are one thing.
    if (b.has(IF) && a.has(IF)) {
      both.withArray(ALL_OF).add(b);
      return both;
    }
    for (var keyword : b.properties()) {
      var name = keyword.getKey();
      var mine = both.get(name);
      var theirs = keyword.getValue();
      if (mine == null) {
        both.set(name, theirs);
      } else if (!mine.equals(theirs)) {
        var merged = merged(name, mine, theirs);
        if (merged == null) {
          both.withArray(ALL_OF).add(JsonNodeFactory.instance.objectNode().set(name, theirs));
        } else {
          both.set(name, merged);
        }
      }
    }
    return both;
  }

  private static JsonNode merged(String keyword, JsonNode mine, JsonNode theirs) {
    return switch (keyword) {
      case "properties" -> properties(mine, theirs);
      case "items" -> of(mine, theirs);
      case "required" -> union(mine, theirs);
      case ALL_OF -> ((ArrayNode) mine.deepCopy()).addAll((ArrayNode) theirs);
      case "enum" -> intersection(mine, theirs);
      default -> null;
    };
  }

  private static JsonNode properties(JsonNode mine, JsonNode theirs) {
    var both = (ObjectNode) mine.deepCopy();
    theirs
        .properties()
        .forEach(
            field ->
                both.set(
                    field.getKey(),
                    both.has(field.getKey())
                        ? of(both.get(field.getKey()), field.getValue())
                        : field.getValue()));
    return both;
  }

  private static JsonNode union(JsonNode mine, JsonNode theirs) {
    var names = new TreeSet<String>();
    mine.forEach(name -> names.add(name.textValue()));
    theirs.forEach(name -> names.add(name.textValue()));
    var both = JsonNodeFactory.instance.arrayNode();
    names.forEach(both::add);
    return both;
  }

  private static JsonNode intersection(JsonNode mine, JsonNode theirs) {
    var both = JsonNodeFactory.instance.arrayNode();
    for (var value : mine) {
      for (var other : theirs) {
        if (value.equals(other)) {
          both.add(value);
        }
      }
    }
    return both;
  }
}
