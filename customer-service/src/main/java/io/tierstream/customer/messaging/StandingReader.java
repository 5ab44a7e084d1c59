package io.tierstream.customer.messaging;

import io.tierstream.customer.domain.SeenStanding;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.JsonFields;
import io.tierstream.events.PoisonException;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Our own reading of segmentation's {@code segment.assessed.v1}. */
final class StandingReader {

  private static final String ASSESSED = CloudEvent.TYPE_PREFIX + "segment.assessed.v1";
  private static final int MAX_NAME = 64;

  private StandingReader() {}

  /** What the record tells; null when it is of another type. */
  static SeenStanding read(CloudEvent event, ConsumerRecord<byte[], byte[]> record)
      throws PoisonException {
    if (!event.type().equals(ASSESSED)) {
      return null;
    }
    var fields = JsonFields.of(event);
    var sequence = fields.number("sequence", 0, Integer.MAX_VALUE);
    return new SeenStanding(
        Keys.customer(fields, record),
        fields.optionalText("tier", MAX_NAME),
        fields.optionalText("segment", MAX_NAME),
        fields.optionalText("lifecycle", MAX_NAME),
        fields.optionalInstant("since"),
        sequence,
        record.offset());
  }
}
