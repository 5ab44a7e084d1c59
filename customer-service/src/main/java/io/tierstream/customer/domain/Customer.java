package io.tierstream.customer.domain;

import io.tierstream.customer.domain.CustomerFact.AttributesChanged;
import io.tierstream.customer.domain.CustomerFact.ContactChanged;
import io.tierstream.customer.domain.CustomerFact.CustomerRegistered;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A customer as this service keeps it. Each change makes a version one higher.
 *
 * @param version 0 while it is {@code PROVISIONAL}
 * @param profile null while it is {@code PROVISIONAL}
 * @param registeredAt null while it is {@code PROVISIONAL}
 */
public record Customer(
    String customerId, long version, Status status, Profile profile, Instant registeredAt) {

  public Customer {
    Objects.requireNonNull(customerId, "customerId");
    Objects.requireNonNull(status, "status");
  }

  /** A customer of whom only events of others are known. */
  public static Customer provisional(String customerId) {
    return new Customer(customerId, 0, Status.PROVISIONAL, null, null);
  }

  /**
   * It says who it is, at {@code at}.
   *
   * @throws CustomerAlreadyKnown when it has done so before
   */
  public CustomerRegistered register(Profile who, Instant at) {
    if (status != Status.PROVISIONAL) {
      throw new CustomerAlreadyKnown(customerId);
    }
    return new CustomerRegistered(
        new Customer(customerId, version + 1, Status.REGISTERED, who, at), at);
  }

  /**
   * What is known of it changes at {@code at}; empty when {@code change} changes nothing.
   *
   * @throws NotRegistered when there is nothing yet that could change
   */
  public Optional<CustomerFact> change(UnaryOperator<Profile> change, Instant at) {
    if (status != Status.REGISTERED) {
      throw new NotRegistered(customerId);
    }
    var now = change.apply(profile);
    if (now.equals(profile)) {
      return Optional.empty();
    }
    var changed = new Customer(customerId, version + 1, status, now, registeredAt);
    return Optional.of(
        now.attributes().equals(profile.attributes())
            ? new ContactChanged(changed, at)
            : new AttributesChanged(changed, at));
  }
}
