package io.tierstream.customer.messaging;

import io.tierstream.customer.domain.CustomerFact.CustomerErased;
import java.time.Instant;

/** All that is ever said of who was erased, and the last value of the key. */
record CustomerErasedV1(String customerId, long version, String status, Instant occurredAt) {

  static CustomerErasedV1 of(CustomerErased fact) {
    var customer = fact.customer();
    return new CustomerErasedV1(
        customer.customerId(), customer.version(), customer.status().name(), fact.occurredAt());
  }
}
