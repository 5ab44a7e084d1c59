package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.Bonds;
import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.ModelTimeline;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.PlainFigures;
import io.tierstream.segmentation.domain.Satisfaction;
import io.tierstream.segmentation.persistence.FactLines;
import io.tierstream.segmentation.persistence.StoredLines;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What a customer's figures must be by the facts alone, summed up once more without any fold. */
final class FiguresAlone {

  private final Bonds bonds;
  private final BroughtFacts facts;
  private final ModelTimeline models;
  private final Differences differences;

  /**
   * Of a history that was repeated to its end.
   *
   * @param bonds as they are then
   */
  FiguresAlone(Bonds bonds, BroughtFacts facts, ModelTimeline models, Differences differences) {
    this.bonds = bonds;
    this.facts = facts;
    this.models = models;
    this.differences = differences;
  }

  /**
   * Holds the figures of a standing against the facts alone, at the instant that they are of.
   *
   * @param part what differs where they aren't the same
   */
  void check(StoredLines stored, Difference.Part part) {
    if (bonds.isUnsettled()) {
      return; // the figures are of before
    }
    var alone = bonds.isOnItsOwn() ? facts.all() : List.<Fact>of();
    if (stored.asOf() == null) {
      if (!alone.isEmpty()) {
        differences.differ(part, "facts alone", "no assessment", alone.size() + " facts");
      }
      return;
    }
    if (!models.has(stored.model())) {
      differences.differ(part, "facts alone", "model " + stored.model(), "no such model");
      return;
    }
    var plain = plain(alone, stored);
    var lines = stored.lines();
    figures(plain)
        .forEach(
            (name, value) -> {
              var figure = lines.get("standing." + name);
              if (!Objects.equals(figure, value)) {
                differences.differ(part, "facts alone: " + name, figure, value);
              }
            });
    checkRatings(stored, plain.satisfaction(), part);
    if (!Objects.equals(stored.lastPurchaseAt(), plain.lastPurchaseAt())) {
      differences.differ(
          part,
          "facts alone: last_purchase_at",
          String.valueOf(stored.lastPurchaseAt()),
          String.valueOf(plain.lastPurchaseAt()));
    }
  }

  private Assessment plain(Collection<Fact> alone, StoredLines stored) {
    var orders = new ArrayList<Order>();
    var feedback = new ArrayList<Feedback>();
    for (var fact : alone) {
      if (fact instanceof OrderFact taken) {
        orders.add(taken.order());
      } else if (fact instanceof Feedback one) {
        feedback.add(one);
      }
    }
    var model = models.numbered(stored.model());
    return PlainFigures.of(orders, feedback, model, stored.asOf());
  }

  private static Map<String, String> figures(Assessment plain) {
    var figures = new TreeMap<String, String>();
    var scores = plain.scores();
    figures.put("frequency", Integer.toString(plain.frequency()));
    figures.put("monetary", FactLines.plain(plain.monetary().value()));
    figures.put("r", scores == null ? null : Integer.toString(scores.r()));
    figures.put("f", scores == null ? null : Integer.toString(scores.f()));
    figures.put("m", scores == null ? null : Integer.toString(scores.m()));
    figures.put("s", scores == null || scores.s() == null ? null : scores.s().toString());
    figures.put(
        "composite",
        plain.composite() == null ? null : FactLines.plain(plain.composite().rounded()));
    figures.put("segment", plain.segment());
    figures.put("lifecycle", plain.lifecycle().name());
    return figures;
  }

  private void checkRatings(StoredLines stored, Satisfaction satisfaction, Difference.Part part) {
    checkRating(
        stored, "rating_weight", satisfaction == null ? null : satisfaction.weights(), part);
    checkRating(stored, "rating_sum", satisfaction == null ? null : satisfaction.weighted(), part);
  }

  private void checkRating(StoredLines stored, String name, Double sum, Difference.Part part) {
    var line = stored.lines().get("standing." + name);
    if (!Objects.equals(line == null ? null : Double.valueOf(line), sum)) {
      differences.differ(part, "facts alone: " + name, line, String.valueOf(sum));
    }
  }
}
