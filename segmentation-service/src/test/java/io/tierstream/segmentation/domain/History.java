package io.tierstream.segmentation.domain;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What reaches a customer's standing, in the order in which it does.
 *
 * @param jobs the end of each import job
 */
record History(List<Moment> moments, Map<String, Instant> jobs) {

  sealed interface Moment {}

  /** A record with a fact; {@code backfill} is null when it is live. */
  record Delivery(Fact fact, Instant recordedAt, String backfill) implements Moment {}

  /** Somebody looks what time has done until then. */
  record Look(Instant to) implements Moment {}

  List<Delivery> deliveries() {
    return moments.stream().filter(Delivery.class::isInstance).map(Delivery.class::cast).toList();
  }

  /** The same facts in this order, and nobody looking in between. */
  History delivering(List<Delivery> deliveries) {
    return new History(List.copyOf(deliveries), jobs);
  }

  boolean hasLateFacts() {
    return deliveries().stream()
        .anyMatch(d -> d.recordedAt().isAfter(d.fact().occurredAt().plusSeconds(86_400)));
  }

  boolean hasDuplicates() {
    List<Fact> facts = deliveries().stream().map(Delivery::fact).toList();
    return facts.stream().distinct().count() < facts.size();
  }

  /** Whether a version comes before a lower one of the same order or feedback. */
  boolean isReordered() {
    List<Delivery> deliveries = deliveries();
    for (int i = 0; i < deliveries.size(); i++) {
      Fact fact = deliveries.get(i).fact();
      for (Delivery later : deliveries.subList(i, deliveries.size())) {
        if (Oracle.idOf(later.fact()).equals(Oracle.idOf(fact))
            && later.fact().version() < fact.version()) {
          return true;
        }
      }
    }
    return false;
  }

  boolean has(OrderStatus status) {
    return orderFacts().stream().anyMatch(fact -> fact.order().status() == status);
  }

  /** Whether there is feedback with this status. */
  boolean has(FeedbackStatus status) {
    return deliveries().stream()
        .anyMatch(d -> d.fact() instanceof Feedback feedback && feedback.status() == status);
  }

  private List<OrderFact> orderFacts() {
    return deliveries().stream()
        .map(Delivery::fact)
        .filter(OrderFact.class::isInstance)
        .map(OrderFact.class::cast)
        .toList();
  }

  boolean isPartlyImported() {
    return deliveries().stream().anyMatch(d -> d.backfill() != null);
  }

  boolean hasPurchasesDatedAhead() {
    return orderFacts().stream()
        .anyMatch(f -> f.order().isPurchase() && f.order().paidAt().isAfter(f.occurredAt()));
  }
}
