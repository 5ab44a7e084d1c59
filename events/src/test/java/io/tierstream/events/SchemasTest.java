package io.tierstream.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SchemasTest {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final List<String> TYPES =
      List.of(
          "order.placed.v1",
          "order.paid.v1",
          "order.refunded.v1",
          "order.cancelled.v1",
          "import.started.v1",
          "import.ended.v1",
          "tier.changed.v1",
          "tier.at-risk.v1",
          "segment.assessed.v1");

  /** What may be left out; all else in an example is required. */
  private static final Set<String> OPTIONAL =
      Set.of(
          "order.placed.v1/paidAt",
          "order.cancelled.v1/paidAt",
          "order.placed.v1/channel",
          "order.paid.v1/channel",
          "order.refunded.v1/channel",
          "order.cancelled.v1/channel",
          "order.placed.v1/lines/0/category",
          "order.paid.v1/lines/0/category",
          "order.refunded.v1/lines/0/category",
          "order.cancelled.v1/lines/0/category",
          "tier.at-risk.v1/fallsTo",
          "tier.at-risk.v1/crossed",
          "segment.assessed.v1/belowSince");

  /** One field of an example, by its path. */
  record Field(String type, String path) {
    @Override
    public String toString() {
      return type + path;
    }

    /** The example with this field's value changed, or removed when the change answers null. */
    JsonNode changed(Function<JsonNode, JsonNode> change) {
      var event = SchemaCheck.example(type);
      var cut = path.lastIndexOf('/');
      var parent = event.at(path.substring(0, cut));
      var name = path.substring(cut + 1);
      var value = change.apply(event.at(path));
      if (parent instanceof ObjectNode object) {
        if (value == null) {
          object.remove(name);
        } else {
          object.set(name, value);
        }
      } else if (parent instanceof ArrayNode array) {
        array.set(Integer.parseInt(name), value);
      }
      return event;
    }
  }

  static Stream<String> types() {
    return TYPES.stream();
  }

  static Stream<Field> fields() {
    return TYPES.stream()
        .flatMap(
            type -> {
              var fields = new ArrayList<Field>();
              collect(type, "", SchemaCheck.example(type), fields);
              return fields.stream();
            });
  }

  static Stream<Field> namedFields() {
    return fields().filter(f -> !f.path().matches(".*/[0-9]+"));
  }

  private static void collect(String type, String path, JsonNode node, List<Field> fields) {
    if (!path.isEmpty()) {
      fields.add(new Field(type, path));
    }
    node.properties().forEach(e -> collect(type, path + "/" + e.getKey(), e.getValue(), fields));
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        collect(type, path + "/" + i, node.get(i), fields);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("types")
  void theExampleKeepsToItsSchema(String type) {
    assertThat(SchemaCheck.violations(type, SchemaCheck.example(type))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("namedFields")
  void everyFieldButTheOptionalOnesIsRequired(Field field) {
    var without = SchemaCheck.violations(field.type(), field.changed(value -> null));
    if (OPTIONAL.contains(field.toString())) {
      assertThat(without).isEmpty();
    } else {
      assertThat(without).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("fields")
  void aValueOfAnotherTypeIsRefused(Field field) {
    var own = SchemaCheck.example(field.type()).at(field.path()).getNodeType();
    for (var wrong : ofOtherTypes(own)) {
      assertThat(SchemaCheck.violations(field.type(), field.changed(value -> wrong)))
          .as("%s instead of %s", wrong, own)
          .isNotEmpty();
    }
  }

  // Null and the empty string stand for themselves: neither is ever a value's other spelling. Where
  // the example is null, a string may be right, but never this one.
  private static List<JsonNode> ofOtherTypes(JsonNodeType own) {
    var wrong = new ArrayList<JsonNode>();
    wrong.add(JSON.booleanNode(true));
    wrong.add(JSON.numberNode(-1.5));
    if (own != JsonNodeType.STRING) {
      wrong.add(JSON.textNode(""));
    }
    if (own != JsonNodeType.ARRAY) {
      wrong.add(JSON.arrayNode());
    }
    if (own != JsonNodeType.OBJECT) {
      wrong.add(JSON.objectNode());
    }
    return wrong;
  }

  @ParameterizedTest
  @MethodSource("types")
  void aFurtherFieldIsFine(String type) {
    var event = (ObjectNode) SchemaCheck.example(type);
    event.putObject("addedLater").put("x", 1);
    assertThat(SchemaCheck.violations(type, event)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          order.paid.v1       | /orderId                | ''
          order.paid.v1       | /orderId                | O 1001
          order.paid.v1       | /customerId             | 0123456789012345678901234567890123456789012345678901234567890123x
          order.paid.v1       | /status                 | PLACED
          order.refunded.v1   | /status                 | PAID
          order.paid.v1       | /total/amount           | -1.00
          order.paid.v1       | /total/amount           | 1.00005
          order.paid.v1       | /total/amount           | 1e3
          order.paid.v1       | /total/currency         | Yuan
          order.paid.v1       | /paidAt                 | 2026-01-02
          order.paid.v1       | /paidAt                 | 2026-01-02T03:05:00+08:00
          order.paid.v1       | /paidAt                 | 2026-02-30T03:05:00Z
          order.paid.v1       | /paidAt                 | 2026-01-02T03:05:00.0000001Z
          order.placed.v1     | /paidAt                 | 2026-01-02T03:05:00Z
          order.paid.v1       | /lines/0/sku            | ''
          order.paid.v1       | /lines/0/unitPrice      | -0.01
          tier.changed.v1     | /kind                   | SIDEGRADE
          tier.changed.v1     | /kind                   | INITIAL
          tier.changed.v1     | /kind                   | REVOKED
          tier.changed.v1     | /after/composite        | 5.4
          segment.assessed.v1 | /lifecycle              | SLEEPY
          """)
  void aValueOutOfItsRangeIsRefused(String type, String path, String value) {
    var event = new Field(type, path).changed(before -> JSON.textNode(value));
    assertThat(SchemaCheck.violations(type, event)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "order.paid.v1, /version, 0",
    "order.paid.v1, /lines/0/quantity, 0",
    "tier.changed.v1, /sequence, 0",
    "tier.changed.v1, /after/scores/r, 6",
    "segment.assessed.v1, /frequency, -1",
  })
  void aNumberOutOfItsRangeIsRefused(String type, String path, int value) {
    var event = new Field(type, path).changed(before -> JSON.numberNode(value));
    assertThat(SchemaCheck.violations(type, event)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "order.paid.v1, /total/amount, 129.9012",
    "order.paid.v1, /total/amount, 0",
    "order.cancelled.v1, /paidAt, ",
    "order.paid.v1, /channel, ",
    "order.paid.v1, /lines/0/sku, CAM 7 ünï",
    "tier.at-risk.v1, /fallsAt, ",
    "tier.changed.v1, /before, ",
    "tier.changed.v1, /after/satisfaction, ",
    "segment.assessed.v1, /nextChangeAt, ",
    "segment.assessed.v1, /scores, ",
    "segment.assessed.v1, /tier, ",
  })
  void whatMayOccurIsTaken(String type, String path, String value) {
    var node = value == null ? JSON.nullNode() : JSON.textNode(value);
    assertThat(SchemaCheck.violations(type, new Field(type, path).changed(before -> node)))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"{, order.paid.v1", "[], order.paid.v1", "null, import.ended.v1"})
  void whatIsNoObjectIsRefused(String text, String type) {
    assertThat(SchemaCheck.violations(type, text)).isNotEmpty();
  }
}
