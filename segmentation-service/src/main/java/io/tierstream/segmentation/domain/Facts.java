package io.tierstream.segmentation.domain;

import java.util.Objects;

/** Everything known of one customer that a standing is assessed by. Immutable. */
public record Facts(OrderBook orders, FeedbackBook feedback) {

  private static final Facts NONE = new Facts(OrderBook.empty(), FeedbackBook.empty());

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
