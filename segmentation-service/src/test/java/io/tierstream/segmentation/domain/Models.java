package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The standard model, but for what a sentence says. */
final class Models {

  private int number;
  private Duration window;
  private List<Duration> recency;
  private List<Integer> frequency;
  private List<BigDecimal> monetary;
  private Monetary.By monetaryBy;
  private Weights weights;
  private TierLadder tiers;
  private Downgrade downgrade;
  private SegmentMap segments;
  private LifecycleAges lifecycle;

  private Models(ScoringModel model) {
    number = model.number();
    window = model.window();
    recency = model.recency();
    frequency = model.frequency();
    monetary = model.monetary();
    monetaryBy = model.monetaryBy();
    weights = model.weights();
    tiers = model.tiers();
    downgrade = model.downgrade();
    segments = model.segments();
    lifecycle = model.lifecycle();
  }

  static Models standard() {
    return new Models(ScoringModel.standard());
  }

  static Models of(ScoringModel model) {
    return new Models(model);
  }

  ScoringModel model() {
    return new ScoringModel(
        number,
        window,
        recency,
        frequency,
        monetary,
        monetaryBy,
        ScoringModel.standard().satisfaction(),
        weights,
        tiers,
        downgrade,
        segments,
        lifecycle,
        null);
  }

  Models numbered(int number) {
    return but(m -> m.number = number);
  }

  Models window(Duration window) {
    return but(m -> m.window = window);
  }

  Models recency(int... days) {
    return but(m -> m.recency = IntStream.of(days).mapToObj(Duration::ofDays).toList());
  }

  Models frequency(Integer... cutOffs) {
    return but(m -> m.frequency = List.of(cutOffs));
  }

  Models monetary(String... cutOffs) {
    return but(m -> m.monetary = Stream.of(cutOffs).map(BigDecimal::new).toList());
  }

  Models averaging() {
    return but(m -> m.monetaryBy = Monetary.By.AVERAGE);
  }

  Models weights(int r, int f, int m, int s) {
    return but(models -> models.weights = new Weights(r, f, m, s));
  }

  Models tiers(Tier... tiers) {
    return but(m -> m.tiers = new TierLadder(List.of(tiers)));
  }

  Models segments(SegmentMap segments) {
    return but(m -> m.segments = segments);
  }

  Models lifecycle(LifecycleAges lifecycle) {
    return but(m -> m.lifecycle = lifecycle);
  }

  Models grace(Duration grace) {
    return downgrade(new Downgrade(grace, downgrade.reach(), downgrade.refundsBypassGrace()));
  }

  Models fallingDirectly() {
    return downgrade(
        new Downgrade(downgrade.grace(), Downgrade.Reach.DIRECT, downgrade.refundsBypassGrace()));
  }

  Models graceForRefundsToo() {
    return downgrade(new Downgrade(downgrade.grace(), downgrade.reach(), false));
  }

  Models downgrade(Downgrade downgrade) {
    return but(m -> m.downgrade = downgrade);
  }

  private Models but(Consumer<Models> change) {
    Models other = new Models(model());
    change.accept(other);
    return other;
  }
}
