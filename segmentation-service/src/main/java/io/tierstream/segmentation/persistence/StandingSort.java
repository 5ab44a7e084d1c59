package io.tierstream.segmentation.persistence;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.function.Function;

/** By which figure standings are listed. */
public enum StandingSort {
  CUSTOMER_ID("customerId", String.class, CurrentStanding::customerId),
  COMPOSITE("composite", BigDecimal.class, CurrentStanding::composite),
  FREQUENCY("frequency", Integer.class, CurrentStanding::frequency),
  MONETARY("monetary", BigDecimal.class, CurrentStanding::monetary),
  SINCE("since", Instant.class, CurrentStanding::since),
  NEXT_CHANGE_AT("nextChangeAt", Instant.class, CurrentStanding::nextChangeAt),
  AS_OF("asOf", Instant.class, CurrentStanding::asOf);

  private final String property;
  private final Class<?> type;
  private final Function<CurrentStanding, Object> value;

  StandingSort(String property, Class<?> type, Function<CurrentStanding, Object> value) {
    this.property = property;
    this.type = type;
    this.value = value;
  }

  /** Its name in queries, here and over REST. */
  public String property() {
    return property;
  }

  /** Of its values: text, a whole or a decimal number, or an instant. */
  public Class<?> type() {
    return type;
  }

  /** The figure of one standing, of {@link #type()}; null where there is none. */
  public Object of(CurrentStanding standing) {
    return value.apply(standing);
  }
}
