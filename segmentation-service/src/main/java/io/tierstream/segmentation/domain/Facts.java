package io.tierstream.segmentation.domain;

import java.util.Objects;

/**
 * Everything known of one customer that a standing is assessed by. Immutable.
 *
 * @param pin null when there never was one
 */
public record Facts(OrderBook orders, FeedbackBook feedback, KnownPin pin) {

  private static final Facts NONE = new Facts(OrderBook.empty(), FeedbackBook.empty(), null);

  public Facts {
    Objects.requireNonNull(orders, "orders");
    Objects.requireNonNull(feedback, "feedback");
  }

  public static Facts none() {
    return NONE;
  }

  /** How many orders and feedback there are. */
  public int size() {
    return orders.size() + feedback.size();
  }
}
