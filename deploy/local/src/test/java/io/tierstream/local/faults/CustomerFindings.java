package io.tierstream.local.faults;

import io.tierstream.local.faults.Finding.Part;
import java.util.List;
import java.util.Objects;

/**
 * What is found of one customer.
 *
 * @param all among which it is kept: everybody's
 */
record CustomerFindings(String customerId, List<Finding> all) {

  void add(Part part, String what, Object expected, Object found) {
    all.add(new Finding(part, customerId, what, String.valueOf(expected), String.valueOf(found)));
  }

  /** Adds a finding unless both are equal. */
  void compare(Part part, String what, Object expected, Object found) {
    if (!Objects.equals(expected, found)) {
      add(part, what, expected, found);
    }
  }
}
