package io.tierstream.local.faults;

import io.tierstream.local.faults.Content.CustomerContent;
import io.tierstream.local.faults.Finding.Part;
import io.tierstream.local.faults.Recorded.CustomerRows;
import io.tierstream.local.faults.Recorded.StandingRow;
import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.Monetary;
import io.tierstream.segmentation.domain.RecordedOracle;
import io.tierstream.segmentation.domain.ScoringModel;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The standing of one customer, held against the facts and against what was published of it. */
final class CustomerStanding {
  private static final double SAME = 1e-9;

  private final Everybody everybody;
  private final CustomerFacts customer;
  private final CustomerRows rows;

  /** Null for none. */
  private final StandingRow standing;

  private final CustomerFindings findings;

  CustomerStanding(
      Everybody everybody, CustomerFacts customer, CustomerRows rows, CustomerFindings findings) {
    this.everybody = everybody;
    this.customer = customer;
    this.rows = rows;
    this.standing = rows.standing();
    this.findings = findings;
  }

  /** Of who counts for another, or for nobody, there are no figures. */
  void checkNoFigures() {
    findings.compare(
        Part.FIGURES,
        "standing",
        "no tier, "
            + (customer.isErased() ? CustomerFacts.ERASED : "merged into " + customer.mergedInto()),
        standing == null
            ? null
            : "%s, %s"
                .formatted(
                    standing.tier() == null ? "no tier" : standing.tier(),
                    standing.isErased()
                        ? CustomerFacts.ERASED
                        : "merged into " + standing.mergedInto()));
  }

  /**
   * The figures follow from the facts alone.
   *
   * @param all the customer's own and those of who is merged into it
   */
  void checkFigures(List<Fact> all) {
    if (standing == null || standing.asOf() == null) {
      if (!all.isEmpty()) {
        findings.add(Part.FIGURES, "standing", all.size() + " facts", "never assessed");
      }
      return;
    }
    var model = everybody.model(standing.model());
    if (model == null) {
      findings.add(Part.FIGURES, "model", "one on the topic", standing.model());
      return;
    }
    var expected = RecordedOracle.figures(all, model, standing.asOf());
    var found = standing.figures();
    if (model.monetaryBy() == Monetary.By.AVERAGE) {
      expected = withMonetary(expected, found.monetary());
    }
    if (!expected.equals(found)) {
      findings.add(Part.FIGURES, "figures at " + standing.asOf(), expected, found);
    }
    var satisfaction = RecordedOracle.satisfaction(all, model, standing.asOf());
    var stored = satisfaction(model);
    if (satisfaction == null != (stored == null)
        || (satisfaction != null && Math.abs(satisfaction - stored) > SAME)) {
      findings.add(Part.FIGURES, "satisfaction at " + standing.asOf(), satisfaction, stored);
    }
  }

  private static RecordedOracle.Figures withMonetary(
      RecordedOracle.Figures figures, BigDecimal monetary) {
    return new RecordedOracle.Figures(
        figures.frequency(),
        monetary,
        figures.last(),
        figures.r(),
        figures.f(),
        figures.m(),
        figures.s(),
        figures.composite(),
        figures.segment(),
        figures.lifecycle());
  }

  private Double satisfaction(ScoringModel model) {
    if (standing.ratingWeight() == null) {
      return null;
    }
    double halfLives =
        Duration.between(standing.ratedAt(), standing.asOf()).toNanos()
            / (double) model.satisfaction().halfLife().toNanos();
    double left = Math.pow(2, -halfLives);
    double prior = model.satisfaction().priorWeight().doubleValue();
    return (3 * prior + left * standing.ratingSum()) / (prior + left * standing.ratingWeight());
  }

  /** Attributes are those of the customer's last version. */
  void checkAttributes() {
    var last = customer.lastOfCustomer().orElse(null);
    if (last == null) {
      return;
    }
    if (standing == null) {
      findings.add(Part.FIGURES, "attributes", last.content(), "no standing");
      return;
    }
    findings.compare(
        Part.FIGURES, "version of attributes", last.version(), standing.attributesVersion());
    findings.compare(
        Part.FIGURES,
        "region",
        ((CustomerContent) last.content()).attribute("region"),
        standing.region());
  }

  /** What was published is what was recorded. */
  void checkPublished(TopicChanges published) {
    var customerId = findings.customerId();
    if (checkChanges(published.changes.getOrDefault(customerId, List.of()))) {
      checkSegment(published.segments.get(customerId), published.isErased(customerId));
    }
  }

  /**
   * Those that were published are those that were recorded.
   *
   * @return whether each has its counterpart
   */
  private boolean checkChanges(List<TopicChanges.Change> changes) {
    for (int i = 0; i < Math.max(rows.changes().size(), changes.size()); i++) {
      var row = i < rows.changes().size() ? rows.changes().get(i) : null;
      var one = i < changes.size() ? changes.get(i) : null;
      if (row == null || one == null || row.sequence() != one.sequence()) {
        findings.add(
            Part.PUBLISHED,
            "tier change " + (i + 1),
            row == null
                ? "none, as in the table"
                : "%d %s".formatted(row.sequence(), row.eventId()),
            one == null ? "none on the topic" : "%d at %s".formatted(one.sequence(), one.place()));
        return false;
      }
      findings.compare(Part.PUBLISHED, "event at " + one.place(), row.eventId(), one.eventId());
      if (!Arrays.equals(
          TopicChanges.digest(row.event().getBytes(StandardCharsets.UTF_8)), one.digest())) {
        findings.add(
            Part.PUBLISHED,
            "tier change %d at %s".formatted(one.sequence(), one.place()),
            row.event(),
            "other bytes");
      }
    }
    return true;
  }

  private void checkSegment(TopicChanges.Segment segment, boolean isToldErased) {
    if (isToldErased || customer.isErased()) {
      findings.compare(
          Part.PUBLISHED, "customer-segments says ERASED", customer.isErased(), isToldErased);
    } else if (standing == null || standing.asOf() == null) {
      findings.compare(Part.PUBLISHED, "customer-segments", null, segment);
    } else if (segment == null) {
      findings.add(Part.PUBLISHED, "customer-segments", standing, "nothing");
    } else {
      findings.compare(
          Part.PUBLISHED,
          "customer-segments at offset " + segment.offset(),
          List.of(
              text(standing.tier()),
              text(standing.segment()),
              text(standing.lifecycle()),
              text(standing.scores()),
              text(standing.composite()),
              standing.model(),
              standing.sequence(),
              text(standing.since())),
          List.of(
              text(segment.tier()),
              text(segment.segment()),
              text(segment.lifecycle()),
              text(segment.scores()),
              text(segment.composite()),
              segment.model(),
              segment.sequence(),
              text(segment.since())));
    }
  }

  private static String text(Object value) {
    return String.valueOf(value);
  }
}
