package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Random scoring models of the standard's shape. */
final class RandomModels {

  private RandomModels() {}

  static Arbitrary<ScoringModel> models() {
    Arbitrary<Duration> windows =
        Arbitraries.of(90, 365, 1000).map(Duration::ofDays).injectNull(0.2);
    Arbitrary<List<Duration>> recency =
        Arbitraries.of(0, 14, 30, 60, 90, 120, 240, 365)
            .list()
            .ofSize(4)
            .map(days -> days.stream().sorted().map(Duration::ofDays).toList());
    Arbitrary<List<Integer>> frequency =
        Arbitraries.integers()
            .between(1, 12)
            .list()
            .ofSize(4)
            .map(l -> l.stream().sorted().toList());
    Arbitrary<List<BigDecimal>> monetary =
        Histories.amounts().list().ofSize(4).map(l -> l.stream().sorted().toList());
    Arbitrary<Downgrade> downgrades =
        Combinators.combine(
                Arbitraries.of(0, 1, 14, 200).map(Duration::ofDays),
                Arbitraries.of(Downgrade.Reach.class),
                Arbitraries.of(true, false))
            .as(Downgrade::new);
    Arbitrary<LifecycleAges> ages =
        Arbitraries.of(
            new LifecycleAges(Duration.ofDays(30), Duration.ofDays(180), Duration.ofDays(365)),
            new LifecycleAges(Duration.ZERO, Duration.ofDays(14), Duration.ofDays(60)),
            new LifecycleAges(Duration.ofDays(60), Duration.ofDays(60), Duration.ofDays(61)));
    return Combinators.combine(
            windows, recency, frequency, monetary, judgements(), ladders(), downgrades, ages)
        .as(
            (window, r, f, m, judgement, ladder, downgrade, lifecycle) ->
                new ScoringModel(
                    7,
                    window,
                    r,
                    f,
                    m,
                    judgement.satisfaction(),
                    judgement.weights(),
                    ladder,
                    downgrade,
                    ScoringModel.standard().segments(),
                    lifecycle));
  }

  private record Judgement(SatisfactionRules satisfaction, Weights weights) {}

  private static Arbitrary<Judgement> judgements() {
    Arbitrary<Weights> weights =
        Arbitraries.integers()
            .between(0, 50)
            .list()
            .ofSize(4)
            .map(w -> new Weights(w.get(0) + 1, w.get(1), w.get(2), w.get(3)));
    return Combinators.combine(satisfactionRules(), weights).as(Judgement::new);
  }

  static Arbitrary<SatisfactionRules> satisfactionRules() {
    Arbitrary<List<BigDecimal>> cutOffs =
        Arbitraries.of("1", "1.5", "2", "2.75", "3", "3.3", "3.5", "4.25", "5")
            .list()
            .ofSize(4)
            .map(l -> l.stream().map(BigDecimal::new).sorted().toList());
    return Combinators.combine(
            cutOffs,
            Arbitraries.of(1, 30, 90, 400).map(Duration::ofDays),
            Arbitraries.of("0.5", "1", "5").map(BigDecimal::new))
        .as(SatisfactionRules::new);
  }

  private static Arbitrary<TierLadder> ladders() {
    Arbitrary<BigDecimal> floors = Histories.amounts().injectNull(0.5);
    Arbitrary<Integer> counts = Arbitraries.integers().between(1, 5).injectNull(0.5);
    return Combinators.combine(floors, counts, floors, counts)
        .as(
            (minMonetary, minFrequency, higherMonetary, higherFrequency) ->
                new TierLadder(
                    List.of(
                        Tier.of("BRONZE", "1.00", "0.50"),
                        tier("SILVER", "1.80", "1.60", minMonetary, null),
                        tier("GOLD", "2.50", "2.0", null, minFrequency),
                        tier("PLATINUM", "3.333", "3.333", higherMonetary, higherFrequency),
                        Tier.of("DIAMOND", "4", "3.5"))));
  }

  private static Tier tier(
      String name, String enter, String keep, BigDecimal minMonetary, Integer minFrequency) {
    return new Tier(name, new BigDecimal(enter), new BigDecimal(keep), minMonetary, minFrequency);
  }
}
