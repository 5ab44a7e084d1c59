package io.tierstream.segmentation.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.tierstream.segmentation.application.ProjectStanding.Projected;
import io.tierstream.segmentation.domain.Projection;
import io.tierstream.segmentation.domain.Scores;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What becomes of a customer. */
@Schema(name = "Projection")
public record ProjectionResponse(
    String customerId,
    @Schema(description = "Whom the customer was merged into; absent for one of its own")
        @JsonInclude(Include.NON_NULL)
        String mergedInto,
    @Schema(description = "From when on") Instant at,
    @Schema(
            description =
                "At that instant, also when the standing hasn't followed yet; null for none",
            nullable = true)
        String tier,
    @Schema(description = "If nothing happens, the earliest first") List<Change> changes,
    @Schema(description = "Whether these are all that will ever come") boolean complete,
    @Schema(
            description =
                "What reaches the next tier now; null on the highest, and of a customer who was"
                    + " merged into another or whose facts are on their way by a merge",
            nullable = true)
        Reach next,
    @Schema(
            description = "What keeps this tier; null while nothing takes it away, and likewise",
            nullable = true)
        Keep keep) {

  /** A standing as it will be from an instant on. */
  @Schema(name = "ProjectedChange")
  public record Change(
      Instant at,
      @Schema(description = "Null for none", nullable = true) String tier,
      @Schema(description = "Null without a qualifying purchase", nullable = true) String segment,
      @Schema(enumeration = {"PROSPECT", "NEW", "ACTIVE", "DORMANT", "CHURNED"}) String lifecycle,
      @Schema(description = "Null without a qualifying purchase", nullable = true) ScoresOf scores,
      @Schema(
              description = "Decimal text with three places; null without a qualifying purchase",
              examples = "3.400",
              nullable = true)
          String composite,
      @Schema(
              description =
                  "When the tier is lost that can't be kept from then on; null while it can",
              nullable = true)
          Instant fallsAt) {

    static Change of(Projection.Expected expected) {
      return new Change(
          expected.at(),
          expected.tier(),
          expected.segment(),
          expected.lifecycle().name(),
          ScoresOf.of(expected.scores()),
          expected.composite() == null ? null : expected.composite().rounded().toPlainString(),
          expected.fallsAt());
    }
  }

  /** Each from 1 to 5; {@code s} is null without rated feedback. */
  @Schema(name = "ProjectedScores")
  public record ScoresOf(int r, int f, int m, @Schema(nullable = true) Integer s) {

    static ScoresOf of(Scores scores) {
      return scores == null ? null : new ScoresOf(scores.r(), scores.f(), scores.m(), scores.s());
    }
  }

  /** As in events. */
  @Schema(name = "ProjectedMoney")
  public record Money(String amount, String currency) {

    static Money of(BigDecimal amount, Currency currency) {
      return amount == null ? null : new Money(Amount.text(amount), currency.getCurrencyCode());
    }
  }

  /** What reaches a tier. */
  @Schema(name = "ProjectedReach")
  public record Reach(
      String tier,
      @Schema(
              description =
                  "The least amount of one purchase made now; null when none is enough, as under a"
                      + " pin",
              nullable = true)
          Money amount,
      @Schema(
              description = "The least number of purchases of the mean made now; null likewise",
              nullable = true)
          Integer orders,
      @Schema(
              description =
                  "The customer's mean purchase in the model's window, else of all; null without"
                      + " one",
              nullable = true)
          Money mean) {

    static Reach of(Projection.Reach reach, Currency currency) {
      return reach == null
          ? null
          : new Reach(
              reach.tier(),
              Money.of(reach.amount(), currency),
              reach.purchases(),
              Money.of(reach.mean(), currency));
    }
  }

  /** What keeps a tier past the instant at which it would be lost. */
  @Schema(name = "ProjectedKeep")
  public record Keep(
      String tier,
      @Schema(description = "When it is lost otherwise") Instant until,
      @Schema(description = "Which tier follows then; null for none", nullable = true)
          String fallsTo,
      @Schema(
              description = "The least amount of one purchase made now; null when none is enough",
              nullable = true)
          Money amount,
      @Schema(
              description = "The least number of purchases of the mean made now; null likewise",
              nullable = true)
          Integer orders,
      @Schema(description = "As in next", nullable = true) Money mean) {

    static Keep of(Projection.Keep keep, Currency currency) {
      if (keep == null) {
        return null;
      }
      var reach = Reach.of(keep.reach(), currency);
      return new Keep(
          reach.tier(), keep.until(), keep.fallsTo(), reach.amount(), reach.orders(), reach.mean());
    }
  }

  static ProjectionResponse of(Projected projected) {
    var projection = projected.projection();
    return new ProjectionResponse(
        projected.customerId(),
        projected.mergedInto(),
        projection.at(),
        projection.tier(),
        projection.changes().stream().map(Change::of).toList(),
        projection.isComplete(),
        Reach.of(projection.next(), projected.currency()),
        Keep.of(projection.keep(), projected.currency()));
  }
}
