package io.tierstream.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
          "segment.assessed.v1",
          "segment.erased.v1",
          "customer.registered.v1",
          "customer.changed.v1",
          "customer.merged.v1",
          "customer.unmerged.v1",
          "customer.erased.v1",
          "feedback.received.v1",
          "feedback.resolved.v1",
          "pin.set.v1",
          "pin.removed.v1",
          "facts.transferred.v1",
          "facts.returned.v1",
          "rate.set.v1",
          "model.published.v1");

  /** What may be left out; all else in an example is required. */
  private static final Pattern OPTIONAL =
      Pattern.compile(
          String.join(
              "|",
              "order\\.(placed|cancelled)\\.v1/paidAt",
              "order\\.[a-z]+\\.v1/(discount|tier|channel|lines/0/category)",
              "tier\\.at-risk\\.v1/(fallsTo|crossed)",
              "segment\\.assessed\\.v1/(belowSince|mergedInto)",
              "customer\\.[a-z]+\\.v1/attributes/[a-zA-Z]+",
              "feedback\\.[a-z]+\\.v1/(rating|nps|orderId|channel|resolutionRating|receivedAt)",
              "model\\.published\\.v1/definition/(monetaryBy|fitted|tiers/4/min[a-zA-Z]+)",
              "model\\.published\\.v1/definition/segments/[0-9]+/(r|fm)"));

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
    if (OPTIONAL.matcher(field.toString()).matches()) {
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
    wrong.add(JSON.numberNode(-1.5));
    if (own != JsonNodeType.BOOLEAN) {
      wrong.add(JSON.booleanNode(true));
    }
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
          order.paid.v1       | /discount/amount        | -0.01
          order.paid.v1       | /tier                   | ''
          customer.registered.v1 | /status              | MERGED
          customer.changed.v1 | /mergedInto             | C-7
          customer.merged.v1  | /mergedInto             | ''
          customer.erased.v1  | /attributes             | {}
          customer.registered.v1 | /attributes/region   | ''
          customer.registered.v1 | /attributes/tags/0   | ''
          feedback.received.v1 | /rating                | 0.9
          feedback.received.v1 | /rating                | 5.1
          feedback.received.v1 | /rating                | 4.00001
          feedback.received.v1 | /status                | RECEIVED
          feedback.received.v1 | /resolutionRating      | 4.0
          feedback.received.v1 | /kind                  | PRAISE
          feedback.resolved.v1 | /status                | OPEN
          feedback.resolved.v1 | /kind                  | REVIEW
          pin.set.v1          | /tier                   | ''
          facts.transferred.v1 | /facts/0/order/status  | LOST
          facts.transferred.v1 | /facts/0/order/total   | -1
          facts.transferred.v1 | /facts/1/via           | C-1//C-2
          facts.returned.v1   | /via                    | ''
          segment.erased.v1   | /status                 | GONE
          rate.set.v1         | /rate                   | 0
          rate.set.v1         | /rate                   | 0.000
          rate.set.v1         | /day                    | 2026-02-30
          model.published.v1  | /definition/window      | P1Y
          model.published.v1  | /definition/window      | PT
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
    "customer.registered.v1, /attributes/cityTier, 0",
    "customer.registered.v1, /attributes/birthYear, 1899",
    "feedback.received.v1, /nps, 11",
    "model.published.v1, /definition/segments/0/fm/0, 6",
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
    "order.paid.v1, /discount, ",
    "customer.registered.v1, /attributes/region, ",
    "customer.registered.v1, /mergedInto, ",
    "customer.erased.v1, /attributes, ",
    "feedback.received.v1, /rating, 5",
    "feedback.received.v1, /rating, 5.0",
    "feedback.received.v1, /rating, 1.2345",
    "feedback.resolved.v1, /resolutionRating, ",
    "rate.set.v1, /rate, 0.000001",
    "model.published.v1, /definition/window, ",
    "model.published.v1, /definition/window, PT0.5S",
  })
  void whatMayOccurIsTaken(String type, String path, String value) {
    var node = value == null ? JSON.nullNode() : JSON.textNode(value);
    assertThat(SchemaCheck.violations(type, new Field(type, path).changed(before -> node)))
        .isEmpty();
  }

  @Test
  void feedbackThatIsNoComplaintIsReceived() {
    var review = (ObjectNode) SchemaCheck.example("feedback.received.v1");
    review.put("kind", "REVIEW");
    assertThat(SchemaCheck.violations("feedback.received.v1", review)).isNotEmpty();
    review.put("status", "RECEIVED");
    assertThat(SchemaCheck.violations("feedback.received.v1", review)).isEmpty();
  }

  @Test
  void aTransferredFactIsAnOrderOrFeedback() {
    var transfer = SchemaCheck.example("facts.transferred.v1");
    var fact = (ObjectNode) transfer.at("/facts/0");
    fact.set("feedback", transfer.at("/facts/1/feedback"));
    assertThat(SchemaCheck.violations("facts.transferred.v1", transfer)).isNotEmpty();
    fact.remove("order");
    assertThat(SchemaCheck.violations("facts.transferred.v1", transfer)).isEmpty();
    fact.remove("feedback");
    assertThat(SchemaCheck.violations("facts.transferred.v1", transfer)).isNotEmpty();
  }

  @Test
  void aFactAfterTheMergeComesAlone() {
    var transfer = (ObjectNode) SchemaCheck.example("facts.transferred.v1");
    transfer.putNull("part");
    assertThat(SchemaCheck.violations("facts.transferred.v1", transfer)).isNotEmpty();
    ((ArrayNode) transfer.get("facts")).remove(1);
    assertThat(SchemaCheck.violations("facts.transferred.v1", transfer)).isEmpty();
    transfer.put("last", false);
    assertThat(SchemaCheck.violations("facts.transferred.v1", transfer)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({"{, order.paid.v1", "[], order.paid.v1", "null, import.ended.v1"})
  void whatIsNoObjectIsRefused(String text, String type) {
    assertThat(SchemaCheck.violations(type, text)).isNotEmpty();
  }
}
