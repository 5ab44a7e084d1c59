package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.CustomerAttributes;
import io.tierstream.segmentation.domain.FactKey;
import io.tierstream.segmentation.domain.Standing;
import java.util.Collection;

/**
 * What a commit makes of one customer.
 *
 * @param before as stored so far
 * @param standing from now on
 * @param orders keys under which orders were or are that have changed
 * @param feedback keys under which feedback was or is that has changed
 * @param attributes the new ones; null when they stay
 * @param attributesVersion of the attributes from now on
 */
public record CustomerChange(
    StoredCustomer before,
    Standing standing,
    Collection<FactKey> orders,
    Collection<FactKey> feedback,
    CustomerAttributes attributes,
    long attributesVersion) {

  /** Whether there is nothing to write. */
  public boolean isNone() {
    return standing == before.standing() && attributes == null;
  }
}
