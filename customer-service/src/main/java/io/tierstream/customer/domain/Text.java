package io.tierstream.customer.domain;

/** Which texts from outside are ids, and which can be shown and stored. */
public final class Text {

  /** The longest id, and the longest of an attribute's values, in characters. */
  public static final int MAX_NAME = 64;

  private static final char REPLACEMENT = '\uFFFD';

  private Text() {}

  /**
   * 1–64 characters of {@code A-Z a-z 0-9 . _ : -}, and neither {@code .} nor {@code ..}, which no
   * address can end with.
   */
  public static boolean isId(String text) {
    if (text.isEmpty() || text.length() > MAX_NAME || text.equals(".") || text.equals("..")) {
      return false;
    }
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var allowed =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '.'
              || c == '_'
              || c == ':'
              || c == '-';
      if (!allowed) {
        return false;
      }
    }
    return true;
  }

  /**
   * Characters that can be shown and stored: no control characters (NUL least of all), no half of a
   * surrogate pair, no trace of a broken encoding, and not only blanks.
   */
  public static boolean isPrintable(String text) {
    if (text.isBlank()) {
      return false;
    }
    for (var i = 0; i < text.length(); ) {
      var c = text.codePointAt(i);
      if (c < 0x7F && c >= 0x20) {
        i++;
        continue;
      }
      if (c == REPLACEMENT || Character.isISOControl(c)) {
        return false;
      }
      switch (Character.getType(c)) {
        case Character.SURROGATE,
            Character.UNASSIGNED,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR -> {
          return false;
        }
        default -> i += Character.charCount(c);
      }
    }
    return true;
  }
}
