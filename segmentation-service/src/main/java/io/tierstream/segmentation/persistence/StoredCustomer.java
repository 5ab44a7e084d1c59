package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.Standing;

/**
 * A standing, and what its owner must know to write it again.
 *
 * @param rowVersion of the row it was read from or written to; 0 while there is none
 * @param orders how the orders are laid out
 * @param feedback how the feedback is laid out
 * @param attributesVersion of the customer's attributes; 0 while there are none
 */
public record StoredCustomer(
    Standing standing,
    long rowVersion,
    PageLayout orders,
    PageLayout feedback,
    long attributesVersion) {

  /** Of whom nothing is stored yet. */
  public static StoredCustomer unknown(String customerId) {
    return new StoredCustomer(
        Standing.unknown(customerId), 0, PageLayout.empty(), PageLayout.empty(), 0);
  }
}
