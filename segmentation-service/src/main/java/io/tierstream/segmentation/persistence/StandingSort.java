package io.tierstream.segmentation.persistence;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.function.Function;

/** By which figure standings are listed. */
public enum StandingSort {
  CUSTOMER_ID("customerId", String.class, CurrentStanding::customerId, "customer_id", null),
  COMPOSITE("composite", BigDecimal.class, CurrentStanding::composite, "composite", "0"),
  MONETARY("monetary", BigDecimal.class, CurrentStanding::monetary, "monetary", null),
  SINCE("since", Instant.class, CurrentStanding::since, "tier_since", "'-infinity'"),
  NEXT_CHANGE_AT(
      "nextChangeAt",
      Instant.class,
      CurrentStanding::nextChangeAt,
      "next_change_at",
      "'-infinity'");

  private final String property;
  private final Class<?> type;
  private final Function<CurrentStanding, Object> value;
  private final String column;
  private final String missing;

  StandingSort(
      String property,
      Class<?> type,
      Function<CurrentStanding, Object> value,
      String column,
      String missing) {
    this.property = property;
    this.type = type;
    this.value = value;
    this.column = column;
    this.missing = missing;
  }

  /** Its name in queries, here and over REST. */
  public String property() {
    return property;
  }

  /** Of its values: text, a decimal number, or an instant. */
  public Class<?> type() {
    return type;
  }

  /** The figure of one standing, of {@link #type()}; null where there is none. */
  public Object of(CurrentStanding standing) {
    return value.apply(standing);
  }

  /** Of {@code member} and of {@code standing}. */
  String column() {
    return column;
  }

  /** What stands in {@code member} where there is none, as SQL; null when everybody has one. */
  String missing() {
    return missing;
  }
}
