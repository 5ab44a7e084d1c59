package io.tierstream.segmentation.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.tierstream.segmentation.application.RecallStanding.Recalled;
import io.tierstream.segmentation.persistence.CurrentStanding;
import java.math.BigDecimal;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Where a customer stands, for callers. */
@Schema(
    name = "Standing",
    description =
        "Figures as of the last assessment; time alone changes none of them before nextChangeAt. Of"
            + " another instant: the figures at effectiveAt; tier, belowSince, sequence, since and"
            + " nextChangeAt as the assessment at asOf left them.")
public record StandingResponse(
    String customerId,
    @Schema(description = "Whom the customer was merged into; absent for one of its own")
        @JsonInclude(Include.NON_NULL)
        String mergedInto,
    @Schema(description = "Null without a qualifying purchase", nullable = true) String tier,
    @Schema(description = "Null without a qualifying purchase", nullable = true) String segment,
    @Schema(enumeration = {"PROSPECT", "NEW", "ACTIVE", "DORMANT", "CHURNED"}) String lifecycle,
    @Schema(description = "Null without a qualifying purchase", nullable = true) Scores scores,
    @Schema(
            description = "Weighted mean of the scores, decimal text with three places",
            examples = "3.400",
            nullable = true)
        String composite,
    @Schema(
            description =
                "Whole days since the latest qualifying purchase, at the instant of the request",
            nullable = true)
        Long recencyDays,
    @Schema(description = "Qualifying purchases in the model's window") int frequency,
    @Schema(
            description =
                "Their net sum: decimal text in the installation's base currency, as on"
                    + " tier-changes",
            examples = "2019.90")
        String monetary,
    @Schema(
            description = "From 1 to 5, decimal text; null without rated feedback",
            examples = "3.20",
            nullable = true)
        String satisfaction,
    @Schema(description = "Number of the scoring model") int model,
    @Schema(description = "Number of the last tier change, 0 before the first") long sequence,
    @Schema(description = "Instant of the last tier change", nullable = true) Instant since,
    @Schema(description = "Since when the tier can't be kept; absent while it can")
        @JsonInclude(Include.NON_NULL)
        Instant belowSince,
    @Schema(
            description = "When something changes if nothing else happens; null: never",
            nullable = true)
        Instant nextChangeAt,
    @Schema(description = "Instant of the last assessment; null before the first", nullable = true)
        Instant asOf,
    @Schema(description = "At which instant the customer stood there; absent for now")
        @JsonInclude(Include.NON_NULL)
        Instant effectiveAt,
    @Schema(description = "By what was recorded until then; absent for now")
        @JsonInclude(Include.NON_NULL)
        Instant knownAt) {

  /** Each from 1 to 5. */
  @Schema(name = "Scores", description = "Each from 1 to 5; s is null without rated feedback")
  public record Scores(int r, int f, int m, @Schema(nullable = true) Integer s) {}

  static StandingResponse of(CurrentStanding standing, Instant now) {
    return new StandingResponse(
        standing.customerId(),
        standing.mergedInto(),
        standing.tier(),
        standing.segment(),
        standing.lifecycle(),
        scores(standing.scores()),
        plain(standing.composite()),
        standing.recencyDays(now),
        standing.frequency(),
        Amount.rounded(standing.monetary()),
        plain(standing.satisfaction(now)),
        standing.model(),
        standing.sequence(),
        standing.since(),
        standing.belowSince(),
        standing.nextChangeAt(),
        standing.asOf(),
        null,
        null);
  }

  static StandingResponse of(Recalled recalled) {
    var standing = recalled.standing();
    var figures = recalled.figures();
    var scores = figures.scores();
    var satisfaction = figures.satisfaction();
    var at = figures.at();
    return new StandingResponse(
        standing.customerId(),
        standing.bonds().mergedInto(),
        standing.tier(),
        figures.segment(),
        figures.lifecycle().name(),
        scores == null ? null : new Scores(scores.r(), scores.f(), scores.m(), scores.s()),
        figures.composite() == null ? null : plain(figures.composite().rounded()),
        figures.recencyDays(at),
        figures.frequency(),
        Amount.rounded(figures.monetary().value()),
        satisfaction == null ? null : plain(satisfaction.at(at)),
        recalled.model(),
        standing.sequence(),
        standing.tierSince(),
        standing.belowSince(),
        standing.nextChangeAt(),
        standing.asOf(),
        at,
        recalled.knownAt());
  }

  private static Scores scores(CurrentStanding.Scores scores) {
    return scores == null ? null : new Scores(scores.r(), scores.f(), scores.m(), scores.s());
  }

  private static String plain(BigDecimal number) {
    return number == null ? null : number.toPlainString();
  }
}
