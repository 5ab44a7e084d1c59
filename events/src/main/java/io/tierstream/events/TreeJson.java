package io.tierstream.events;

import static io.tierstream.events.PoisonException.Reason.UNPARSABLE;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Any JSON object, read in full: what {@link PlainJson} gives up at, right or wrong. */
final class TreeJson extends JsonFields {

  private static final ObjectReader JSON =
      new ObjectMapper(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .readerFor(JsonNode.class);

  private final JsonNode object;

  private TreeJson(JsonNode object) {
    this.object = object;
  }

  /**
   * The object that the bytes are.
   *
   * @throws PoisonException when they aren't one JSON object
   */
  static TreeJson of(byte[] json) throws PoisonException {
    JsonNode node;
    try {
      node = JSON.readTree(json);
    } catch (IOException e) {
      throw new PoisonException(
          UNPARSABLE, "the value isn't JSON: " + e.getClass().getSimpleName(), e);
    }
    if (node == null || !node.isObject()) {
      throw new PoisonException(UNPARSABLE, "the value isn't a JSON object");
    }
    return new TreeJson(node);
  }

  @Override
  public boolean has(String field) {
    return object.hasNonNull(field);
  }

  @Override
  public String json() {
    return object.toString();
  }

  @Override
  JsonFields objectAt(String field) {
    return objectOf(object.path(field));
  }

  @Override
  List<JsonFields> objectsAt(String field) {
    var list = object.path(field);
    if (!list.isArray()) {
      return null;
    }
    var objects = new ArrayList<JsonFields>(list.size());
    list.forEach(node -> objects.add(objectOf(node)));
    return objects;
  }

  private static JsonFields objectOf(JsonNode node) {
    return node.isObject() ? new TreeJson(node) : null;
  }

  @Override
  List<String> textsAt(String field) {
    var list = object.path(field);
    if (!list.isArray()) {
      return null;
    }
    var texts = new ArrayList<String>(list.size());
    list.forEach(node -> texts.add(node.textValue()));
    return texts;
  }

  @Override
  String textAt(String field) {
    return object.path(field).textValue();
  }

  @Override
  String knownTextAt(String field) {
    return textAt(field);
  }

  @Override
  Optional<Boolean> flagAt(String field) {
    var node = object.path(field);
    return node.isBoolean() ? Optional.of(node.booleanValue()) : Optional.empty();
  }

  @Override
  long numberAt(String field) {
    var node = object.path(field);
    return node.isIntegralNumber() && node.canConvertToLong() ? node.longValue() : Long.MIN_VALUE;
  }

  @Override
  String plainId(String field) {
    return null;
  }

  @Override
  BigDecimal plainAmount(String field) {
    return null;
  }

  @Override
  String plainCurrency(String field) {
    return null;
  }

  @Override
  Instant plainInstant(String field) {
    return null;
  }
}
