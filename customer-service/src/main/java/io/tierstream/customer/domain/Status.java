package io.tierstream.customer.domain;

/** What is known of a customer: only others' events, who it is, that it is another one, nothing. */
public enum Status {
  PROVISIONAL,
  REGISTERED,
  MERGED,
  ERASED
}
