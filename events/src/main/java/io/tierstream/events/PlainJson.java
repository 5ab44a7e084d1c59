package io.tierstream.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A JSON object in the form that events are nearly always written in: its fields are made of the
 * bytes when they are asked for, and not before. A tree of the same object costs ten times as much
 * memory, and what asks for few fields throws most of it away unused.
 */
final class PlainJson extends JsonFields {

  private static final KnownTexts KNOWN = new KnownTexts();
  private static final int ABSENT = -1;

  private final byte[] json;
  private final int[] values;
  private final int object;

  private PlainJson(byte[] json, int[] values, int object) {
    this.json = json;
    this.values = values;
    this.object = object;
  }

  /** The object that the bytes are; null when they are something else, or of another form. */
  static PlainJson of(byte[] json) {
    var values = PlainJsonScan.values(json);
    return values == null ? null : new PlainJson(json, values, 0);
  }

  @Override
  public boolean has(String field) {
    int value = find(field);
    return value != ABSENT && first(value) != 'n';
  }

  @Override
  public String json() {
    int from = from(object);
    try {
      return TreeJson.of(Arrays.copyOfRange(json, from, PlainJsonScan.end(json, from))).json();
    } catch (PoisonException e) {
      throw new IllegalStateException("a JSON object that isn't one", e);
    }
  }

  @Override
  JsonFields objectAt(String field) {
    int value = find(field);
    return value == ABSENT ? null : objectOf(value);
  }

  private JsonFields objectOf(int value) {
    return first(value) == '{' ? new PlainJson(json, values, value) : null;
  }

  @Override
  List<JsonFields> objectsAt(String field) {
    int list = find(field);
    if (list == ABSENT || first(list) != '[') {
      return null;
    }
    var objects = new ArrayList<JsonFields>();
    for (int i = list + PlainJsonScan.WIDTH; i < next(list); i = next(i)) {
      objects.add(objectOf(i));
    }
    return objects;
  }

  @Override
  List<String> textsAt(String field) {
    int list = find(field);
    if (list == ABSENT || first(list) != '[') {
      return null;
    }
    var texts = new ArrayList<String>();
    for (int i = list + PlainJsonScan.WIDTH; i < next(list); i = next(i)) {
      texts.add(isText(i) ? text(i) : null);
    }
    return texts;
  }

  @Override
  String textAt(String field) {
    int value = find(field);
    return isText(value) ? text(value) : null;
  }

  @Override
  String knownTextAt(String field) {
    int value = find(field);
    return isText(value) ? KNOWN.of(json, from(value) + 1, to(value)) : null;
  }

  @Override
  Optional<Boolean> flagAt(String field) {
    int value = find(field);
    if (value == ABSENT) {
      return Optional.empty();
    }
    return switch (first(value)) {
      case 't' -> Optional.of(true);
      case 'f' -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  @Override
  long numberAt(String field) {
    int value = find(field);
    if (value == ABSENT || !(first(value) == '-' || AsciiForms.isDigit(first(value)))) {
      return Long.MIN_VALUE;
    }
    long number = 0;
    for (int i = first(value) == '-' ? from(value) + 1 : from(value); i < to(value); i++) {
      number = 10 * number + json[i] - '0';
    }
    return first(value) == '-' ? -number : number;
  }

  @Override
  String plainId(String field) {
    int value = find(field);
    return isText(value) && AsciiForms.isId(json, from(value) + 1, to(value)) ? text(value) : null;
  }

  @Override
  BigDecimal plainAmount(String field) {
    int value = find(field);
    return isText(value) ? AsciiForms.amount(json, from(value) + 1, to(value)) : null;
  }

  @Override
  String plainCurrency(String field) {
    int value = find(field);
    return isText(value) && AsciiForms.isCurrency(json, from(value) + 1, to(value))
        ? KNOWN.of(json, from(value) + 1, to(value))
        : null;
  }

  @Override
  Instant plainInstant(String field) {
    int value = find(field);
    return isText(value) ? PlainInstant.parse(json, from(value) + 1, to(value)) : null;
  }

  private int find(String field) {
    int hash = field.hashCode();
    int end = next(object);
    for (int i = object + PlainJsonScan.WIDTH; i < end; i = next(i)) {
      if (values[i + PlainJsonScan.HASH] == hash && isCalled(field, i)) {
        return i;
      }
    }
    return ABSENT;
  }

  private boolean isCalled(String field, int value) {
    int name = values[value + PlainJsonScan.NAME];
    int end = name + field.length();
    return AsciiForms.begins(field, json, name, from(value)) && json[end] == '"';
  }

  private boolean isText(int value) {
    return value != ABSENT && first(value) == '"';
  }

  private String text(int value) {
    int from = from(value) + 1;
    return new String(json, from, to(value) - from, UTF_8);
  }

  private byte first(int value) {
    return json[from(value)];
  }

  private int from(int value) {
    return values[value + PlainJsonScan.FROM];
  }

  private int to(int value) {
    return values[value + PlainJsonScan.TO];
  }

  private int next(int value) {
    return PlainJsonScan.next(values, value);
  }
}
