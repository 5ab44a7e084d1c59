package io.tierstream.customer.messaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.tierstream.customer.domain.Attributes;
import io.tierstream.customer.domain.Customer;
import io.tierstream.customer.domain.CustomerFact;
import io.tierstream.customer.domain.CustomerFact.CustomerUnmerged;
import io.tierstream.customer.domain.Status;
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
    String mergedInto,
    @JsonInclude(Include.ALWAYS) AttributesV1 attributes,
    String unmergedFrom,
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
    var profile = customer.profile();
    return new CustomerV1(
        customer.customerId(),
        customer.version(),
        status(customer),
        customer.mergedInto(),
        AttributesV1.of(profile == null ? Attributes.NONE : profile.attributes()),
        fact instanceof CustomerUnmerged unmerged ? unmerged.from() : null,
        fact.occurredAt());
  }

  // Others know no PROVISIONAL: whoever is told of and isn't merged is REGISTERED, with what is
  // known.
  private static String status(Customer customer) {
    return (customer.status() == Status.PROVISIONAL ? Status.REGISTERED : customer.status()).name();
  }
}
