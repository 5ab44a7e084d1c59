package io.tierstream.feedback.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.events.CloudEvent;
import io.tierstream.events.JsonFields;
import io.tierstream.events.PoisonException;
import io.tierstream.events.PoisonException.Reason;
import io.tierstream.feedback.domain.CustomerNews;
import io.tierstream.feedback.domain.Erasure;
import io.tierstream.feedback.domain.SeenMerge;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Our own reading of what customer-service tells. */
final class CustomerRecords {

  private CustomerRecords() {}

  /** What a record says of a customer; null when it says nothing that matters here. */
  static CustomerNews read(CloudEvent event, ConsumerRecord<byte[], byte[]> record)
      throws PoisonException {
    if (event.shortType().equals("customer.erased.v1")) {
      var fields = JsonFields.of(event);
      return new Erasure(customer(fields, record), fields.instant("occurredAt"));
    }
    return merge(event, record);
  }

  /**
   * Whom a record says a customer to be. Each says it whole, so whatever isn't merged says that it
   * is a customer of its own: compaction may have taken the record that ended a merge.
   */
  static SeenMerge merge(CloudEvent event, ConsumerRecord<byte[], byte[]> record)
      throws PoisonException {
    return switch (event.shortType()) {
      case "customer.registered.v1",
          "customer.changed.v1",
          "customer.merged.v1",
          "customer.unmerged.v1" -> {
        var fields = JsonFields.of(event);
        yield new SeenMerge(
            customer(fields, record), fields.optionalId("mergedInto"), fields.positive("version"));
      }
      default -> null;
    };
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
