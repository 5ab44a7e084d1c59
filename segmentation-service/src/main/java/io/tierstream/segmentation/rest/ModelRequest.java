package io.tierstream.segmentation.rest;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.tierstream.rest.InvalidInput;
import io.tierstream.rest.Problem.Violation;
import io.tierstream.segmentation.domain.Downgrade;
import io.tierstream.segmentation.domain.LifecycleAges;
import io.tierstream.segmentation.domain.ModelDraft;
import io.tierstream.segmentation.domain.ModelDraft.CutOffs;
import io.tierstream.segmentation.domain.Monetary;
import io.tierstream.segmentation.domain.SatisfactionRules;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.domain.SegmentMap;
import io.tierstream.segmentation.domain.SegmentRule;
import io.tierstream.segmentation.domain.Tier;
import io.tierstream.segmentation.domain.TierLadder;
import io.tierstream.segmentation.domain.Weights;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a draft is to be; what is absent, or null, is as in the model in force, but for a window of
 * null, which is a lifetime. So a definition that was answered is taken back as it is; what it was
 * fitted to is worked out anew.
 */
@JsonIgnoreProperties("fitted")
@Schema(name = "ModelDraft")
public record ModelRequest(
    @Pattern(regexp = "FIXED|QUANTILE", message = "must be one of FIXED, QUANTILE")
        @Schema(
            defaultValue = "FIXED",
            description = "QUANTILE fits recency, frequency and monetary when it is published")
        String cutOffs,
    @Pattern(
            regexp = "P.{1,63}|LIFETIME",
            message = "must be an ISO 8601 duration such as P365D, or LIFETIME")
        @JsonDeserialize(using = WindowReader.class)
        @Schema(
            examples = "P365D",
            nullable = true,
            description = "how far back frequency and monetary look; null, as LIFETIME, for ever")
        String window,
    @JsonDeserialize(contentUsing = DurationReader.class)
        @Schema(description = "four rising ages, each of which costs a point")
        List<@NotNull Duration> recency,
    @Schema(description = "four rising counts, each of which gains a point")
        List<@NotNull Integer> frequency,
    @Schema(description = "four rising amounts in the base currency, each of which gains a point")
        List<@NotNull @ExactAmount BigDecimal> monetary,
    @Pattern(regexp = "SUM|AVERAGE", message = "must be one of SUM, AVERAGE") String monetaryBy,
    @Valid Satisfaction satisfaction,
    @Valid WeightsOf weights,
    @Size(max = TierLadder.MOST, message = "must be at most {max}") @Valid
        List<@NotNull @Valid TierOf> tiers,
    @Valid DowngradeOf downgrade,
    @Pattern(regexp = "STANDARD|EIGHT_CLASSES", message = "must be one of STANDARD, EIGHT_CLASSES")
        @Schema(description = "a built-in map instead of segments of your own")
        String segmentMap,
    @Size(max = SegmentMap.MOST_RULES, message = "must be at most {max}") @Valid
        List<@NotNull @Valid SegmentOf> segments,
    @Valid LifecycleOf lifecycle) {

  /** §3 of the domain description. */
  @Schema(name = "ModelSatisfaction")
  public record Satisfaction(
      @NotNull List<@NotNull @ExactAmount BigDecimal> cutOffs,
      @NotNull @JsonDeserialize(using = DurationReader.class) Duration halfLife,
      @NotNull @PriorWeight BigDecimal priorWeight) {}

  /** What each score weighs. */
  @Schema(name = "ModelWeights")
  public record WeightsOf(
      @NotNull Integer r, @NotNull Integer f, @NotNull Integer m, @NotNull Integer s) {}

  /** A tier, from the lowest up. */
  @Schema(name = "ModelTier")
  public record TierOf(
      @NotNull @Nameable String name,
      @NotNull @ExactAmount BigDecimal enter,
      @NotNull @ExactAmount BigDecimal keep,
      @ExactAmount BigDecimal minMonetary,
      @Min(0) Integer minFrequency) {}

  /** How a tier is lost. */
  @Schema(name = "ModelDowngrade")
  public record DowngradeOf(
      @NotNull @JsonDeserialize(using = DurationReader.class) Duration grace,
      @NotNull @Pattern(regexp = "ONE_STEP|DIRECT", message = "must be one of ONE_STEP, DIRECT")
          String reach,
      @NotNull Boolean refundsBypassGrace) {}

  /** A rule of the segment map; a score that isn't listed may be any. */
  @Schema(name = "ModelSegment")
  public record SegmentOf(
      @NotNull @Nameable String segment,
      Set<@NotNull Integer> r,
      Set<@NotNull Integer> f,
      Set<@NotNull Integer> m,
      Set<@NotNull Integer> fm) {}

  /** The ages at which a lifecycle ends. */
  @Schema(name = "ModelLifecycle")
  public record LifecycleOf(
      @NotNull @JsonProperty("new") @JsonDeserialize(using = DurationReader.class) Duration settled,
      @NotNull @JsonDeserialize(using = DurationReader.class) Duration dormant,
      @NotNull @JsonDeserialize(using = DurationReader.class) Duration churned) {}

  /**
   * The draft, over {@code base}.
   *
   * @throws InvalidInput naming every part that no model can have
   */
  ModelDraft over(ScoringModel base) {
    var violations = new ArrayList<Violation>();
    if (segmentMap != null && segments != null) {
      violations.add(
          new Violation("segments", "oneOf", "must be absent when there is a segmentMap"));
    }
    var model =
        new ScoringModel(
            base.number(),
            part("window", violations, base.window(), this::windowOf),
            part("recency", violations, base.recency(), this::recencyOf),
            part("frequency", violations, base.frequency(), this::frequencyOf),
            part("monetary", violations, base.monetary(), this::monetaryOf),
            monetaryBy == null ? base.monetaryBy() : Monetary.By.valueOf(monetaryBy),
            part("satisfaction", violations, base.satisfaction(), this::satisfactionOf),
            part("weights", violations, base.weights(), this::weightsOf),
            part("tiers", violations, base.tiers(), this::tiersOf),
            part("downgrade", violations, base.downgrade(), this::downgradeOf),
            part("segments", violations, base.segments(), this::segmentsOf),
            part("lifecycle", violations, base.lifecycle(), this::lifecycleOf),
            null);
    if (!violations.isEmpty()) {
      throw new InvalidInput(422, List.copyOf(violations));
    }
    return new ModelDraft(
        model.fittedAs(base), cutOffs == null ? CutOffs.FIXED : CutOffs.valueOf(cutOffs));
  }

  /** A part as it is wanted, or of {@code base} where it isn't or can't be had. */
  private static <T> T part(
      String name, List<Violation> violations, T base, Supplier<Wanted<T>> wanted) {
    try {
      var part = wanted.get();
      return part == null ? base : part.value();
    } catch (IllegalArgumentException | ArithmeticException e) {
      violations.add(new Violation(name, "invalid", messageOf(name, e)));
      return base;
    }
  }

  /** To be read after the part's name. */
  private static String messageOf(String name, RuntimeException e) {
    var message = e.getMessage();
    return message.startsWith(name + " ")
        ? message.substring(name.length() + 1)
        : "can't be so: " + message;
  }

  /** A part that is there; its value may be null. */
  private record Wanted<T>(T value) {}

  private Wanted<Duration> windowOf() {
    if (window == null) {
      return null;
    }
    try {
      return new Wanted<>(
          window.equals(WindowReader.LIFETIME)
              ? null
              : ScoringModel.window(Duration.parse(window)));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("window must be an ISO 8601 duration such as P365D", e);
    }
  }

  private Wanted<List<Duration>> recencyOf() {
    return recency == null ? null : new Wanted<>(ScoringModel.recency(recency));
  }

  private Wanted<List<Integer>> frequencyOf() {
    return frequency == null ? null : new Wanted<>(ScoringModel.frequency(frequency));
  }

  private Wanted<List<BigDecimal>> monetaryOf() {
    return monetary == null ? null : new Wanted<>(ScoringModel.monetary(monetary));
  }

  private Wanted<SatisfactionRules> satisfactionOf() {
    return satisfaction == null
        ? null
        : new Wanted<>(
            new SatisfactionRules(
                satisfaction.cutOffs(), satisfaction.halfLife(), satisfaction.priorWeight()));
  }

  private Wanted<Weights> weightsOf() {
    return weights == null
        ? null
        : new Wanted<>(new Weights(weights.r(), weights.f(), weights.m(), weights.s()));
  }

  private Wanted<TierLadder> tiersOf() {
    return tiers == null
        ? null
        : new Wanted<>(
            new TierLadder(
                tiers.stream()
                    .map(
                        tier ->
                            new Tier(
                                tier.name(),
                                tier.enter(),
                                tier.keep(),
                                tier.minMonetary(),
                                tier.minFrequency()))
                    .toList()));
  }

  private Wanted<Downgrade> downgradeOf() {
    return downgrade == null
        ? null
        : new Wanted<>(
            new Downgrade(
                downgrade.grace(),
                Downgrade.Reach.valueOf(downgrade.reach()),
                downgrade.refundsBypassGrace()));
  }

  private Wanted<SegmentMap> segmentsOf() {
    if (segmentMap != null) {
      return new Wanted<>(
          segmentMap.equals("STANDARD") ? SegmentMap.standard() : SegmentMap.eightClasses());
    }
    return segments == null
        ? null
        : new Wanted<>(
            SegmentMap.of(
                segments.stream()
                    .map(
                        rule ->
                            new SegmentRule(
                                rule.segment(), rule.r(), rule.f(), rule.m(), rule.fm()))
                    .toList()));
  }

  private Wanted<LifecycleAges> lifecycleOf() {
    return lifecycle == null
        ? null
        : new Wanted<>(
            new LifecycleAges(lifecycle.settled(), lifecycle.dormant(), lifecycle.churned()));
  }
}
