package io.tierstream.benchmark.contest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.benchmark.arena.Workload;
import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.FeedbackKind;
import io.tierstream.segmentation.domain.FeedbackStatus;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderStatus;
import io.tierstream.segmentation.domain.PlainFigures;
import io.tierstream.segmentation.domain.Scores;
import io.tierstream.segmentation.domain.ScoringModel;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Where everybody stands by the workload alone: of each order and feedback the highest version, and
 * the figures by {@link PlainFigures}. Knows no tiers, which depend on the path.
 */
final class PlainSegments {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, Map<String, Order>> orders = new HashMap<>();
  private final Map<String, Map<String, Feedback>> feedback = new HashMap<>();

  private PlainSegments() {}

  static PlainSegments of(Workload workload) {
    var plain = new PlainSegments();
    workload.forEach(plain::take);
    return plain;
  }

  private void take(Workload.Event event) {
    JsonNode told;
    try {
      told = JSON.readTree(event.value());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    orders.computeIfAbsent(event.key(), customer -> new HashMap<>());
    if (event.topic().equals("orders")) {
      var order = order(told);
      orders
          .get(event.key())
          .merge(
              order.orderId(),
              order,
              (known, more) -> more.version() > known.version() ? more : known);
    } else {
      var rated = feedback(told);
      feedback
          .computeIfAbsent(event.key(), customer -> new HashMap<>())
          .merge(
              rated.feedbackId(),
              rated,
              (known, more) -> more.version() > known.version() ? more : known);
    }
  }

  private static Order order(JsonNode told) {
    return new Order(
        told.get("orderId").asText(),
        told.get("version").asLong(),
        OrderStatus.valueOf(told.get("status").asText()),
        new BigDecimal(told.get("total").get("amount").asText()),
        new BigDecimal(told.get("refunded").get("amount").asText()),
        Instant.parse(told.get("placedAt").asText()),
        told.hasNonNull("paidAt") ? Instant.parse(told.get("paidAt").asText()) : null);
  }

  private static Feedback feedback(JsonNode told) {
    return new Feedback(
        told.get("feedbackId").asText(),
        told.get("version").asLong(),
        FeedbackKind.valueOf(told.get("kind").asText()),
        new BigDecimal(told.get("rating").asText()),
        null,
        FeedbackStatus.valueOf(told.get("status").asText()),
        null,
        Instant.parse(told.get("occurredAt").asText()));
  }

  /** Of everybody who is known. */
  Set<String> customers() {
    return orders.keySet();
  }

  /** Whether the order of two topics, which is nobody's, has a say in the customer's tier. */
  boolean hasFeedback(String customer) {
    return feedback.containsKey(customer);
  }

  /** As it is told; the tier is null. */
  Segments.Segment at(String customer, Instant at) {
    Collection<Feedback> rated = feedback.getOrDefault(customer, Map.of()).values();
    Assessment plain =
        PlainFigures.of(orders.get(customer).values(), rated, ScoringModel.standard(), at);
    return new Segments.Segment(
        null,
        told(plain.scores()),
        plain.composite() == null ? "null" : plain.composite().rounded().toString(),
        String.valueOf(plain.segment()),
        plain.lifecycle().name());
  }

  private static String told(Scores scores) {
    return scores == null
        ? "null"
        : "{\"r\":%d,\"f\":%d,\"m\":%d,\"s\":%s}"
            .formatted(scores.r(), scores.f(), scores.m(), scores.s());
  }
}
