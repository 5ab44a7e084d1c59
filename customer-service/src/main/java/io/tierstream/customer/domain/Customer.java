package io.tierstream.customer.domain;

import io.tierstream.customer.domain.CustomerFact.AttributesChanged;
import io.tierstream.customer.domain.CustomerFact.ContactChanged;
import io.tierstream.customer.domain.CustomerFact.CustomerErased;
import io.tierstream.customer.domain.CustomerFact.CustomerMerged;
import io.tierstream.customer.domain.CustomerFact.CustomerRegistered;
import io.tierstream.customer.domain.CustomerFact.CustomerUnmerged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A customer as this service keeps it. Each change makes a version one higher.
 *
 * @param version 0 until there is a fact of it
 * @param profile null until it is registered, and once it is erased
 * @param registeredAt null likewise
 * @param mergedInto whose record it is; null unless it is {@code MERGED}
 * @param survivor whose record it is in the end, since the one it was merged into may be merged
 *     itself; null unless it is {@code MERGED}
 */
public record Customer(
    String customerId,
    long version,
    Status status,
    Profile profile,
    Instant registeredAt,
    String mergedInto,
    String survivor) {

  public Customer {
    Objects.requireNonNull(customerId, "customerId");
    Objects.requireNonNull(status, "status");
    if ((status == Status.MERGED) != (mergedInto != null)
        || (mergedInto == null) != (survivor == null)) {
      throw new IllegalArgumentException(status + " into " + mergedInto + ", " + survivor);
    }
  }

  /** A customer who stands alone. */
  public Customer(
      String customerId, long version, Status status, Profile profile, Instant registeredAt) {
    this(customerId, version, status, profile, registeredAt, null, null);
  }

  /** A customer of whom only events of others are known. */
  public static Customer provisional(String customerId) {
    return new Customer(customerId, 0, Status.PROVISIONAL, null, null);
  }

  /**
   * It, unless it is erased.
   *
   * @throws ErasedCustomer when it is
   */
  public Customer present() {
    if (status == Status.ERASED) {
      throw new ErasedCustomer(customerId);
    }
    return this;
  }

  /**
   * It says who it is, at {@code at}.
   *
   * @throws CustomerAlreadyKnown when it has done so before, is another one, or is erased
   */
  public CustomerRegistered register(Profile who, Instant at) {
    if (status != Status.PROVISIONAL) {
      throw new CustomerAlreadyKnown(this);
    }
    return new CustomerRegistered(
        new Customer(customerId, version + 1, Status.REGISTERED, who, at), at);
  }

  /**
   * What is known of it changes at {@code at}; empty when {@code change} changes nothing.
   *
   * @throws MergedCustomer when it is another one
   * @throws NotRegistered when there is nothing yet that could change
   */
  public Optional<CustomerFact> change(UnaryOperator<Profile> change, Instant at) {
    present();
    if (status == Status.MERGED) {
      throw new MergedCustomer(
          this, "change " + survivor + ", or unmerge " + customerId + " first");
    }
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

  /**
   * It turns out, at {@code at}, to be {@code other}, who has the facts of both from then on. Since
   * nobody can be merged into who is merged, merges never make a circle.
   *
   * @throws MergedCustomer when one of them is another one already
   * @throws ErasedSurvivor when there is nothing left of {@code other}
   */
  public CustomerMerged mergeInto(Customer other, Instant at) {
    present();
    if (customerId.equals(other.customerId)) {
      throw new IllegalArgumentException(customerId + " into itself");
    }
    if (status == Status.MERGED) {
      throw new MergedCustomer(this, "merge " + survivor + ", or unmerge " + customerId + " first");
    }
    if (other.status == Status.ERASED) {
      throw new ErasedSurvivor(other.customerId);
    }
    if (other.status == Status.MERGED) {
      throw new MergedCustomer(other, "merge into " + other.survivor + " instead");
    }
    return new CustomerMerged(
        new Customer(
            customerId,
            version + 1,
            Status.MERGED,
            profile,
            registeredAt,
            other.customerId,
            other.customerId),
        at);
  }

  /**
   * It turns out, at {@code at}, not to be whom it was merged into, and is what it was before.
   *
   * @throws NotMerged when it isn't merged
   */
  public CustomerUnmerged unmerge(Instant at) {
    present();
    if (status != Status.MERGED) {
      throw new NotMerged(this);
    }
    var before = registeredAt == null ? Status.PROVISIONAL : Status.REGISTERED;
    return new CustomerUnmerged(
        new Customer(customerId, version + 1, before, profile, registeredAt), mergedInto, at);
  }

  /**
   * It is erased at {@code at}, and so are {@code merged}, who are the same person: nothing is left
   * of them but that.
   *
   * @param merged all who were merged into it, one through the other too
   * @throws MergedCustomer when it is another one: erasing a part of a person would leave the rest
   */
  public List<CustomerErased> erase(Collection<Customer> merged, Instant at) {
    if (status == Status.MERGED) {
      throw new MergedCustomer(this, "erase " + survivor + ", or unmerge " + customerId + " first");
    }
    var erased = new ArrayList<CustomerErased>();
    erased.add(erased(at));
    merged.forEach(one -> erased.add(one.erased(at)));
    return erased;
  }

  private CustomerErased erased(Instant at) {
    present();
    return new CustomerErased(new Customer(customerId, version + 1, Status.ERASED, null, null), at);
  }
}
