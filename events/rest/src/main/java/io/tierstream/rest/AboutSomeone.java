package io.tierstream.rest;

/**
 * What is said about one person, in a request or in its answer: for an idempotency key it is kept
 * only until the person is erased.
 */
public interface AboutSomeone {

  /** The person's id; null in a request that doesn't name it. */
  String subject();
}
