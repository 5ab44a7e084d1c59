package io.tierstream.customer.messaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.tierstream.customer.domain.Attributes;
import io.tierstream.customer.domain.CustomerFact;
import java.time.Instant;
import java.util.List;

/**
 * What every event of a customer says: the whole customer after the fact, as far as others may know
 * it; absent is what isn't known.
 */
@JsonInclude(Include.NON_EMPTY)
record CustomerV1(
    String customerId,
    long version,
    String status,
    @JsonInclude(Include.ALWAYS) AttributesV1 attributes,
    Instant occurredAt) {

  /** The pseudonymous attributes. */
  @JsonInclude(Include.NON_EMPTY)
  record AttributesV1(
      String region,
      String city,
      Integer cityTier,
      Integer birthYear,
      String gender,
      String industry,
      String channel,
      List<String> preferences,
      List<String> tags) {

    static AttributesV1 of(Attributes attributes) {
      return new AttributesV1(
          attributes.region(),
          attributes.city(),
          attributes.cityTier(),
          attributes.birthYear(),
          attributes.gender(),
          attributes.industry(),
          attributes.channel(),
          attributes.preferences(),
          attributes.tags());
    }
  }

  static CustomerV1 of(CustomerFact fact) {
    var customer = fact.customer();
    return new CustomerV1(
        customer.customerId(),
        customer.version(),
        customer.status().name(),
        AttributesV1.of(customer.profile().attributes()),
        fact.occurredAt());
  }
}
