package io.tierstream.customer.domain;

/** What is known of a customer: only others' events, or who it is. */
public enum Status {
  PROVISIONAL,
  REGISTERED
}
