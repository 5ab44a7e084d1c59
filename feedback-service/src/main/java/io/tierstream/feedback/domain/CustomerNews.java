package io.tierstream.feedback.domain;

/** What is heard of a customer from elsewhere. */
public sealed interface CustomerNews permits Erasure, SeenMerge {

  /** Of whom. */
  String customerId();
}
