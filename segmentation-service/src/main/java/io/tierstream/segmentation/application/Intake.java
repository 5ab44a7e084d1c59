package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.CustomerAttributes;
import io.tierstream.segmentation.domain.Fact;
import java.time.Instant;

/** What a record of the input topics means to segmentation. */
public sealed interface Intake {

  /** Something about one customer. */
  sealed interface OfCustomer extends Intake {
    String customerId();
  }

  /** A fact about a customer's order or feedback. */
  record FactTaken(String customerId, Fact fact, Instant recordTimestamp, Cause cause)
      implements OfCustomer {}

  /** A customer was registered or changed. */
  record AttributesTaken(String customerId, long version, CustomerAttributes attributes)
      implements OfCustomer {}

  /** An import begins in this partition. */
  record ImportStarted(String job, Instant at) implements Intake {}

  /** An import has ended in this partition, well or not. */
  record ImportEnded(String job, Instant at) implements Intake {}

  /** A type that has no effect here; counted and skipped. */
  record Skipped() implements Intake {}

  /**
   * A record that can never be folded: its dead letter.
   *
   * @param topic of the dead letters, as the broker calls it
   * @param key the original bytes; may be null
   * @param headers the original ones and the reason, as {@code RecordHeaderBytes} writes them
   * @param value the original bytes; may be null
   */
  record Refused(String topic, byte[] key, byte[] headers, byte[] value) implements Intake {}
}
