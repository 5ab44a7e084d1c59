package io.tierstream.segmentation.domain;

/**
 * What a tier or a segment can be called: 1 to 64 printable characters without a blank at either
 * end, so that it can be stored, shown and asked for. {@code none} is how lists ask for those who
 * are in none.
 */
public final class GroupName {

  /** To be read after what has the name. */
  public static final String RULE =
      "must be 1 to 64 printable characters, without a blank at either end, and not none";

  private static final int MAX_LENGTH = 64;
  private static final String NOBODYS = "none";

  /** Left by a broken encoding. */
  private static final char REPLACEMENT = '\uFFFD';

  private GroupName() {}

  public static boolean isAllowed(String name) {
    return !name.isEmpty()
        && name.length() <= MAX_LENGTH
        && name.codePoints().allMatch(GroupName::isPrintable)
        && !isBlank(name.codePointAt(0))
        && !isBlank(name.codePointBefore(name.length()))
        && !name.equalsIgnoreCase(NOBODYS);
  }

  /** Refuses a name that isn't allowed; {@code part} is what has it. */
  static String checked(String part, String name) {
    if (!isAllowed(name)) {
      throw new IllegalArgumentException(part + " " + RULE);
    }
    return name;
  }

  private static boolean isBlank(int c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c);
  }

  private static boolean isPrintable(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> c != REPLACEMENT;
    };
  }
}
