package io.tierstream.segmentation.messaging;

import static io.tierstream.events.PoisonException.Reason.AHEAD_OF_CLOCK;
import static io.tierstream.events.PoisonException.Reason.BREAKS_SCHEMA;
import static io.tierstream.events.PoisonException.Reason.NO_RATE;
import static io.tierstream.events.PoisonException.Reason.NO_USABLE_KEY;
import static io.tierstream.events.PoisonException.Reason.UNREADABLE_ENVELOPE;

import io.tierstream.events.CloudEvent;
import io.tierstream.events.JsonFields;
import io.tierstream.events.MalformedEventException;
import io.tierstream.events.PoisonException;
import io.tierstream.events.Topics;
import io.tierstream.segmentation.application.Intake;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.ForeignOrder;
import io.tierstream.segmentation.domain.Pin;
import io.tierstream.segmentation.domain.RateKey;
import io.tierstream.segmentation.persistence.ModelJson;
import io.tierstream.segmentation.persistence.ParkedRecord;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Our own reading of foreign events: takes what segmentation needs, ignores unknown fields, and
 * refuses with a reason that names the field and the rule.
 */
final class FactReader {

  private static final int MAX_NAME = 64;
  private static final int MAX_RATE = 32;
  private static final Pattern RATE =
      Pattern.compile("(?!0(\\.0+)?$)(0|[1-9]\\d{0,11})(\\.\\d{1,12})?");
  private static final String IMPORT_STARTED = "import.started.v1";
  private static final String IMPORT_ENDED = "import.ended.v1";

  private final Clock clock;
  private final String baseCurrency;
  private final DeadLetters deadLetters;

  /**
   * @param baseCurrency ISO 4217; orders in others are converted
   * @param deadLetters where those wait that have no rate yet
   */
  FactReader(Clock clock, String baseCurrency, DeadLetters deadLetters) {
    this.clock = clock;
    this.baseCurrency = baseCurrency;
    this.deadLetters = deadLetters;
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
    if (received.timestamp() > clock.millis() + Fact.TOLERANCE.toMillis()) {
      throw new PoisonException(
          AHEAD_OF_CLOCK, "the record's timestamp is more than five minutes ahead of the clock");
    }
    try {
      return read(event, received, partitions);
    } catch (RuntimeException e) {
      // what our own code stumbles over must not end the subscription
      throw new PoisonException(BREAKS_SCHEMA, "can't be read: " + e, e);
    }
  }

  private Intake read(CloudEvent event, ConsumerRecord<byte[], byte[]> received, int partitions)
      throws PoisonException {
    return switch (event.shortType()) {
      case "order.placed.v1", "order.paid.v1", "order.refunded.v1", "order.cancelled.v1" ->
          order(received, event, partitions);
      case "feedback.received.v1", "feedback.resolved.v1" ->
          fact(received, event, partitions, FeedbackReader::read);
      case "customer.registered.v1",
          "customer.changed.v1",
          "customer.merged.v1",
          "customer.unmerged.v1",
          "customer.erased.v1" ->
          customer(received, event, partitions);
      case "facts.transferred.v1" -> transferred(received, event, partitions);
      case "facts.returned.v1" -> returned(received, event, partitions);
      case "pin.set.v1" -> pin(received, event, partitions, FactReader::pinned);
      case "pin.removed.v1" -> pin(received, event, partitions, FactReader::unpinned);
      case "rate.set.v1" -> rate(received, event);
      case "model.published.v1" -> model(received, event);
      case IMPORT_STARTED -> new Intake.ImportStarted(job(event), timestamp(received));
      case IMPORT_ENDED -> new Intake.ImportEnded(job(event), timestamp(received));
      default -> new Intake.Skipped();
    };
  }

  private enum CustomerStatus {
    REGISTERED,
    MERGED,
    ERASED
  }

  /** Our own reading of one kind of fact. */
  private interface Reading {
    Fact read(JsonFields json, Instant latest) throws PoisonException;
  }

  private Intake order(ConsumerRecord<byte[], byte[]> received, CloudEvent event, int partitions)
      throws PoisonException {
    var json = JsonFields.of(event);
    var customerId = customerId(json, received, partitions);
    var currency = OrderReader.currency(json);
    var fact = OrderReader.read(json, latest(received));
    if (currency.equals(baseCurrency)) {
      return new Intake.FactTaken(customerId, fact, timestamp(received), cause(event));
    }
    var foreign = new ForeignOrder(currency, fact.order());
    return new Intake.ForeignFactTaken(
        customerId,
        foreign,
        fact.occurredAt(),
        timestamp(received),
        cause(event),
        foreign.rateDay() == null ? null : parked(received, currency, foreign.rateDay()),
        deadLetters.of(received, new PoisonException(NO_RATE, "there is no rate for " + currency)));
  }

  private static ParkedRecord parked(
      ConsumerRecord<byte[], byte[]> received, String currency, LocalDate day) {
    return new ParkedRecord(
        received.topic(),
        received.offset(),
        new RateKey(currency, day),
        received.key(),
        DeadLetters.originalHeaders(received),
        received.value());
  }

  private Intake rate(ConsumerRecord<byte[], byte[]> received, CloudEvent event)
      throws PoisonException {
    var json = JsonFields.of(event);
    occurredAt(json, latest(received));
    require(json.currency("base").equals(baseCurrency), "base", "must be " + baseCurrency);
    var rate = json.text("rate", MAX_RATE);
    require(RATE.matcher(rate).matches(), "rate", "must be a decimal above zero");
    return new Intake.RateSet(
        new RateKey(json.currency("currency"), day(json.text("day", MAX_NAME))),
        new BigDecimal(rate));
  }

  private static LocalDate day(String text) throws PoisonException {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      throw new PoisonException(BREAKS_SCHEMA, "day must be a date", e);
    }
  }

  private static Cause cause(CloudEvent event) {
    return new Cause(event.type(), event.id(), event.subject(), event.backfill());
  }

  private static Intake fact(
      ConsumerRecord<byte[], byte[]> received, CloudEvent event, int partitions, Reading reading)
      throws PoisonException {
    var json = JsonFields.of(event);
    var customerId = customerId(json, received, partitions);
    var fact = reading.read(json, latest(received));
    return new Intake.FactTaken(customerId, fact, timestamp(received), cause(event));
  }

  private static Intake pin(
      ConsumerRecord<byte[], byte[]> received, CloudEvent event, int partitions, Reading reading)
      throws PoisonException {
    var json = JsonFields.of(event);
    var customerId = customerId(json, received, partitions);
    return new Intake.FactTaken(
        customerId,
        reading.read(json, latest(received)),
        timestamp(received),
        Cause.pin(event.id(), event.subject()));
  }

  private static Pin pinned(JsonFields json, Instant latest) throws PoisonException {
    return new Pin(
        json.positive("version"),
        json.text("tier", MAX_NAME),
        json.instant("until"),
        occurredAt(json, latest));
  }

  private static Pin unpinned(JsonFields json, Instant latest) throws PoisonException {
    return new Pin(json.positive("version"), null, null, occurredAt(json, latest));
  }

  private static Instant occurredAt(JsonFields json, Instant latest) throws PoisonException {
    var occurredAt = json.instant("occurredAt");
    requireNotAfter(latest, occurredAt);
    return occurredAt;
  }

  private static Intake model(ConsumerRecord<byte[], byte[]> received, CloudEvent event)
      throws PoisonException {
    var json = JsonFields.of(event);
    occurredAt(json, latest(received));
    try {
      return new Intake.ModelPublished(
          ModelJson.read(
              json.number("model", 1, Integer.MAX_VALUE), json.object("definition").json()),
          json.instant("effectiveAt"));
    } catch (IllegalArgumentException e) {
      throw new PoisonException(BREAKS_SCHEMA, "definition: " + e.getMessage(), e);
    }
  }

  private static Intake customer(
      ConsumerRecord<byte[], byte[]> received, CloudEvent event, int partitions)
      throws PoisonException {
    var json = JsonFields.of(event);
    var customerId = customerId(json, received, partitions);
    var occurredAt = occurredAt(json, latest(received));
    var status = json.oneOf("status", CustomerStatus.class);
    var mergedInto = status == CustomerStatus.MERGED ? json.id("mergedInto") : null;
    require(!customerId.equals(mergedInto), "mergedInto", "must be another customer");
    var timestamp = timestamp(received);
    return new Intake.CustomerTaken(
        customerId,
        json.positive("version"),
        mergedInto,
        status == CustomerStatus.ERASED ? null : AttributesReader.read(json.object("attributes")),
        occurredAt.isAfter(timestamp) ? occurredAt : timestamp,
        cause(event));
  }

  private static Intake transferred(
      ConsumerRecord<byte[], byte[]> received, CloudEvent event, int partitions)
      throws PoisonException {
    var json = JsonFields.of(event);
    return TransferReader.transferred(customerId(json, received, partitions), json);
  }

  private static Intake returned(
      ConsumerRecord<byte[], byte[]> received, CloudEvent event, int partitions)
      throws PoisonException {
    var json = JsonFields.of(event);
    return TransferReader.returned(customerId(json, received, partitions), json);
  }

  private static String customerId(
      JsonFields json, ConsumerRecord<byte[], byte[]> received, int partitions)
      throws PoisonException {
    var customerId = json.id("customerId");
    if (!isKey(customerId, received.key())) {
      throw new PoisonException(NO_USABLE_KEY, "the record's key isn't its customerId");
    }
    if (Topics.partition(received.key(), partitions) != received.partition()) {
      throw new PoisonException(NO_USABLE_KEY, "the key belongs to another partition");
    }
    return customerId;
  }

  /** Compares without making a text of the key: ids are ASCII. */
  private static boolean isKey(String id, byte[] key) {
    if (key == null || key.length != id.length()) {
      return false;
    }
    for (int i = 0; i < key.length; i++) {
      if (key[i] != id.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static Instant timestamp(ConsumerRecord<byte[], byte[]> received) {
    return Instant.ofEpochMilli(received.timestamp());
  }

  /** No fact of {@code received} may be dated later. */
  private static Instant latest(ConsumerRecord<byte[], byte[]> received) {
    return Instant.ofEpochMilli(received.timestamp() + Fact.TOLERANCE.toMillis());
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

  /** Refuses an instant after {@code latest}; null is none. */
  static void requireNotAfter(Instant latest, Instant instant) throws PoisonException {
    if (instant != null && instant.isAfter(latest)) {
      throw new PoisonException(
          AHEAD_OF_CLOCK, "a fact is dated more than five minutes after its record");
    }
  }
}
