package io.tierstream.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The check of the baseline can fail, and says what it fails by. */
class IncompatibilityTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** A type on a common part, with everything that a schema may say. */
  private static final String TYPE =
      """
      {"$id": "https://example.org/parcel.sent.v1.json", "title": "parcel.sent.v1",
       "description": "A parcel was sent.",
       "allOf": [{"$ref": "parcel.v1.json"}],
       "required": ["sentAt"],
       "properties": {"sentAt": {"type": "string", "format": "date-time"},
                      "status": {"enum": ["SENT", "GIVEN"]}},
       "if": {"properties": {"status": {"const": "SENT"}}},
       "then": {"properties": {"to": {"type": "string"}}},
       "else": {"properties": {"to": {"type": "null"}}}}
      """;

  private static final String COMMON =
      """
      {"type": "object",
       "required": ["parcelId", "status", "items"],
       "properties": {
         "parcelId": {"$ref": "definitions.v1.json#/$defs/id"},
         "status": {"enum": ["PACKED", "SENT", "GIVEN"]},
         "to": {"anyOf": [{"$ref": "definitions.v1.json#/$defs/name"}, {"type": "null"}]},
         "sender": {"anyOf": [{"$ref": "#/$defs/person"}, {"type": "null"}]},
         "weight": {"type": "integer", "minimum": 1, "maximum": 1000},
         "items": {"type": "array", "minItems": 1, "maxItems": 10,
                   "items": {"type": "object", "required": ["sku"],
                             "properties": {"sku": {"type": "string", "maxLength": 64},
                                            "count": {"type": "integer"}}}}},
       "$defs": {"person": {"type": "object", "required": ["name"],
                            "properties": {"name": {"type": "string"},
                                           "born": {"type": "integer"}}}}}
      """;

  private static final String DEFINITIONS =
      """
      {"$defs": {"id": {"type": "string", "pattern": "^[a-z]{1,9}$"},
                 "name": {"type": "string", "minLength": 1}}}
      """;

  @Test
  void whatIsTheSameIsCompatible() {
    assertThat(changes("parcel.v1", "", "")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          parcel.v1      | "weight": {"type": "integer", | "height": {"type": "integer"}, "weight": {"type": "integer",
          parcel.v1      | "count": {"type": "integer"}  | "count": {"type": "integer"}, "gift": {"type": "boolean"}
          parcel.v1      | "born": {"type": "integer"}   | "born": {"type": "integer"}, "city": {"type": "string"}
          parcel.sent.v1 | "properties": {"sentAt"       | "properties": {"by": {"type": "string"}, "sentAt"
          parcel.sent.v1 | A parcel was sent.            | It was sent.
          parcel.sent.v1 | example.org                   | example.com
          parcel.v1      | "minimum": 1                  | "minimum": 1.0
          parcel.v1      | {"$ref": "definitions.v1.json#/$defs/id"} | {"type": "string", "pattern": "^[a-z]{1,9}$"}
          """)
  void aFurtherOptionalFieldOrAnotherSpellingIsCompatible(String file, String from, String to) {
    assertThat(changes(file, from, to)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          parcel.v1      | "weight": {"type": "integer", "minimum": 1, "maximum": 1000}, | ``          | /weight: the field was removed or renamed
          parcel.v1      | "weight"                       | "mass"                         | /weight: the field was removed or renamed
          parcel.v1      | "count": {"type"               | "number": {"type"              | /items[]/count: the field was removed or renamed
          parcel.v1      | "born"                         | "birth"                        | /sender/born: the field was removed or renamed
          parcel.v1      | "items"],                      | "items", "weight"],            | /weight: the field became required
          parcel.v1      | ["sku"]                        | ["sku", "count"]               | /items[]/count: the field became required
          parcel.v1      | "required": ["name"]           | "required": ["name", "born"]   | /sender/born: the field became required
          parcel.sent.v1 | ["sentAt"]                     | ["sentAt", "to"]               | /to: the field became required
          parcel.v1      | "status", "items"]             | "status"]                      | /items: the field is no longer required
          parcel.sent.v1 | "required": ["sentAt"],        | ``                             | /sentAt: the field is no longer required
          parcel.v1      | "weight": {"type": "integer"   | "weight": {"type": "number"    | /weight: type was changed
          parcel.v1      | "weight": {"type": "integer"   | "weight": {"type": ["integer", "null"] | /weight: type was changed
          parcel.v1      | "minimum": 1                   | "minimum": 2                   | /weight: minimum was changed
          parcel.v1      | "minimum": 1, "maximum": 1000  | "maximum": 1000                | /weight: minimum was removed
          parcel.v1      | "maximum": 1000                | "maximum": 999                 | /weight: maximum was changed
          parcel.v1      | "minItems": 1, "maxItems": 10  | "minItems": 1, "maxItems": 9   | /items: maxItems was changed
          parcel.v1      | "minItems": 1                  | "minItems": 1, "uniqueItems": true | /items: uniqueItems was added
          parcel.v1      | "maxLength": 64                | "maxLength": 32                | /items[]/sku: maxLength was changed
          parcel.sent.v1 | , "format": "date-time"        | ``                             | /sentAt: format was removed
          parcel.sent.v1 | ["SENT", "GIVEN"]              | ["SENT"]                       | /status: the value "GIVEN" was removed
          parcel.v1      | "SENT", "GIVEN"                | "SENT"                         | /status: the value "GIVEN" was removed
          parcel.sent.v1 | ["SENT", "GIVEN"]              | ["SENT", "GIVEN", "PACKED"]    | /status: the value "PACKED" was added, which consumers don't know
          definitions.v1 | {1,9}                          | {1,8}                          | /parcelId: pattern was changed
          definitions.v1 | "minLength": 1                 | "minLength": 2                 | /to: minLength was changed
          definitions.v1 | , "minLength": 1               | ``                             | /to: minLength was removed
          parcel.v1      | "to": {"anyOf": [{"$ref": "definitions.v1.json#/$defs/name"}, {"type": "null"}]} | "to": {"$ref": "definitions.v1.json#/$defs/name"} | /to: anyOf was removed
          parcel.v1      | #/$defs/person"}, {"type": "null"}] | #/$defs/person"}]         | /sender: anyOf has another number of alternatives
          parcel.v1      | #/$defs/id                     | #/$defs/name                   | /parcelId: pattern was removed
          parcel.v1      | "required": ["parcelId"        | "additionalProperties": false, "required": ["parcelId" | /: additionalProperties was added
          parcel.sent.v1 | "const": "SENT"                | "const": "GIVEN"               | /: if was changed
          parcel.sent.v1 | "then": {"properties": {       | "then": {"properties": {"weight": {"maximum": 5},  | /: then was changed
          parcel.sent.v1 | {"to": {"type": "null"}}       | {}                             | /: else was changed
          """)
  void anyOtherChangeIsNamedByFieldAndRule(String file, String from, String to, String expected) {
    assertThat(changes(file, from, to))
        .extracting(Incompatibility::toString)
        .contains("parcel.sent.v1 " + expected);
  }

  @Test
  void aTypeThatIsGoneIsNamed() {
    var current = files();
    current.remove("parcel.sent.v1.json");
    assertThat(between(current))
        .extracting(Incompatibility::toString)
        .containsExactly("parcel.sent.v1 /: the type was removed");
  }

  @Test
  void aConditionThatIsSetApartInTheSubTypeIsNamed() {
    assertThat(
            changes(
                "parcel.sent.v1",
                "[{\"$ref\": \"parcel.v1.json\"}]",
                "[{\"$ref\": \"parcel.v1.json\"},"
                    + " {\"properties\": {\"weight\": {\"maximum\": 5}}}]"))
        .extracting(Incompatibility::toString)
        .containsExactly("parcel.sent.v1 /weight: allOf was added");
  }

  @Test
  void severalChangesAreAllNamed() {
    var current = files();
    change(current, "parcel.v1", "\"weight\"", "\"mass\"");
    change(current, "definitions.v1", "{1,9}", "{1,8}");
    assertThat(between(current))
        .extracting(Incompatibility::path)
        .containsExactlyInAnyOrder("/weight", "/parcelId");
  }

  @ParameterizedTest
  @ValueSource(strings = {"other.v1.json", "definitions.v1.json#/$defs/other"})
  void aReferenceThatLeadsNowhereIsNamed(String reference) {
    var current = files();
    change(current, "parcel.v1", "definitions.v1.json#/$defs/id", reference);
    assertThatThrownBy(() -> between(current)).hasMessageContaining(reference);
  }

  @Test
  void aReferenceInACircleIsNamed() {
    var current = files();
    change(current, "parcel.v1", "definitions.v1.json#/$defs/id", "parcel.sent.v1.json");
    assertThatThrownBy(() -> between(current)).hasMessageContaining("refers to itself");
  }

  private static List<Incompatibility> changes(String file, String from, String to) {
    var current = files();
    change(current, file, from, to);
    return between(current);
  }

  private static List<Incompatibility> between(Map<String, String> current) {
    return Incompatibility.between(folder(files()), folder(current), "parcel.sent.v1");
  }

  private static void change(Map<String, String> files, String file, String from, String to) {
    var text = files.get(file + ".json");
    assertThat(text).as("what is to be changed").contains(from);
    files.put(file + ".json", text.replace(from, to == null ? "" : to));
  }

  private static Map<String, String> files() {
    return new TreeMap<>(
        Map.of(
            "parcel.sent.v1.json", TYPE,
            "parcel.v1.json", COMMON,
            "definitions.v1.json", DEFINITIONS));
  }

  private static SchemaFolder folder(Map<String, String> files) {
    var parsed = new TreeMap<String, JsonNode>();
    files.forEach((name, text) -> parsed.put(name, parse(text)));
    return new SchemaFolder(parsed);
  }

  private static ObjectNode parse(String text) {
    try {
      return (ObjectNode) JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
