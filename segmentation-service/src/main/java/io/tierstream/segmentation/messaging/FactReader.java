package io.tierstream.segmentation.messaging;

import static io.tierstream.events.PoisonException.Reason.AHEAD_OF_CLOCK;
import static io.tierstream.events.PoisonException.Reason.BREAKS_SCHEMA;
import static io.tierstream.events.PoisonException.Reason.NO_USABLE_KEY;
import static io.tierstream.events.PoisonException.Reason.UNREADABLE_ENVELOPE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.events.CloudEvent;
import io.tierstream.events.JsonFields;
import io.tierstream.events.MalformedEventException;
import io.tierstream.events.PoisonException;
import io.tierstream.segmentation.application.Intake;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.Fact;
import java.time.Clock;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;

/**
 * Our own reading of foreign events: takes what segmentation needs, ignores unknown fields, and
 * refuses with a reason that names the field and the rule.
 */
final class FactReader {

  private static final String IMPORT_STARTED = "import.started.v1";
  private static final String IMPORT_ENDED = "import.ended.v1";

  private final Clock clock;
  private final OrderReader orders;

  /**
   * @param baseCurrency ISO 4217; other currencies have no rate
   */
  FactReader(Clock clock, String baseCurrency) {
    this.clock = clock;
    this.orders = new OrderReader(baseCurrency);
  }

  /**
   * What {@code received} means.
   *
   * @param partitions how many partitions its topic has, to check that the key belongs here
   * @throws PoisonException when it can never be folded
   */
  Intake read(ConsumerRecord<byte[], byte[]> received, int partitions) throws PoisonException {
    CloudEvent event;
    try {
      event = CloudEvent.from(received);
    } catch (MalformedEventException e) {
      throw new PoisonException(UNREADABLE_ENVELOPE, e.getMessage(), e);
    }
    var recordTimestamp = timestamp(received);
    if (recordTimestamp.isAfter(clock.instant().plus(Fact.TOLERANCE))) {
      throw new PoisonException(
          AHEAD_OF_CLOCK, "the record's timestamp is more than five minutes ahead of the clock");
    }
    return switch (event.shortType()) {
      case "order.placed.v1", "order.paid.v1", "order.refunded.v1", "order.cancelled.v1" ->
          fact(received, event, partitions, orders::read);
      case "feedback.received.v1", "feedback.resolved.v1" ->
          fact(received, event, partitions, FeedbackReader::read);
      case "customer.registered.v1", "customer.changed.v1" ->
          attributes(received, event, partitions);
      case IMPORT_STARTED -> new Intake.ImportStarted(job(event), recordTimestamp);
      case IMPORT_ENDED -> new Intake.ImportEnded(job(event), recordTimestamp);
      default -> new Intake.Skipped();
    };
  }

  /** Of whom attributes are told. */
  private enum CustomerStatus {
    REGISTERED
  }

  /** Our own reading of one kind of fact. */
  private interface Reading {
    Fact read(JsonFields json, Instant latest) throws PoisonException;
  }

  private static Intake fact(
      ConsumerRecord<byte[], byte[]> received, CloudEvent event, int partitions, Reading reading)
      throws PoisonException {
    var json = JsonFields.of(event);
    var customerId = customerId(json, received, partitions);
    var fact = reading.read(json, latest(received));
    return new Intake.FactTaken(
        customerId,
        fact,
        timestamp(received),
        new Cause(event.type(), event.id(), event.subject(), event.backfill()));
  }

  private static Intake attributes(
      ConsumerRecord<byte[], byte[]> received, CloudEvent event, int partitions)
      throws PoisonException {
    var json = JsonFields.of(event);
    var customerId = customerId(json, received, partitions);
    requireNotAfter(latest(received), json.instant("occurredAt"));
    json.oneOf("status", CustomerStatus.class);
    return new Intake.AttributesTaken(
        customerId, json.positive("version"), AttributesReader.read(json.object("attributes")));
  }

  private static String customerId(
      JsonFields json, ConsumerRecord<byte[], byte[]> received, int partitions)
      throws PoisonException {
    var customerId = json.id("customerId");
    var key = received.key() == null ? null : new String(received.key(), UTF_8);
    if (!customerId.equals(key)) {
      throw new PoisonException(NO_USABLE_KEY, "the record's key isn't its customerId");
    }
    if (Utils.toPositive(Utils.murmur2(received.key())) % partitions != received.partition()) {
      throw new PoisonException(NO_USABLE_KEY, "the key belongs to another partition");
    }
    return customerId;
  }

  private static Instant timestamp(ConsumerRecord<byte[], byte[]> received) {
    return Instant.ofEpochMilli(received.timestamp());
  }

  /** No fact of {@code received} may be dated later. */
  private static Instant latest(ConsumerRecord<byte[], byte[]> received) {
    return timestamp(received).plus(Fact.TOLERANCE);
  }

  private static String job(CloudEvent event) throws PoisonException {
    return JsonFields.of(event).id("job");
  }

  /** Refuses with the field and the rule that it breaks. */
  static void require(boolean holds, String field, String rule) throws PoisonException {
    if (!holds) {
      throw new PoisonException(BREAKS_SCHEMA, field + " " + rule);
    }
  }

  /** Refuses instants after {@code latest}; null is none. */
  static void requireNotAfter(Instant latest, Instant... instants) throws PoisonException {
    for (var instant : instants) {
      if (instant != null && instant.isAfter(latest)) {
        throw new PoisonException(
            AHEAD_OF_CLOCK, "a fact is dated more than five minutes after its record");
      }
    }
  }
}
