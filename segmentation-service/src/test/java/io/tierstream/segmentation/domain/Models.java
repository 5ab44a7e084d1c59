package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The standard model, but for what a sentence says. */
record Models(ScoringModel model) {

  static Models standard() {
    return new Models(ScoringModel.standard());
  }

  Models window(Duration window) {
    return of(window, model.recency(), model.frequency(), model.monetary());
  }

  Models recency(int... days) {
    return of(
        model.window(),
        IntStream.of(days).mapToObj(Duration::ofDays).toList(),
        model.frequency(),
        model.monetary());
  }

  Models frequency(Integer... cutOffs) {
    return of(model.window(), model.recency(), List.of(cutOffs), model.monetary());
  }

  Models monetary(String... cutOffs) {
    return of(
        model.window(),
        model.recency(),
        model.frequency(),
        Stream.of(cutOffs).map(BigDecimal::new).toList());
  }

  Models tiers(Tier... tiers) {
    return of(new TierLadder(List.of(tiers)), model.downgrade());
  }

  Models grace(Duration grace) {
    return downgrade(
        new Downgrade(grace, model.downgrade().reach(), model.downgrade().refundsBypassGrace()));
  }

  Models fallingDirectly() {
    return downgrade(
        new Downgrade(
            model.downgrade().grace(),
            Downgrade.Reach.DIRECT,
            model.downgrade().refundsBypassGrace()));
  }

  Models graceForRefundsToo() {
    return downgrade(new Downgrade(model.downgrade().grace(), model.downgrade().reach(), false));
  }

  Models downgrade(Downgrade downgrade) {
    return of(model.tiers(), downgrade);
  }

  private Models of(TierLadder tiers, Downgrade downgrade) {
    return new Models(
        new ScoringModel(
            model.number(),
            model.window(),
            model.recency(),
            model.frequency(),
            model.monetary(),
            model.satisfaction(),
            model.weights(),
            tiers,
            downgrade,
            model.segments(),
            model.lifecycle()));
  }

  private Models of(
      Duration window, List<Duration> recency, List<Integer> frequency, List<BigDecimal> monetary) {
    return new Models(
        new ScoringModel(
            model.number(),
            window,
            recency,
            frequency,
            monetary,
            model.satisfaction(),
            model.weights(),
            model.tiers(),
            model.downgrade(),
            model.segments(),
            model.lifecycle()));
  }
}
