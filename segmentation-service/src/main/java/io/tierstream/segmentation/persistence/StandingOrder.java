package io.tierstream.segmentation.persistence;

/**
 * How standings are ordered: by a figure, those without it last whatever the direction, and by
 * customer id, in the same direction, where the figure is equal.
 */
public record StandingOrder(StandingSort by, boolean descending) {

  public static final StandingOrder BY_CUSTOMER =
      new StandingOrder(StandingSort.CUSTOMER_ID, false);

  /** Where {@code standing} stands in this order. */
  public Position positionOf(CurrentStanding standing) {
    return new Position(by.of(standing), standing.customerId());
  }

  /** A place in the order; {@code value} is null for a customer without the figure. */
  public record Position(Object value, String customerId) {}
}
