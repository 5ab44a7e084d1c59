package io.tierstream.rest;

/**
 * Who was erased: a bean of every service that keeps anything of people. Of them no answer is kept
 * for an idempotency key. Every call belongs into a transaction.
 */
public interface Erasures {

  /** Nobody is erased before the transaction ends; many transactions may say so at once. */
  void hold();

  /**
   * Whether this one was erased. Who may be erased meanwhile is the caller's matter, who {@link
   * #hold}s, or has locked what an erasure locks.
   */
  boolean has(String subject);
}
