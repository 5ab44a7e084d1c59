package io.tierstream.rest;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which texts from outside are ids, names, amounts and currencies. */
public final class Text {

  /** The longest id, sku, category or channel, in characters. */
  public static final int MAX_NAME = 64;

  private static final int MAX_AMOUNT = 29;
  private static final Pattern AMOUNT = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,12})?");
  private static final char REPLACEMENT = '\uFFFD';

  private Text() {}

  /**
   * 1–64 characters of {@code A-Z a-z 0-9 . _ : -}, and neither {@code .} nor {@code ..}, which no
   * address can end with.
   */
  public static boolean isId(String text) {
    return isOfIdCharacters(text) && !text.equals(".") && !text.equals("..");
  }

  /** The same with {@code .} and {@code ..}, which others' events may tell of. */
  public static boolean isOfIdCharacters(String text) {
    if (text.isEmpty() || text.length() > MAX_NAME) {
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

  /** The plain decimal {@code text} stands for; empty when it isn't one. Exponents aren't plain. */
  public static Optional<BigDecimal> amount(String text) {
    return text.length() <= MAX_AMOUNT && AMOUNT.matcher(text).matches()
        ? Optional.of(new BigDecimal(text))
        : Optional.empty();
  }

  /**
   * The currency that ISO 4217 calls {@code code}; empty for others, and for codes that no one can
   * pay in.
   */
  public static Optional<Currency> currency(String code) {
    if (code.length() != 3) {
      return Optional.empty();
    }
    try {
      return Optional.of(Currency.getInstance(code)).filter(c -> c.getDefaultFractionDigits() >= 0);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
