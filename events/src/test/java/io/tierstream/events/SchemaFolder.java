package io.tierstream.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Schemas that refer to each other by file name, each of which can be had as it really is: without
 * references, without {@code allOf}, without what is only said to people.
 */
final class SchemaFolder {

  private static final String REF = "$ref";
  private static final String ALL_OF = "allOf";
  private static final Set<String> SAID_TO_PEOPLE =
      Set.of("$schema", "$id", "$comment", "$defs", "title", "description", "examples");
  private static final int DEEPEST = 50;

  private final Map<String, JsonNode> files;

  /**
   * @param files by their names, such as {@code order.paid.v1.json}
   */
  SchemaFolder(Map<String, JsonNode> files) {
    this.files = files;
  }

  /** The folder {@code tierstream/<name>} of this module. */
  static SchemaFolder of(String name) {
    return new SchemaFolder(files(name));
  }

  /** Every file of the folder {@code tierstream/<name>}, by its name. */
  static Map<String, JsonNode> files(String name) {
    var json = new ObjectMapper();
    var files = new TreeMap<String, JsonNode>();
    var folder = Path.of("src/main/resources/tierstream", name);
    try (var paths = Files.list(folder)) {
      for (var path : paths.toList()) {
        files.put(path.getFileName().toString(), json.readTree(path.toFile()));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return files;
  }

  /** The names of the files, without {@code .json}. */
  Set<String> names() {
    var names = new TreeSet<String>();
    files.keySet().forEach(file -> names.add(file.substring(0, file.length() - 5)));
    return names;
  }

  /**
   * What an event of {@code type} is held against, in one piece.
   *
   * @throws IllegalArgumentException when a reference leads nowhere, or round in a circle
   */
  JsonNode whole(String type) {
    return whole(type + ".json", files.get(type + ".json"), 0);
  }

  private JsonNode whole(String file, JsonNode node, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException(file + " refers to itself");
    }
    if (node instanceof ArrayNode array) {
      var copy = JsonNodeFactory.instance.arrayNode();
      array.forEach(each -> copy.add(whole(file, each, depth + 1)));
      return copy;
    }
    if (!(node instanceof ObjectNode object)) {
      return node;
    }
    var copy = JsonNodeFactory.instance.objectNode();
    for (var keyword : object.properties()) {
      switch (keyword.getKey()) {
        case REF, ALL_OF -> {}
        case "properties" -> copy.set(keyword.getKey(), each(file, keyword.getValue(), depth));
        case "enum", "const", "required" -> copy.set(keyword.getKey(), keyword.getValue());
        default -> {
          if (!SAID_TO_PEOPLE.contains(keyword.getKey())) {
            copy.set(keyword.getKey(), whole(file, keyword.getValue(), depth + 1));
          }
        }
      }
    }
    JsonNode result = copy;
    if (object.has(REF)) {
      result = Conjunction.of(referred(file, object.get(REF).textValue(), depth), result);
    }
    for (var part : object.path(ALL_OF)) {
      result = Conjunction.of(result, whole(file, part, depth + 1));
    }
    return result;
  }

  /** Fields may be called like keywords. */
  private JsonNode each(String file, JsonNode fields, int depth) {
    var copy = JsonNodeFactory.instance.objectNode();
    fields
        .properties()
        .forEach(field -> copy.set(field.getKey(), whole(file, field.getValue(), depth + 1)));
    return copy;
  }

  private JsonNode referred(String from, String reference, int depth) {
    var hash = reference.indexOf('#');
    var path = hash < 0 ? reference : reference.substring(0, hash);
    var file = path.isEmpty() ? from : path;
    var document = files.get(file);
    var target =
        document == null || hash < 0 ? document : document.at(reference.substring(hash + 1));
    if (target == null || target.isMissingNode()) {
      throw new IllegalArgumentException(from + " refers to " + reference + ", which isn't there");
    }
    return whole(file, target, depth + 1);
  }
}
