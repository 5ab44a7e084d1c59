package io.tierstream.local.faults;

import io.tierstream.local.faults.Content.OrderContent;
import io.tierstream.segmentation.domain.ScoringModel;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the checker knows of everybody.
 *
 * @param rates what one unit is worth, by {@code USD-2026-01-31}
 * @param models by number
 * @param jobs the end of each import, by partition
 * @param unfoldable where orders stand that are dead letters for want of a rate, but for those of
 *     customers who are checked already
 * @param parked where orders stand that wait for their rate, likewise
 */
record Everybody(
    String baseCurrency,
    Map<String, BigDecimal> rates,
    Map<Integer, TopicFacts.Published> models,
    Map<Integer, Map<String, Instant>> jobs,
    Set<String> unfoldable,
    Set<String> parked,
    Instant askedAt) {

  /** All but the first, as they come into force. */
  List<TopicFacts.Published> laterModels() {
    return models.values().stream()
        .filter(one -> one.model().number() != 1)
        .sorted(Comparator.comparing(TopicFacts.Published::effectiveAt))
        .toList();
  }

  /** The number of the model that everybody must have been assessed by. */
  int modelInForce() {
    return models.values().stream()
        .filter(one -> !one.effectiveAt().isAfter(askedAt))
        .max(Comparator.comparing(TopicFacts.Published::effectiveAt))
        .orElseThrow()
        .model()
        .number();
  }

  ScoringModel model(int number) {
    var published = models.get(number);
    return published == null ? null : published.model();
  }

  /** What one unit of an order's currency is worth; null while nobody has said. */
  BigDecimal rate(OrderContent order) {
    if (order.currency().equals(baseCurrency)) {
      return BigDecimal.ONE;
    }
    return order.paidAt() == null
        ? BigDecimal.ZERO
        : rates.get(order.currency() + "-" + order.rateDay());
  }
}
