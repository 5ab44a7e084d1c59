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
}
