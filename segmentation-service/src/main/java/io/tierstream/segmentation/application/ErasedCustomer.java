package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.persistence.CurrentStanding;
import java.util.Optional;

/** The customer was erased: there is nothing left to be asked about. */
public class ErasedCustomer extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ErasedCustomer(String customerId) {
    super("Customer " + customerId + " was erased.");
  }

  /**
   * A standing that can be asked about.
   *
   * @throws UnknownCustomer when there is none
   * @throws ErasedCustomer when nothing is left of it
   */
  static CurrentStanding otherwise(String customerId, Optional<CurrentStanding> found) {
    var standing = found.orElseThrow(() -> new UnknownCustomer(customerId));
    if (standing.isErased()) {
      throw new ErasedCustomer(customerId);
    }
    return standing;
  }

  /** As above, with all facts. */
  static Standing unless(String customerId, Optional<Standing> found) {
    var standing = found.orElseThrow(() -> new UnknownCustomer(customerId));
    if (standing.bonds().isErased()) {
      throw new ErasedCustomer(customerId);
    }
    return standing;
  }
}
