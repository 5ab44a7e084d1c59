package io.tierstream.segmentation.messaging;

import static io.tierstream.segmentation.messaging.PoisonException.Reason.AHEAD_OF_CLOCK;
import static io.tierstream.segmentation.messaging.PoisonException.Reason.BREAKS_SCHEMA;
import static io.tierstream.segmentation.messaging.PoisonException.Reason.NO_RATE;
import static io.tierstream.segmentation.messaging.PoisonException.Reason.NO_USABLE_KEY;
import static io.tierstream.segmentation.messaging.PoisonException.Reason.UNPARSABLE;
import static io.tierstream.segmentation.messaging.PoisonException.Reason.UNREADABLE_ENVELOPE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.MalformedEventException;
import io.tierstream.segmentation.application.Intake;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.OrderStatus;
import java.io.IOException;
import java.math.BigDecimal;
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

  private static final ObjectReader JSON =
      new ObjectMapper(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .readerFor(JsonNode.class);

  private final Clock clock;
  private final String baseCurrency;

  /**
   * @param baseCurrency ISO 4217; other currencies have no rate
   */
  FactReader(Clock clock, String baseCurrency) {
    this.clock = clock;
    this.baseCurrency = baseCurrency;
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
    var recordTimestamp = Instant.ofEpochMilli(received.timestamp());
    if (recordTimestamp.isAfter(clock.instant().plus(OrderFact.TOLERANCE))) {
      throw new PoisonException(
          AHEAD_OF_CLOCK, "the record's timestamp is more than five minutes ahead of the clock");
    }
    return switch (event.shortType()) {
      case "order.placed.v1", "order.paid.v1", "order.refunded.v1", "order.cancelled.v1" ->
          order(received, event, recordTimestamp, partitions);
      case IMPORT_STARTED -> new Intake.ImportStarted(job(event), recordTimestamp);
      case IMPORT_ENDED -> new Intake.ImportEnded(job(event), recordTimestamp);
      default -> new Intake.Skipped();
    };
  }

  private Intake order(
      ConsumerRecord<byte[], byte[]> received,
      CloudEvent event,
      Instant recordTimestamp,
      int partitions)
      throws PoisonException {
    var json = JsonFields.of(parse(event));
    var customerId = json.id("customerId");
    var key = received.key() == null ? null : new String(received.key(), UTF_8);
    if (!customerId.equals(key)) {
      throw new PoisonException(NO_USABLE_KEY, "the record's key isn't its customerId");
    }
    if (Utils.toPositive(Utils.murmur2(received.key())) % partitions != received.partition()) {
      throw new PoisonException(NO_USABLE_KEY, "the key belongs to another partition");
    }
    var status = json.oneOf("status", OrderStatus.class);
    var total = money(json.object("total"));
    var refunded = money(json.object("refunded"));
    var placedAt = json.instant("placedAt");
    var paidAt = json.optionalInstant("paidAt");
    var occurredAt = json.instant("occurredAt");
    var version = json.positive("version");
    require(refunded.compareTo(total) <= 0, "refunded", "must be at most total");
    switch (status) {
      case PLACED -> require(paidAt == null, "paidAt", "must be absent while PLACED");
      case PAID -> {
        require(paidAt != null, "paidAt", "is required when PAID");
        require(refunded.signum() == 0, "refunded", "must be zero when PAID");
      }
      case PARTIALLY_REFUNDED ->
          require(paidAt != null, "paidAt", "is required when PARTIALLY_REFUNDED");
      case REFUNDED -> {
        require(paidAt != null, "paidAt", "is required when REFUNDED");
        require(refunded.compareTo(total) == 0, "refunded", "must equal total when REFUNDED");
      }
      case CANCELLED ->
          require(
              paidAt == null || refunded.compareTo(total) == 0,
              "refunded",
              "must equal total when cancelled after payment");
    }
    var latest = recordTimestamp.plus(OrderFact.TOLERANCE);
    for (var instant : new Instant[] {placedAt, paidAt, occurredAt}) {
      if (instant != null && instant.isAfter(latest)) {
        throw new PoisonException(
            AHEAD_OF_CLOCK, "a fact is dated more than five minutes after its record");
      }
    }
    var order = new Order(json.id("orderId"), version, status, total, refunded, placedAt, paidAt);
    return new Intake.OrderTaken(
        customerId,
        new OrderFact(order, occurredAt),
        recordTimestamp,
        new Cause(event.type(), event.id(), order.orderId(), event.backfill()));
  }

  private BigDecimal money(JsonFields money) throws PoisonException {
    var amount = money.amount("amount");
    var currency = money.currency("currency");
    if (!currency.equals(baseCurrency)) {
      throw new PoisonException(NO_RATE, "there is no rate for " + currency);
    }
    return amount;
  }

  private static String job(CloudEvent event) throws PoisonException {
    return JsonFields.of(parse(event)).id("job");
  }

  private static JsonNode parse(CloudEvent event) throws PoisonException {
    try {
      JsonNode node = JSON.readTree(event.data());
      if (node == null || !node.isObject()) {
        throw new PoisonException(UNPARSABLE, "the value isn't a JSON object");
      }
      return node;
    } catch (IOException e) {
      throw new PoisonException(
          UNPARSABLE, "the value isn't JSON: " + e.getClass().getSimpleName(), e);
    }
  }

  private static void require(boolean holds, String field, String rule) throws PoisonException {
    if (!holds) {
      throw new PoisonException(BREAKS_SCHEMA, field + " " + rule);
    }
  }
}
