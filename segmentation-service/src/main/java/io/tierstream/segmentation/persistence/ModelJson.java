package io.tierstream.segmentation.persistence;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializerBase;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tierstream.segmentation.domain.Downgrade;
import io.tierstream.segmentation.domain.LifecycleAges;
import io.tierstream.segmentation.domain.Monetary;
import io.tierstream.segmentation.domain.SatisfactionRules;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.domain.SegmentMap;
import io.tierstream.segmentation.domain.SegmentRule;
import io.tierstream.segmentation.domain.Tier;
import io.tierstream.segmentation.domain.TierLadder;
import io.tierstream.segmentation.domain.Weights;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A scoring model's definition as JSON: the same on the topic and in the database. */
public final class ModelJson {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private ModelJson() {}

  record Definition(
      @JsonSerialize(using = DaysAndTime.class) Duration window,
      @JsonSerialize(contentUsing = DaysAndTime.class) List<Duration> recency,
      List<Integer> frequency,
      @JsonSerialize(contentUsing = PlainText.class) List<BigDecimal> monetary,
      Monetary.By monetaryBy,
      SatisfactionPart satisfaction,
      WeightsPart weights,
      List<TierPart> tiers,
      DowngradePart downgrade,
      List<SegmentPart> segments,
      LifecyclePart lifecycle,
      FittedPart fitted) {}

  record SatisfactionPart(
      @JsonSerialize(contentUsing = PlainText.class) List<BigDecimal> cutOffs,
      @JsonSerialize(using = DaysAndTime.class) Duration halfLife,
      @JsonSerialize(using = PlainText.class) BigDecimal priorWeight) {}

  record WeightsPart(int r, int f, int m, int s) {}

  record TierPart(
      String name,
      @JsonSerialize(using = PlainText.class) BigDecimal enter,
      @JsonSerialize(using = PlainText.class) BigDecimal keep,
      @JsonSerialize(using = PlainText.class) BigDecimal minMonetary,
      Integer minFrequency) {}

  record DowngradePart(
      @JsonSerialize(using = DaysAndTime.class) Duration grace,
      Downgrade.Reach reach,
      boolean refundsBypassGrace) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record SegmentPart(
      String segment, Set<Integer> r, Set<Integer> f, Set<Integer> m, Set<Integer> fm) {}

  record LifecyclePart(
      @JsonProperty("new") @JsonSerialize(using = DaysAndTime.class) Duration settled,
      @JsonSerialize(using = DaysAndTime.class) Duration dormant,
      @JsonSerialize(using = DaysAndTime.class) Duration churned) {}

  record FittedPart(Instant at, int customers) {}

  /** Writes ISO 8601 in days of 24 h and times, such as {@code P30D}. */
  public static final class DaysAndTime extends ToStringSerializerBase {
    private static final long serialVersionUID = 1L;

    public DaysAndTime() {
      super(Duration.class);
    }

    @Override
    public String valueToString(Object value) {
      var duration = (Duration) value;
      var days = duration.toDays();
      var rest = duration.minusDays(days);
      if (days == 0) {
        return rest.toString();
      }
      return "P" + days + "D" + (rest.isZero() ? "" : rest.toString().substring(1));
    }
  }

  /** As decimal text. */
  static final class PlainText extends ToStringSerializerBase {
    private static final long serialVersionUID = 1L;

    PlainText() {
      super(BigDecimal.class);
    }

    @Override
    public String valueToString(Object value) {
      var plain = ((BigDecimal) value).stripTrailingZeros();
      return (plain.scale() < 0 ? plain.setScale(0) : plain).toPlainString();
    }
  }

  /** The definition of {@code model}, without its number. */
  public static String write(ScoringModel model) {
    try {
      return JSON.writeValueAsString(definition(model));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a model that can't be written as JSON", e);
    }
  }

  /**
   * The model of this number and definition.
   *
   * @throws IllegalArgumentException when it isn't one; the message names the part
   */
  public static ScoringModel read(int number, String json) {
    Definition definition;
    try {
      definition = JSON.readValue(json, Definition.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("definition must be a model's: " + e.getOriginalMessage());
    }
    try {
      return model(number, definition);
    } catch (NullPointerException e) {
      throw new IllegalArgumentException("definition lacks a part", e);
    }
  }

  private static Definition definition(ScoringModel model) {
    return new Definition(
        model.window(),
        model.recency(),
        model.frequency(),
        model.monetary(),
        model.monetaryBy(),
        new SatisfactionPart(
            model.satisfaction().cutOffs(),
            model.satisfaction().halfLife(),
            model.satisfaction().priorWeight()),
        new WeightsPart(
            model.weights().recency(),
            model.weights().frequency(),
            model.weights().monetary(),
            model.weights().satisfaction()),
        model.tiers().tiers().stream()
            .map(
                tier ->
                    new TierPart(
                        tier.name(),
                        tier.enter(),
                        tier.keep(),
                        tier.minMonetary(),
                        tier.minFrequency()))
            .toList(),
        new DowngradePart(
            model.downgrade().grace(),
            model.downgrade().reach(),
            model.downgrade().refundsBypassGrace()),
        model.segments().rules().stream()
            .map(
                rule ->
                    new SegmentPart(
                        rule.segment(),
                        sorted(rule.r()),
                        sorted(rule.f()),
                        sorted(rule.m()),
                        sorted(rule.fm())))
            .toList(),
        new LifecyclePart(
            model.lifecycle().settled(), model.lifecycle().dormant(), model.lifecycle().churned()),
        model.fitted() == null
            ? null
            : new FittedPart(model.fitted().at(), model.fitted().customers()));
  }

  private static Set<Integer> sorted(Set<Integer> scores) {
    return scores == null ? null : new TreeSet<>(scores);
  }

  private static ScoringModel model(int number, Definition definition) {
    return new ScoringModel(
        number,
        definition.window(),
        definition.recency(),
        definition.frequency(),
        definition.monetary(),
        definition.monetaryBy() == null ? Monetary.By.SUM : definition.monetaryBy(),
        new SatisfactionRules(
            definition.satisfaction().cutOffs(),
            definition.satisfaction().halfLife(),
            definition.satisfaction().priorWeight()),
        new Weights(
            definition.weights().r(),
            definition.weights().f(),
            definition.weights().m(),
            definition.weights().s()),
        new TierLadder(
            definition.tiers().stream()
                .map(
                    tier ->
                        new Tier(
                            tier.name(),
                            tier.enter(),
                            tier.keep(),
                            tier.minMonetary(),
                            tier.minFrequency()))
                .toList()),
        new Downgrade(
            definition.downgrade().grace(),
            definition.downgrade().reach(),
            definition.downgrade().refundsBypassGrace()),
        SegmentMap.of(
            definition.segments().stream()
                .map(
                    rule ->
                        new SegmentRule(rule.segment(), rule.r(), rule.f(), rule.m(), rule.fm()))
                .toList()),
        new LifecycleAges(
            definition.lifecycle().settled(),
            definition.lifecycle().dormant(),
            definition.lifecycle().churned()),
        definition.fitted() == null
            ? null
            : new ScoringModel.Fitted(definition.fitted().at(), definition.fitted().customers()));
  }
}
