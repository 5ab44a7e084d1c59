package io.tierstream.customer.domain;

import java.time.Instant;

/** Something that became true of a customer: the whole customer after it, and when it happened. */
public sealed interface CustomerFact {

  /** The customer after this fact; its version is the fact's. */
  Customer customer();

  /** The instant of this fact. */
  Instant occurredAt();

  /** The customer said who it is. */
  record CustomerRegistered(Customer customer, Instant occurredAt) implements CustomerFact {}

  /** What others may know changed, and perhaps contact data with it. */
  record AttributesChanged(Customer customer, Instant occurredAt) implements CustomerFact {}

  /** Only name, phone, email or notes changed: nobody else is told. */
  record ContactChanged(Customer customer, Instant occurredAt) implements CustomerFact {}

  /** The customer turned out to be another one. */
  record CustomerMerged(Customer customer, Instant occurredAt) implements CustomerFact {}

  /** A merge, {@code from} whom it had been merged into, was taken back. */
  record CustomerUnmerged(Customer customer, String from, Instant occurredAt)
      implements CustomerFact {}

  /** Nothing is known of the customer any more, nor ever will be. */
  record CustomerErased(Customer customer, Instant occurredAt) implements CustomerFact {}
}
