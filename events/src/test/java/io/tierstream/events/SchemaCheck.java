package io.tierstream.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Holds what a service really emits against the schema of its type; for tests. */
public final class SchemaCheck {

  private static final String SCHEMAS = "https://schemas.tierstream.io/";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(
          VersionFlag.V202012,
          factory ->
              factory.schemaMappers(
                  mappers -> mappers.mapPrefix(SCHEMAS, "classpath:tierstream/schemas/")));
  private static final SchemaValidatorsConfig CONFIG =
      SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();
  private static final Map<String, JsonSchema> KNOWN = new ConcurrentHashMap<>();

  private SchemaCheck() {}

  /**
   * What is wrong with {@code json} as an event of {@code type}; empty when nothing is.
   *
   * @param type with or without {@code io.tierstream.}, such as {@code order.paid.v1}
   */
  public static List<String> violations(String type, JsonNode json) {
    return schema(type).validate(json).stream()
        .map(ValidationMessage::getMessage)
        .sorted()
        .toList();
  }

  /** As {@link #violations(String, JsonNode)}; text that isn't JSON is a violation. */
  public static List<String> violations(String type, String json) {
    try {
      return violations(type, JSON.readTree(json));
    } catch (JsonProcessingException e) {
      return List.of("not JSON: " + e.getOriginalMessage());
    }
  }

  /** As {@link #violations(String, String)}, of the event's own type and data. */
  public static List<String> violations(CloudEvent event) {
    return violations(event.type(), new String(event.data(), StandardCharsets.UTF_8));
  }

  /**
   * Does nothing when {@code event} keeps to the schema of its type.
   *
   * @throws AssertionError naming every violation
   */
  public static void check(CloudEvent event) {
    var violations = violations(event);
    if (!violations.isEmpty()) {
      throw new AssertionError(event + ": " + violations);
    }
  }

  /** The golden example of {@code type}. */
  public static JsonNode example(String type) {
    try (var in = SchemaCheck.class.getResourceAsStream("/tierstream/examples/" + file(type))) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonSchema schema(String type) {
    return KNOWN.computeIfAbsent(
        type, t -> FACTORY.getSchema(SchemaLocation.of(SCHEMAS + file(t)), CONFIG));
  }

  private static String file(String type) {
    var shortType =
        type.startsWith(CloudEvent.TYPE_PREFIX)
            ? type.substring(CloudEvent.TYPE_PREFIX.length())
            : type;
    return shortType + ".json";
  }
}
