package io.tierstream.rest;

/**
 * What is answered about one person: it is kept for an idempotency key only until the person is
 * erased.
 */
public interface AboutSomeone {

  /** The person's id. */
  String subject();
}
