package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.Bond;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.CustomerAttributes;
import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.ForeignOrder;
import io.tierstream.segmentation.domain.RateKey;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.domain.Transfer;
import io.tierstream.segmentation.persistence.ParkedRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;

/** What a record of the input topics means to segmentation. */
public sealed interface Intake {

  /** Something about one customer. */
  sealed interface OfCustomer extends Intake {
    String customerId();

    /** Whether all of the customer's history must be at hand to fold it. */
    default boolean needsHistoryOf(Standing standing) {
      return false;
    }
  }

  /** A fact about a customer's order, feedback or pin. */
  record FactTaken(String customerId, Fact fact, Instant recordTimestamp, Cause cause)
      implements OfCustomer {}

  /**
   * A fact about an order in a foreign currency; a fact like any other once its rate is known.
   *
   * @param parked the record as it was, for the day on which its rate is known
   * @param letter its dead letter until then
   */
  record ForeignFactTaken(
      String customerId,
      ForeignOrder order,
      Instant occurredAt,
      Instant recordTimestamp,
      Cause cause,
      ParkedRecord parked,
      Refused letter)
      implements OfCustomer {}

  /** A currency has a rate on a day: what one unit is worth in the base currency. */
  record RateSet(RateKey key, BigDecimal rate) implements Intake {}

  /**
   * What a customer is after it was registered, changed, merged, unmerged or erased.
   *
   * @param mergedInto whose record it belongs to; null when it is one of its own
   * @param attributes null when it was erased
   */
  record CustomerTaken(
      String customerId,
      long version,
      String mergedInto,
      CustomerAttributes attributes,
      Instant at,
      Cause cause)
      implements OfCustomer {

    public boolean isErased() {
      return attributes == null;
    }

    @Override
    public boolean needsHistoryOf(Standing standing) {
      return !isErased() && !Objects.equals(standing.bonds().mergedInto(), mergedInto);
    }
  }

  /** A part of a merged customer's facts has come. */
  record FactsTransferred(String customerId, Transfer transfer) implements OfCustomer {}

  /**
   * A fact about a merged customer has come, after its others.
   *
   * @param from the merged customer
   * @param version of it, by which it was merged
   * @param recordTimestamp of the record that first told of it
   */
  record FactForwarded(
      String customerId,
      String from,
      long version,
      Transfer.Carried carried,
      Instant recordTimestamp,
      Cause cause)
      implements OfCustomer {}

  /** Facts of a customer who is merged no more are given back. */
  record FactsReturned(String customerId, Bond.GivenBack bond, Instant at, Cause cause)
      implements OfCustomer {
    @Override
    public boolean needsHistoryOf(Standing standing) {
      return true;
    }
  }

  /** A scoring model is in force from an instant on. */
  record ModelPublished(ScoringModel model, Instant effectiveAt) implements Intake {}

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
