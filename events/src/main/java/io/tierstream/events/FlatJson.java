package io.tierstream.events;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An object or a list, as Jackson's stream of tokens tells of it. The values of a whole text are in
 * one list, each behind its name, and those of an object or a list behind it: a tree of the same
 * text costs more than twice the memory.
 */
final class FlatJson {

  private static final JsonFactory JSON = new JsonFactory();
  private static final KnownTexts KNOWN = new KnownTexts();

  /** Those that come again and again are shorter than ids and instants. */
  private static final int MAX_KNOWN = 16;

  /** So many names are looked through one by one. */
  private static final int FEW = 32;

  private static final int BYTES_PER_ENTRY = 10;
  private static final int MAX_EXPECTED = 1000;
  private static final int WIDTH = 2;
  private static final int ABSENT = -1;

  private final List<Object> all;
  private final boolean isObject;
  private final int from;
  private int to;

  private FlatJson(List<Object> all, boolean isObject) {
    this.all = all;
    this.isObject = isObject;
    from = all.size();
    to = from;
  }

  /**
   * The value that a text in JSON is: null, a Boolean, a Number, a String, or of this class.
   *
   * @return null, too, when the text is empty
   * @throws IOException when it isn't JSON, or an object has a name twice
   */
  static Object read(byte[] text) throws IOException {
    try (var json = JSON.createParser(text)) {
      if (json.nextToken() == null) {
        return null;
      }
      var value =
          value(json, new ArrayList<>(Math.min(text.length / BYTES_PER_ENTRY, MAX_EXPECTED)));
      if (json.nextToken() != null) {
        throw MismatchedInputException.from(json, JsonFields.class, "something behind the value");
      }
      return value;
    }
  }

  private static Object value(JsonParser json, List<Object> all) throws IOException {
    return switch (json.currentToken()) {
      case START_OBJECT -> object(json, all);
      case START_ARRAY -> list(json, all);
      case VALUE_STRING -> text(json);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default -> json.getNumberValue();
    };
  }

  private static FlatJson object(JsonParser json, List<Object> all) throws IOException {
    var object = new FlatJson(all, true);
    long marks = 0;
    Set<String> many = null;
    int count = 0;
    for (var name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
      if (count++ == FEW) {
        many = object.names();
      }
      // Names without a mark in common aren't the same. Jackson's own check makes a set for each
      // object, the small ones, too.
      long mark = 1L << name.hashCode();
      boolean isThere =
          many == null ? (marks & mark) != 0 && object.find(name) != ABSENT : !many.add(name);
      if (isThere) {
        throw new JsonParseException(json, "Duplicate field '" + name + "'");
      }
      marks |= mark;
      json.nextToken();
      object.add(name, json);
    }
    return object;
  }

  private static FlatJson list(JsonParser json, List<Object> all) throws IOException {
    var list = new FlatJson(all, false);
    while (json.nextToken() != JsonToken.END_ARRAY) {
      list.add(null, json);
    }
    return list;
  }

  private void add(String name, JsonParser json) throws IOException {
    int value = to + 1;
    all.add(name);
    all.add(null);
    all.set(value, value(json, all));
    to = all.size();
  }

  private static String text(JsonParser json) throws IOException {
    int length = json.getTextLength();
    return length > MAX_KNOWN
        ? json.getText()
        : KNOWN.of(json.getTextCharacters(), json.getTextOffset(), length);
  }

  private Set<String> names() {
    var names = new HashSet<String>();
    for (int i = from; i < to; i = next(i)) {
      names.add((String) all.get(i));
    }
    return names;
  }

  boolean isObject() {
    return isObject;
  }

  /** The value of a field; null when it is absent or null. */
  Object get(String field) {
    int found = find(field);
    return found == ABSENT ? null : all.get(found + 1);
  }

  private int find(String field) {
    for (int i = from; i < to; i = next(i)) {
      if (field.equals(all.get(i))) {
        return i;
      }
    }
    return ABSENT;
  }

  private int next(int entry) {
    return all.get(entry + 1) instanceof FlatJson nested ? nested.to : entry + WIDTH;
  }

  /** The values, in their order. */
  List<Object> values() {
    var values = new ArrayList<>();
    for (int i = from; i < to; i = next(i)) {
      values.add(all.get(i + 1));
    }
    return values;
  }

  /** As JSON. */
  @Override
  public String toString() {
    var text = new StringWriter();
    try (var json = JSON.createGenerator(text)) {
      write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private void write(JsonGenerator json) throws IOException {
    if (isObject) {
      json.writeStartObject();
    } else {
      json.writeStartArray();
    }
    for (int i = from; i < to; i = next(i)) {
      if (isObject) {
        json.writeFieldName((String) all.get(i));
      }
      if (all.get(i + 1) instanceof FlatJson nested) {
        nested.write(json);
      } else {
        json.writePOJO(all.get(i + 1));
      }
    }
    if (isObject) {
      json.writeEndObject();
    } else {
      json.writeEndArray();
    }
  }
}
