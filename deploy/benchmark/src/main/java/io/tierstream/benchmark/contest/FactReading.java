package io.tierstream.benchmark.contest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.PlainInstant;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.FeedbackKind;
import io.tierstream.segmentation.domain.FeedbackStatus;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.OrderStatus;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.common.header.Headers;

/**
 * Reads orders and feedback in one pass over their bytes; what else an event has is stepped over.
 */
final class FactReading {

  private static final JsonFactory JSON = new JsonFactory();
  private static final String CURRENCY = "CNY";

  private FactReading() {}

  /** A record that is no fact, and never will be. */
  static final class UnusableException extends Exception {
    private static final long serialVersionUID = 1;

    private UnusableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * The fact that a record tells; null when it is of a type that isn't ours.
   *
   * @param timestamp of the record
   */
  static Fact read(byte[] key, byte[] value, Headers headers, Instant timestamp)
      throws UnusableException {
    try {
      var type = header(headers, CloudEvent.TYPE_HEADER);
      require(headers.lastHeader(CloudEvent.ID_HEADER) != null, "the event's id is missing");
      require(headers.lastHeader(CloudEvent.SUBJECT_HEADER) != null, "its subject is missing");
      Fact fact;
      if (type.startsWith("order.", CloudEvent.TYPE_PREFIX.length())) {
        fact = order(key, value);
      } else if (type.startsWith("feedback.", CloudEvent.TYPE_PREFIX.length())) {
        fact = feedback(key, value);
      } else {
        return null;
      }
      require(!fact.isAheadOf(timestamp), "the fact is dated after its record");
      return fact;
    } catch (IOException | IllegalArgumentException | NullPointerException | DateTimeException e) {
      throw new UnusableException(e.getMessage(), e);
    }
  }

  /** Why what follows from the record happens. */
  static Cause cause(Headers headers) {
    var backfill = headers.lastHeader(CloudEvent.BACKFILL_HEADER);
    return new Cause(
        header(headers, CloudEvent.TYPE_HEADER),
        header(headers, CloudEvent.ID_HEADER),
        header(headers, CloudEvent.SUBJECT_HEADER),
        backfill == null ? null : new String(backfill.value(), StandardCharsets.UTF_8));
  }

  private static String header(Headers headers, String name) {
    var header = headers.lastHeader(name);
    require(header != null && header.value() != null, "a header of the event is missing");
    return new String(header.value(), StandardCharsets.UTF_8);
  }

  private static OrderFact order(byte[] key, byte[] value) throws IOException {
    String id = null;
    String customer = null;
    long version = 0;
    OrderStatus status = null;
    BigDecimal total = null;
    BigDecimal refunded = null;
    Instant placedAt = null;
    Instant paidAt = null;
    Instant occurredAt = null;
    try (JsonParser json = begin(value)) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var field = json.currentName();
        json.nextToken();
        switch (field) {
          case "orderId" -> id = json.getText();
          case "customerId" -> customer = json.getText();
          case "version" -> version = json.getLongValue();
          case "status" -> status = OrderStatus.valueOf(json.getText());
          case "total" -> total = amount(json);
          case "refunded" -> refunded = amount(json);
          case "placedAt" -> placedAt = instant(json);
          case "paidAt" -> paidAt = optionalInstant(json);
          case "occurredAt" -> occurredAt = instant(json);
          default -> json.skipChildren();
        }
      }
      end(json);
    }
    requireKey(customer, key);
    var order = new Order(id, version, status, total, refunded, placedAt, paidAt);
    boolean all = order.refunded().compareTo(order.total()) == 0;
    switch (status) {
      case PAID -> require(refunded.signum() == 0, "refunded must be zero when PAID");
      case REFUNDED -> require(all, "refunded must equal total when REFUNDED");
      case CANCELLED ->
          require(paidAt == null || all, "refunded must equal total when cancelled once paid");
      default -> {}
    }
    return new OrderFact(order, occurredAt);
  }

  private static Feedback feedback(byte[] key, byte[] value) throws IOException {
    String id = null;
    String customer = null;
    long version = 0;
    FeedbackKind kind = null;
    FeedbackStatus status = null;
    BigDecimal rating = null;
    BigDecimal resolutionRating = null;
    Integer nps = null;
    Instant occurredAt = null;
    try (JsonParser json = begin(value)) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        var field = json.currentName();
        boolean isNull = json.nextToken() == JsonToken.VALUE_NULL;
        switch (field) {
          case "feedbackId" -> id = json.getText();
          case "customerId" -> customer = json.getText();
          case "version" -> version = json.getLongValue();
          case "kind" -> kind = FeedbackKind.valueOf(json.getText());
          case "status" -> status = FeedbackStatus.valueOf(json.getText());
          case "rating" -> rating = isNull ? null : new BigDecimal(json.getText());
          case "resolutionRating" ->
              resolutionRating = isNull ? null : new BigDecimal(json.getText());
          case "nps" -> nps = isNull ? null : Integer.valueOf(json.getIntValue());
          case "occurredAt" -> occurredAt = instant(json);
          default -> json.skipChildren();
        }
      }
      end(json);
    }
    requireKey(customer, key);
    return new Feedback(id, version, kind, rating, nps, status, resolutionRating, occurredAt);
  }

  private static JsonParser begin(byte[] value) throws IOException {
    var json = JSON.createParser(value);
    require(json.nextToken() == JsonToken.START_OBJECT, "the value isn't an object");
    return json;
  }

  private static void end(JsonParser json) throws IOException {
    require(
        json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null,
        "the value is more than an object");
  }

  private static Instant instant(JsonParser json) throws IOException {
    var text = json.getText();
    var plain = PlainInstant.parse(text);
    return plain == null ? Instant.parse(text).truncatedTo(ChronoUnit.MICROS) : plain;
  }

  private static Instant optionalInstant(JsonParser json) throws IOException {
    return json.currentToken() == JsonToken.VALUE_NULL ? null : instant(json);
  }

  private static BigDecimal amount(JsonParser json) throws IOException {
    require(json.currentToken() == JsonToken.START_OBJECT, "an amount must be an object");
    BigDecimal amount = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      var field = json.currentName();
      json.nextToken();
      switch (field) {
        case "amount" -> amount = new BigDecimal(json.getText());
        case "currency" ->
            require(json.getText().equals(CURRENCY), "there is no rate for the currency");
        default -> json.skipChildren();
      }
    }
    require(amount != null && amount.scale() <= Money.DECIMALS, "an amount has too many decimals");
    return amount;
  }

  private static void requireKey(String customer, byte[] key) {
    require(
        key != null && new String(key, StandardCharsets.UTF_8).equals(customer),
        "the record's key isn't its customerId");
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
