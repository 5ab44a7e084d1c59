package io.tierstream.segmentation.persistence;

/** What customers are told apart by beside their standing. */
public enum Attribute {
  REGION("region", "region", Kind.TEXT),
  CITY("city", "city", Kind.TEXT),
  CITY_TIER("cityTier", "city_tier", Kind.NUMBER),
  BIRTH_YEAR("birthYear", "birth_year", Kind.NUMBER),
  GENDER("gender", "gender", Kind.TEXT),
  INDUSTRY("industry", "industry", Kind.TEXT),
  CHANNEL("channel", "channel", Kind.TEXT),
  PREFERENCES("preferences", "preferences", Kind.LIST),
  TAGS("tags", "tags", Kind.LIST);

  /** What values it has: one text, one whole number, or several texts. */
  public enum Kind {
    TEXT,
    NUMBER,
    LIST
  }

  private final String property;
  private final String column;
  private final Kind kind;

  Attribute(String property, String column, Kind kind) {
    this.property = property;
    this.column = column;
    this.kind = kind;
  }

  /** Its name over REST, below {@code attributes}. */
  public String property() {
    return property;
  }

  public Kind kind() {
    return kind;
  }

  String column() {
    return column;
  }

  /** As it stands in {@code member_term}. */
  String term(String value) {
    return property + "=" + value;
  }

  /** A condition on a row {@code m} that its one parameter, a text, makes true. */
  String condition() {
    return switch (kind) {
      case TEXT -> "m." + column + " = ?";
      case NUMBER -> "m." + column + " = ?::smallint";
      case LIST -> "? = ANY (m." + column + ")";
    };
  }
}
