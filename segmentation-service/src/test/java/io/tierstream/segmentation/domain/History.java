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
  record Delivery(OrderFact fact, Instant recordedAt, String backfill) implements Moment {}

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
    List<OrderFact> facts = deliveries().stream().map(Delivery::fact).toList();
    return facts.stream().distinct().count() < facts.size();
  }

  /** Whether a version comes before a lower one of the same order. */
  boolean isReordered() {
    List<Delivery> deliveries = deliveries();
    for (int i = 0; i < deliveries.size(); i++) {
      Order order = deliveries.get(i).fact().order();
      for (Delivery later : deliveries.subList(i, deliveries.size())) {
        if (later.fact().order().orderId().equals(order.orderId())
            && later.fact().order().version() < order.version()) {
          return true;
        }
      }
    }
    return false;
  }

  boolean has(OrderStatus status) {
    return deliveries().stream().anyMatch(d -> d.fact().order().status() == status);
  }

  boolean isPartlyImported() {
    return deliveries().stream().anyMatch(d -> d.backfill() != null);
  }

  boolean hasPurchasesDatedAhead() {
    return deliveries().stream()
        .map(Delivery::fact)
        .anyMatch(f -> f.order().isPurchase() && f.order().paidAt().isAfter(f.occurredAt()));
  }
}
