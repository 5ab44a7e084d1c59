package io.tierstream.customer.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.events.JsonFields;
import io.tierstream.events.PoisonException;
import io.tierstream.events.PoisonException.Reason;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Whose record it is. */
final class Keys {

  private Keys() {}

  /** The customer that both the payload and the key name: only so its records are in order. */
  static String customer(JsonFields fields, ConsumerRecord<byte[], byte[]> record)
      throws PoisonException {
    var customerId = fields.id("customerId");
    if (!Arrays.equals(record.key(), customerId.getBytes(UTF_8))) {
      throw new PoisonException(Reason.NO_USABLE_KEY, "the key isn't the payload's customerId");
    }
    return customerId;
  }
}
