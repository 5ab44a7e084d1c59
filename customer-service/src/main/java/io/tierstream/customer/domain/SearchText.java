package io.tierstream.customer.domain;

import java.util.Locale;
import java.util.Optional;

/**
 * The form in which customers are looked for. PostgreSQL's trigrams are made of letters, and which
 * characters are letters depends on the server's locale; so each character beyond ASCII becomes a
 * word of five capitals, which the lower-cased rest doesn't have: a part of a text is a part of its
 * form, in every alphabet and on every server.
 */
public final class SearchText {

  /** So many characters of ASCII, or one beyond, are looked for anywhere; fewer at beginnings. */
  public static final int ANYWHERE_FROM = 3;

  private static final char BEGIN = '\n';
  private static final int LETTERS = 25;

  private SearchText() {}

  /** What is looked for of a customer; all but the id may be null. */
  public static String of(String customerId, String name, String phone, String email) {
    var text = new StringBuilder();
    for (var part : new String[] {name, phone, email, customerId}) {
      if (part != null) {
        text.append(BEGIN).append(coded(part));
      }
    }
    return text.toString();
  }

  /** Upper and lower case are one. */
  public static String folded(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /**
   * By which names are sorted: folded, and no longer than the longest name, which a few characters
   * are only in lower case.
   */
  public static String sortKey(String name) {
    var folded = folded(name);
    return folded.codePointCount(0, folded.length()) <= ProfileRules.MAX_NAME
        ? folded
        : folded.substring(0, folded.offsetByCodePoints(0, ProfileRules.MAX_NAME));
  }

  /**
   * The pattern, as of SQL's LIKE, that finds {@code part}; of one or two ASCII characters only
   * what begins with them. Empty when it is blank.
   */
  public static Optional<String> pattern(String part) {
    var stripped = part.strip();
    if (stripped.isEmpty()) {
      return Optional.empty();
    }
    var coded = coded(stripped);
    var escaped = coded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    return Optional.of("%" + (coded.length() < ANYWHERE_FROM ? BEGIN : "") + escaped + "%");
  }

  private static String coded(String text) {
    var coded = new StringBuilder(text.length());
    // the final sigma is a sigma
    var folded = folded(text).replace('\u03c2', '\u03c3');
    for (var i = 0; i < folded.length(); i++) {
      var c = folded.charAt(i);
      if (c < 0x80) {
        coded.append(c);
      } else {
        coded
            .append('Z')
            .append(letter(c / (LETTERS * LETTERS * LETTERS)))
            .append(letter(c / (LETTERS * LETTERS)))
            .append(letter(c / LETTERS))
            .append(letter(c));
      }
    }
    return coded.toString();
  }

  private static char letter(int digit) {
    return (char) ('A' + digit % LETTERS);
  }
}
