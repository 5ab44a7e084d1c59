package io.tierstream.imports;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which texts of a file are ids, printable and numbers. */
final class Texts {

  /** The longest id or name, in characters. */
  static final int MAX_NAME = 64;

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
  private static final int MAX_NUMBER = 24;
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,15}(\\.[0-9]{1,8})?");
  private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
  private static final int MAX_WHOLE = 18;
  private static final char REPLACEMENT = '\uFFFD';

  private Texts() {}

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  /**
   * Characters that can be shown and stored: no control characters, no half of a surrogate pair, no
   * trace of a broken encoding, and not only blanks.
   */
  static boolean isPrintable(String text) {
    return !text.isBlank() && text.codePoints().allMatch(Texts::isPrintable);
  }

  private static boolean isPrintable(int c) {
    if (c < 0x7F && c >= 0x20) {
      return true;
    }
    if (c == REPLACEMENT || Character.isISOControl(c)) {
      return false;
    }
    return switch (Character.getType(c)) {
      case Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** Equal numbers are the same: 1.5 for 1.50. Exponents could stand for gigabytes of zeros. */
  static Optional<BigDecimal> decimal(String text) {
    if (text.length() > MAX_NUMBER || !NUMBER.matcher(text).matches()) {
      return Optional.empty();
    }
    var number = new BigDecimal(text).stripTrailingZeros();
    return Optional.of(number.scale() < 0 ? number.setScale(0) : number);
  }

  /** What is too large for a long is its largest value. */
  static Optional<Long> whole(String text) {
    if (!WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    if (text.length() > MAX_WHOLE) {
      return Optional.of(text.startsWith("-") ? -Long.MAX_VALUE : Long.MAX_VALUE);
    }
    return Optional.of(Long.valueOf(text));
  }
}
