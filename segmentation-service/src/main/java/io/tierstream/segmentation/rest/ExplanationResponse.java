package io.tierstream.segmentation.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import io.tierstream.rest.Page;
import io.tierstream.segmentation.application.ExplainStanding.Explained;
import io.tierstream.segmentation.domain.Explanation;
import io.tierstream.segmentation.domain.Threshold;
import io.tierstream.segmentation.domain.TurningPoint;
import io.tierstream.segmentation.persistence.ModelJson.DaysAndTime;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Why a customer stands where it stands, for callers. */
@Schema(
    name = "Explanation",
    description =
        "Everything at the instant of the request; amounts are decimal text in the installation's"
            + " base currency, exact, so that they add up. Without a qualifying purchase there are"
            + " no scores to explain.")
public record ExplanationResponse(
    String customerId,
    @Schema(description = "Whom the customer was merged into; absent for one of its own")
        @JsonInclude(Include.NON_NULL)
        String mergedInto,
    @Schema(description = "The instant of the request") Instant at,
    @Schema(description = "Number of the scoring model") int model,
    @Schema(nullable = true) String tier,
    @Schema(nullable = true) String segment,
    String lifecycle,
    @Schema(description = "Purchases after it count; null: all do", nullable = true)
        Instant windowStart,
    @JsonInclude(Include.NON_NULL) Recency recency,
    @JsonInclude(Include.NON_NULL) Count frequency,
    @JsonInclude(Include.NON_NULL) Sum monetary,
    @Schema(description = "Absent without rated feedback") @JsonInclude(Include.NON_NULL)
        Satisfaction satisfaction,
    @JsonInclude(Include.NON_NULL) Composite composite,
    @JsonInclude(Include.NON_NULL) Cell cell,
    @Schema(description = "All of the model's, lowest first") List<Tier> tiers,
    @Schema(description = "Absent without one that lasts") @JsonInclude(Include.NON_NULL) Pin pin,
    @Schema(description = "Absent while the tier can be kept") @JsonInclude(Include.NON_NULL)
        Fall fall,
    @Schema(description = "When something changes if nothing else happens", nullable = true)
        Instant nextChangeAt,
    @Schema(description = "What may change by itself, the earliest first") List<Turn> turns,
    @Schema(description = "Newest first; next goes into after of …/explanation/orders")
        Page<ExplainedOrder> orders,
    @Schema(description = "Newest first; next goes into after of …/explanation/feedback")
        Page<ExplainedFeedback> feedback) {

  /** The age of the latest qualifying purchase; each cut-off reached costs a point. */
  @Schema(name = "RecencyReason")
  public record Recency(
      Instant lastPurchaseAt,
      @JsonSerialize(using = DaysAndTime.class) @Schema(examples = "P12DT3H") Duration age,
      @JsonSerialize(contentUsing = DaysAndTime.class) List<Duration> cutOffs,
      int score,
      @Schema(description = "When it is one less; null for 1", nullable = true)
          Instant scoreFallsAt) {}

  /** Qualifying purchases in the window; each cut-off reached gains a point. */
  @Schema(name = "FrequencyReason")
  public record Count(
      int value,
      List<Integer> cutOffs,
      int score,
      @Schema(description = "To the next score; null for 5", nullable = true) Integer missing) {}

  /** Their net sum; each cut-off reached gains a point. */
  @Schema(name = "MonetaryReason")
  public record Sum(
      String value,
      List<String> cutOffs,
      int score,
      @Schema(description = "To the next score; null for 5", nullable = true) String missing) {}

  /** What the ratings come to: (priorWeight · 3 + weighted) / (priorWeight + weights). */
  @Schema(name = "SatisfactionReason")
  public record Satisfaction(
      String value,
      List<String> cutOffs,
      int score,
      @Schema(description = "To the next score; null for 5", nullable = true) String missing,
      String priorWeight,
      @Schema(description = "Sum of the ratings' weights now, six places") String weights,
      @Schema(description = "Sum of weight times rating now, six places") String weighted,
      @JsonSerialize(using = DaysAndTime.class)
          @Schema(description = "After which a rating weighs half", examples = "P90D")
          Duration halfLife) {}

  /** The weighted mean of the scores: sum of products by sum of weights. */
  @Schema(name = "CompositeReason")
  public record Composite(
      List<Explanation.Term> terms,
      int sum,
      int weights,
      @Schema(description = "Exactly, and what tiers are judged by", examples = "306/90")
          String exact,
      @Schema(description = "With three places", examples = "3.400") String rounded) {}

  /** Where in the map the segment comes from. */
  @Schema(name = "SegmentCell")
  public record Cell(
      int r, @Schema(description = "Mean of f and m, rounded up") int fm, String segment) {}

  /** A tier against the figures. */
  @Schema(name = "TierReason")
  public record Tier(
      String tier,
      boolean current,
      String enter,
      String keep,
      @JsonInclude(Include.NON_NULL) String minMonetary,
      @JsonInclude(Include.NON_NULL) Integer minFrequency,
      boolean canEnter,
      boolean canKeep,
      @Schema(description = "The first thing in the way", examples = "composite 3.75")
          @JsonInclude(Include.NON_NULL)
          String missingToEnter,
      @JsonInclude(Include.NON_NULL) String missingToKeep) {}

  /** An operator's; who pinned it why is beside it, at …/pin. */
  @Schema(name = "PinReason")
  public record Pin(
      String tier,
      @Schema(description = "When it ends by itself") Instant until,
      @Schema(
              description =
                  "Whether the tier is the pinned one, whatever the figures are; false when the"
                      + " model has no tier of that name")
          boolean decides) {}

  /** The tier can't be kept. */
  @Schema(name = "Fall")
  public record Fall(
      Instant belowSince,
      @Schema(description = "The end of the grace") Instant at,
      @Schema(description = "Null when it could be kept again", nullable = true) String to) {}

  /** What may change by itself, and when. */
  @Schema(name = "Turn")
  public record Turn(TurningPoint why, Instant at) {}

  static ExplanationResponse of(
      String customerId,
      Explained explained,
      Page<ExplainedOrder> orders,
      Page<ExplainedFeedback> feedback) {
    var why = explained.explanation();
    var now = why.assessment();
    return new ExplanationResponse(
        customerId,
        explained.standing().bonds().mergedInto(),
        now.at(),
        explained.model().number(),
        explained.standing().tier(),
        now.segment(),
        now.lifecycle().name(),
        why.windowStart(),
        why.recency() == null
            ? null
            : new Recency(
                now.lastPurchaseAt(),
                why.recency().age(),
                why.recency().cutOffs(),
                why.recency().score(),
                why.recency().scoreFallsAt()),
        why.frequency() == null
            ? null
            : new Count(
                why.frequency().value(),
                why.frequency().cutOffs(),
                why.frequency().score(),
                why.frequency().missing()),
        why.monetary() == null ? null : monetary(why.monetary()),
        why.satisfaction() == null ? null : satisfaction(why),
        why.terms().isEmpty() ? null : composite(why),
        now.scores() == null ? null : cell(why),
        why.tiers().stream().map(ExplanationResponse::tier).toList(),
        why.pin() == null
            ? null
            : new Pin(why.pin().tier(), why.pin().until(), why.pin().decides()),
        why.fall() == null
            ? null
            : new Fall(why.fall().belowSince(), why.fall().at(), why.fall().to()),
        why.turns().isEmpty() ? null : why.turns().get(0).at(),
        why.turns().stream().map(turn -> new Turn(turn.why(), turn.at())).toList(),
        orders,
        feedback);
  }

  private static Sum monetary(Explanation.Figure<BigDecimal> figure) {
    return new Sum(
        money(figure.value()),
        figure.cutOffs().stream().map(ExplanationResponse::money).toList(),
        figure.score(),
        money(figure.missing()));
  }

  private static Satisfaction satisfaction(Explanation why) {
    var figure = why.satisfaction();
    var ratings = why.assessment().satisfaction();
    var at = why.assessment().at();
    return new Satisfaction(
        figure.value().toPlainString(),
        figure.cutOffs().stream().map(BigDecimal::toPlainString).toList(),
        figure.score(),
        figure.missing() == null ? null : figure.missing().toPlainString(),
        ratings.rules().priorWeight().toPlainString(),
        ratings.weightsAt(at).toPlainString(),
        ratings.weightedAt(at).toPlainString(),
        ratings.rules().halfLife());
  }

  private static Composite composite(Explanation why) {
    var composite = why.assessment().composite();
    return new Composite(
        why.terms(),
        composite.weighted(),
        composite.weights(),
        composite.weighted() + "/" + composite.weights(),
        composite.rounded().toPlainString());
  }

  private static Cell cell(Explanation why) {
    var scores = why.assessment().scores();
    return new Cell(scores.r(), scores.fm(), why.assessment().segment());
  }

  private static Tier tier(Explanation.TierCheck check) {
    var tier = check.tier();
    return new Tier(
        tier.name(),
        check.isCurrent(),
        tier.enter().toPlainString(),
        tier.keep().toPlainString(),
        money(tier.minMonetary()),
        tier.minFrequency(),
        check.missingToEnter() == null,
        check.missingToKeep() == null,
        text(check.missingToEnter()),
        text(check.missingToKeep()));
  }

  private static String text(Threshold threshold) {
    return threshold == null ? null : threshold.figure() + " " + threshold.value().toPlainString();
  }

  private static String money(BigDecimal amount) {
    return amount == null ? null : Amount.text(amount);
  }
}
