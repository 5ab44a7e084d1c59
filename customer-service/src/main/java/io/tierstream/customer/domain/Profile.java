package io.tierstream.customer.domain;

import java.util.Objects;

/**
 * Who a customer is. Name, phone, email and notes never leave this service.
 *
 * @param phone may be null, as email and notes
 */
public record Profile(
    String name, String phone, String email, String notes, Attributes attributes) {

  public Profile {
    Objects.requireNonNull(attributes, "attributes");
  }
}
