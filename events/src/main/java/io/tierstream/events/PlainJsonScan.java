package io.tierstream.events;

import java.util.Arrays;

/**
 * Finds where the values of a JSON object begin and end, one after the other, without making
 * anything of them. It knows the JSON that events are nearly always written in, and gives up at
 * anything else, right or wrong: escapes, fractions, deep nesting, numbers of more than 18 digits,
 * a name twice. Whatever it gives up at is Jackson's to read or to refuse.
 *
 * <p>Jackson's own stream of tokens would take twice the time and three times the memory for an
 * order, before anything is kept of it.
 */
final class PlainJsonScan {

  /** What there is to know of a value: so many numbers, one after the other. */
  static final int WIDTH = 4;

  /** Of its name; 0 when it has none. */
  static final int HASH = 0;

  /** Where its name begins. */
  static final int NAME = 1;

  /** Where it begins, a string with its quotation mark. */
  static final int FROM = 2;

  /**
   * Where it ends, a string before its quotation mark; of objects and lists the complement of the
   * value behind them.
   */
  static final int TO = 3;

  private static final int MAX_DEPTH = 16;

  /** With more of them the search for a name's double would take its time. */
  private static final int MAX_FIELDS = 100;

  private static final int MAX_NAME = 255;
  private static final int MAX_DIGITS = 18;
  private static final int BYTES_PER_VALUE = 20;
  private static final int FEW = 4;
  private static final int MANY = 1000;
  private static final int MIX = 0x9E3779B9;
  private static final int MIXED_BITS = 26;
  private static final int[] LEAST_OF_LENGTH = {0, 0, 0x80, 0x800, 0x10000};

  private final byte[] json;
  private int[] values;
  private int used;
  private int at;
  private int depth;

  private PlainJsonScan(byte[] json, int at) {
    this.json = json;
    this.at = at;
    values = new int[WIDTH * Math.min((json.length - at) / BYTES_PER_VALUE + FEW, MANY)];
  }

  /** The values of the object that {@code json} is, itself the first; null when it gives up. */
  static int[] values(byte[] json) {
    var scan = new PlainJsonScan(json, 0);
    scan.skipSpace();
    if (scan.here() != '{' || !scan.value(0, 0)) {
      return null;
    }
    scan.skipSpace();
    return scan.at == json.length ? scan.values : null;
  }

  /** Where the object ends that begins at {@code from}, which was scanned before. */
  static int end(byte[] json, int from) {
    var scan = new PlainJsonScan(json, from);
    if (!scan.value(0, 0)) {
      throw new IllegalArgumentException("no object at " + from);
    }
    return scan.at;
  }

  private byte here() {
    return at < json.length ? json[at] : 0;
  }

  private boolean takes(char expected) {
    if (here() != expected) {
      return false;
    }
    at++;
    return true;
  }

  private void skipSpace() {
    while (isSpace(here())) {
      at++;
    }
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private boolean value(int hash, int name) {
    if (used == values.length) {
      values = Arrays.copyOf(values, 2 * values.length);
    }
    int value = used;
    used += WIDTH;
    values[value + HASH] = hash;
    values[value + NAME] = name;
    values[value + FROM] = at;
    byte first = here();
    boolean isPlain =
        switch (first) {
          case '"' -> text();
          case '{' -> nested(value, '}');
          case '[' -> nested(value, ']');
          case 't' -> literal("true");
          case 'f' -> literal("false");
          case 'n' -> literal("null");
          default -> number();
        };
    values[value + TO] =
        switch (first) {
          case '"' -> at - 1;
          case '{', '[' -> ~used;
          default -> at;
        };
    return isPlain;
  }

  private boolean text() {
    at++;
    while (at < json.length) {
      byte b = json[at];
      if (b == '"') {
        at++;
        return true;
      }
      if (b < 0) {
        if (!character()) {
          return false;
        }
      } else if (b < ' ' || b == '\\') {
        return false;
      } else {
        at++;
      }
    }
    return false;
  }

  /** One that UTF-8 takes several bytes for. */
  private boolean character() {
    int length = Integer.numberOfLeadingZeros(~(json[at] << 24));
    if (length < 2 || length > 4 || at + length > json.length) {
      return false;
    }
    int character = json[at] & (0x7f >> length);
    for (int i = 1; i < length; i++) {
      byte b = json[at + i];
      if ((b & 0xc0) != 0x80) {
        return false;
      }
      character = character << 6 | (b & 0x3f);
    }
    at += length;
    return character >= LEAST_OF_LENGTH[length]
        && character <= Character.MAX_CODE_POINT
        && (character < Character.MIN_SURROGATE || character > Character.MAX_SURROGATE);
  }

  private boolean literal(String literal) {
    if (!AsciiForms.begins(literal, json, at, json.length)) {
      return false;
    }
    at += literal.length();
    return isEnd();
  }

  private boolean number() {
    if (here() == '-') {
      at++;
    }
    int first = at;
    while (AsciiForms.isDigit(here())) {
      at++;
    }
    int digits = at - first;
    return digits > 0 && digits <= MAX_DIGITS && (digits == 1 || json[first] != '0') && isEnd();
  }

  /** Whether no literal or number can go on here. */
  private boolean isEnd() {
    byte b = here();
    return b == ',' || b == '}' || b == ']' || isSpace(b);
  }

  private boolean nested(int value, char close) {
    at++;
    skipSpace();
    if (takes(close)) {
      return true;
    }
    if (depth == MAX_DEPTH) {
      return false;
    }
    depth++;
    long marks = 0;
    int fields = 0;
    do {
      skipSpace();
      if (close == ']') {
        if (!value(0, 0)) {
          return false;
        }
      } else {
        marks = field(value, marks);
        fields++;
        if (marks == 0 || fields > MAX_FIELDS) {
          return false;
        }
      }
      skipSpace();
    } while (takes(','));
    depth--;
    return takes(close);
  }

  /**
   * A name and a value of {@code object}.
   *
   * @param marks of the names that it has: two without a mark in common aren't the same
   * @return the marks with this one's; 0 to give up
   */
  private long field(int object, long marks) {
    int name = at + 1;
    if (!takes('"')) {
      return 0;
    }
    int hash = 0;
    byte b = here();
    while (b >= ' ' && b != '"' && b != '\\') {
      hash = 31 * hash + b;
      at++;
      b = here();
    }
    if (at - name > MAX_NAME || !takes('"')) {
      return 0;
    }
    long mark = 1L << (hash * MIX >>> MIXED_BITS);
    if ((marks & mark) != 0 && isThere(object, hash)) {
      return 0;
    }
    skipSpace();
    if (!takes(':')) {
      return 0;
    }
    skipSpace();
    return value(hash, name) ? marks | mark : 0;
  }

  /** Whether the object has such a field already, or one whose name looks like it. */
  private boolean isThere(int object, int hash) {
    for (int i = object + WIDTH; i < used; i = next(values, i)) {
      if (values[i + HASH] == hash) {
        return true;
      }
    }
    return false;
  }

  /** The value behind {@code value} in the same object or list. */
  static int next(int[] values, int value) {
    int to = values[value + TO];
    return to < 0 ? ~to : value + WIDTH;
  }
}
