package io.tierstream.feedback.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.events.CloudEvent;
import io.tierstream.events.JsonFields;
import io.tierstream.events.PoisonException;
import io.tierstream.events.PoisonException.Reason;
import io.tierstream.feedback.domain.TierStanding;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Our own reading of what segmentation tells of tiers. */
final class TierRecords {

  private static final int MAX_TIER = 64;

  private TierRecords() {}

  /** How a tier changes. */
  private enum Kind {
    INITIAL,
    UPGRADE,
    DOWNGRADE,
    REVOKED
  }

  /**
   * What a record of {@code tier-changes} says of a customer's tier; null when it says something
   * else.
   */
  static TierStanding changed(CloudEvent event, ConsumerRecord<byte[], byte[]> record)
      throws PoisonException {
    if (!event.shortType().equals("tier.changed.v1")) {
      return null;
    }
    var fields = JsonFields.of(event);
    var kind = fields.oneOf("kind", Kind.class);
    var tier = fields.optionalText("to", MAX_TIER);
    if ((tier == null) != (kind == Kind.REVOKED)) {
      throw new PoisonException(Reason.BREAKS_SCHEMA, "to doesn't suit the kind " + kind);
    }
    return new TierStanding(
        customer(fields, record), tier, fields.positive("sequence"), fields.instant("effectiveAt"));
  }

  /**
   * What a record of {@code customer-segments} says of a customer's tier; null when it says
   * something else, or that the customer never had one.
   */
  static TierStanding assessed(CloudEvent event, ConsumerRecord<byte[], byte[]> record)
      throws PoisonException {
    if (!event.shortType().equals("segment.assessed.v1")) {
      return null;
    }
    var fields = JsonFields.of(event);
    var customer = customer(fields, record);
    var tier = fields.optionalText("tier", MAX_TIER);
    var sequence = fields.number("sequence", 0, Integer.MAX_VALUE);
    return sequence == 0
        ? null
        : new TierStanding(customer, tier, sequence, fields.optionalInstant("since"));
  }

  private static String customer(JsonFields fields, ConsumerRecord<byte[], byte[]> record)
      throws PoisonException {
    var customer = fields.id("customerId");
    if (record.key() == null || !customer.equals(new String(record.key(), UTF_8))) {
      throw new PoisonException(Reason.NO_USABLE_KEY, "the key isn't the customer's");
    }
    return customer;
  }
}
