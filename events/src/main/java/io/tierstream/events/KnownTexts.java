package io.tierstream.events;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The texts that come again and again, such as types and currencies, each held once. A table of a
 * fixed size: a text that isn't in its place is made anew and takes the place.
 */
final class KnownTexts {

  private static final int MASK = 0x3ff;
  private static final int MAX_LENGTH = 64;
  private static final int HIGH_BITS = 15;

  // Without a lock: what a thread doesn't see yet it makes itself.
  private final String[] texts = new String[MASK + 1];

  /** The text of these bytes, which are UTF-8. */
  String of(byte[] bytes, int from, int to) {
    if (to - from > MAX_LENGTH) {
      return new String(bytes, from, to - from, UTF_8);
    }
    int hash = 0;
    for (int i = from; i < to; i++) {
      if (bytes[i] < 0) {
        return new String(bytes, from, to - from, UTF_8);
      }
      hash = 31 * hash + bytes[i];
    }
    int place = (hash ^ (hash >>> HIGH_BITS)) & MASK;
    var known = texts[place];
    if (known == null || !AsciiForms.isSame(known, bytes, from, to)) {
      known = new String(bytes, from, to - from, ISO_8859_1);
      texts[place] = known;
    }
    return known;
  }

  /** The text of these characters. */
  String of(char[] characters, int from, int length) {
    int hash = 0;
    for (int i = from; i < from + length; i++) {
      hash = 31 * hash + characters[i];
    }
    int place = (hash ^ (hash >>> HIGH_BITS)) & MASK;
    var known = texts[place];
    if (known == null || !isSame(known, characters, from, length)) {
      known = new String(characters, from, length);
      texts[place] = known;
    }
    return known;
  }

  private static boolean isSame(String text, char[] characters, int from, int length) {
    if (text.length() != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (text.charAt(i) != characters[from + i]) {
        return false;
      }
    }
    return true;
  }

  /** What {@code text} is from {@code from} on. */
  String behind(int from, String text) {
    int hash = 0;
    for (int i = from; i < text.length(); i++) {
      hash = 31 * hash + text.charAt(i);
    }
    int place = (hash ^ (hash >>> HIGH_BITS)) & MASK;
    var known = texts[place];
    if (known == null || known.length() != text.length() - from || !text.startsWith(known, from)) {
      known = text.substring(from);
      texts[place] = known;
    }
    return known;
  }
}
