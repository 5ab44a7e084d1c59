package io.tierstream.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.FeedbackKind;
import io.tierstream.segmentation.domain.FeedbackStatus;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.OrderStatus;
import io.tierstream.segmentation.domain.Pin;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a version of an order, feedback, customer or pin says, read alike from a topic, an answer
 * over REST and a table.
 */
sealed interface Content {

  /** In which it leaves what it is about. */
  String status();

  /** What of it is read from the tables. */
  default Content inTable() {
    return this;
  }

  /**
   * An order.
   *
   * @param lines with quantities and prices, as one text
   */
  record OrderContent(
      String customerId,
      String status,
      String currency,
      BigDecimal total,
      BigDecimal refunded,
      Instant placedAt,
      Instant paidAt,
      String lines)
      implements Content {

    static OrderContent of(JsonNode json) {
      var lines = new StringBuilder();
      for (var line : json.path("lines")) {
        lines
            .append(line.path("sku").asText())
            .append(" × ")
            .append(line.path("quantity").asText())
            .append(" at ")
            .append(line.path("unitPrice").asText())
            .append("; ");
      }
      return new OrderContent(
          json.path("customerId").asText(),
          json.path("status").asText().intern(),
          json.at("/total/currency").asText().intern(),
          decimal(json.at("/total/amount")),
          decimal(json.at("/refunded/amount")),
          instant(json.path("placedAt")),
          instant(json.path("paidAt")),
          lines.toString().intern());
    }

    @Override
    public OrderContent inTable() {
      return new OrderContent(
          customerId, status, currency, total, refunded, placedAt, paidAt, null);
    }

    /** The UTC day by whose rate it is converted; null while it isn't paid. */
    LocalDate rateDay() {
      return paidAt == null ? null : LocalDate.ofInstant(paidAt, ZoneOffset.UTC);
    }

    /**
     * As the oracle knows it.
     *
     * @param rate what one unit of its currency is worth
     * @param occurredAt the instant of the fact itself
     */
    Fact fact(String orderId, long version, BigDecimal rate, Instant occurredAt) {
      return new OrderFact(
          new Order(
              orderId,
              version,
              OrderStatus.valueOf(status),
              total.multiply(rate),
              refunded.multiply(rate),
              placedAt,
              paidAt),
          occurredAt);
    }
  }

  /**
   * Feedback.
   *
   * @param resolvedAt null unless it is a resolved complaint
   */
  record FeedbackContent(
      String customerId,
      String kind,
      String status,
      BigDecimal rating,
      Integer nps,
      BigDecimal resolutionRating,
      String orderId,
      Instant receivedAt,
      Instant resolvedAt)
      implements Content {

    static FeedbackContent ofAnswer(JsonNode json) {
      return of(json, instant(json.path("occurredAt")), instant(json.path("resolvedAt")));
    }

    static FeedbackContent ofEvent(JsonNode json) {
      var occurredAt = instant(json.path("occurredAt"));
      var receivedAt = instant(json.path("receivedAt"));
      return receivedAt == null ? of(json, occurredAt, null) : of(json, receivedAt, occurredAt);
    }

    private static FeedbackContent of(JsonNode json, Instant receivedAt, Instant resolvedAt) {
      return new FeedbackContent(
          json.path("customerId").asText(),
          json.path("kind").asText().intern(),
          json.path("status").asText().intern(),
          decimal(json.path("rating")),
          json.hasNonNull("nps") ? json.get("nps").asInt() : null,
          decimal(json.path("resolutionRating")),
          text(json.path("orderId")),
          receivedAt,
          resolvedAt);
    }

    Fact fact(String feedbackId, long version) {
      return new Feedback(
          feedbackId,
          version,
          FeedbackKind.valueOf(kind),
          rating,
          nps,
          FeedbackStatus.valueOf(status),
          resolutionRating,
          resolvedAt == null ? receivedAt : resolvedAt);
    }
  }

  /**
   * A customer.
   *
   * @param attributes in the order of their names, as one text
   */
  record CustomerContent(String status, String mergedInto, String attributes) implements Content {

    static CustomerContent of(JsonNode json) {
      var attributes = new TreeMap<String, String>();
      json.path("attributes")
          .fields()
          .forEachRemaining(
              one -> attributes.put(one.getKey(), one.getValue().toString().replace("\"", "")));
      return new CustomerContent(
          json.path("status").asText().intern(),
          text(json.path("mergedInto")),
          attributes.toString().intern());
    }

    static CustomerContent withRegion(String status, String mergedInto, String region) {
      return new CustomerContent(
          status.intern(), mergedInto, region == null ? "{}" : "{region=" + region + "}");
    }

    /** Who is erased. */
    static CustomerContent erased() {
      return withRegion(CustomerFacts.ERASED, null, null);
    }

    @Override
    public CustomerContent inTable() {
      return withRegion(status, mergedInto, attribute("region"));
    }

    /** Null when there is none of that name. */
    String attribute(String name) {
      var found = Pattern.compile("[{ ]" + name + "=([^,}]*)").matcher(attributes);
      return found.find() ? found.group(1) : null;
    }
  }

  /**
   * A pin.
   *
   * @param tier null when the pin was taken away
   */
  record PinContent(String status, String tier, Instant until) implements Content {
    static final String SET = "SET";
    static final String REMOVED = "REMOVED";

    /** One that was taken away. */
    static PinContent removed() {
      return new PinContent(REMOVED, null, null);
    }

    static PinContent of(JsonNode json) {
      var tier = text(json.path("tier"));
      return new PinContent(tier == null ? REMOVED : SET, tier, instant(json.path("until")));
    }

    Fact fact(long version, Instant occurredAt) {
      return new Pin(version, tier, until, occurredAt);
    }
  }

  static Instant instant(JsonNode text) {
    return text.isTextual() ? Instant.parse(text.asText()) : null;
  }

  /** Without zeros at its end, so that equal numbers are the same. */
  static BigDecimal decimal(JsonNode number) {
    return number.isMissingNode() || number.isNull()
        ? null
        : exact(new BigDecimal(number.asText()));
  }

  static BigDecimal exact(BigDecimal number) {
    return number == null || (number.signum() == 0 && number.scale() == 0)
        ? number
        : number.stripTrailingZeros();
  }

  static String text(JsonNode text) {
    return text.isTextual() ? text.asText() : null;
  }

  /** Where two of them differ, {@code status PAID instead of PLACED}. */
  static String difference(Content expected, Content found) {
    var differences = new ArrayList<String>();
    try {
      for (var part : expected.getClass().getRecordComponents()) {
        var one = part.getAccessor().invoke(expected);
        var other = part.getAccessor().invoke(found);
        if (one == null ? other != null : !one.equals(other)) {
          differences.add("%s %s instead of %s".formatted(part.getName(), other, one));
        }
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    return String.join(", ", differences);
  }
}
