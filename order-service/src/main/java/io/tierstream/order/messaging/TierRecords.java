package io.tierstream.order.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.events.CloudEvent;
import io.tierstream.events.JsonFields;
import io.tierstream.events.PoisonException;
import io.tierstream.events.PoisonException.Reason;
import io.tierstream.order.domain.SeenTier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Our own reading of what segmentation tells of tiers. */
final class TierRecords {

  private static final int MAX_TIER = 64;

  private TierRecords() {}

  /** What a record of {@code tier-changes} says of a tier; null when it says something else. */
  static SeenTier changed(CloudEvent event, ConsumerRecord<byte[], byte[]> record)
      throws PoisonException {
    if (!event.shortType().equals("tier.changed.v1")) {
      return null;
    }
    var fields = JsonFields.of(event);
    return new SeenTier(
        customer(fields, record), fields.optionalText("to", MAX_TIER), fields.positive("sequence"));
  }

  /**
   * What a record of {@code customer-segments} says of a tier; null when it says something else, or
   * that the customer never had one.
   */
  static SeenTier assessed(CloudEvent event, ConsumerRecord<byte[], byte[]> record)
      throws PoisonException {
    if (!event.shortType().equals("segment.assessed.v1")) {
      return null;
    }
    var fields = JsonFields.of(event);
    var customer = customer(fields, record);
    var tier = fields.optionalText("tier", MAX_TIER);
    var sequence = fields.number("sequence", 0, Integer.MAX_VALUE);
    return sequence == 0 ? null : new SeenTier(customer, tier, sequence);
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
