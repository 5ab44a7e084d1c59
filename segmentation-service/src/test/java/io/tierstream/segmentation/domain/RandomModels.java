package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;

/** Random scoring models. */
final class RandomModels {

  private static final ScoringModel STANDARD = ScoringModel.standard();

  /** That a model can have from another. */
  private static final int PARTS = 11;

  private static final List<Integer> WINDOWS = List.of(90, 365, 1000);
  private static final List<Integer> AGES = List.of(0, 14, 30, 60, 90, 120, 240, 365);
  private static final List<Integer> GRACES = List.of(0, 1, 14, 200);
  private static final List<LifecycleAges> LIFECYCLES =
      List.of(
          new LifecycleAges(Duration.ofDays(30), Duration.ofDays(180), Duration.ofDays(365)),
          new LifecycleAges(Duration.ZERO, Duration.ofDays(14), Duration.ofDays(60)),
          new LifecycleAges(Duration.ofDays(60), Duration.ofDays(60), Duration.ofDays(61)));
  private static final List<BigDecimal> MOODS =
      decimals("1", "1.5", "2", "2.75", "3", "3.3", "3.5", "4.25", "5");
  private static final List<Integer> HALF_LIVES = List.of(1, 30, 90, 400);
  private static final List<BigDecimal> PRIOR_WEIGHTS = decimals("0.5", "1", "5");
  private static final List<SegmentMap> BUILT_IN =
      List.of(SegmentMap.standard(), SegmentMap.eightClasses());

  private final Dice dice;

  /** How many times more purchases there are than others have. */
  private final int scale;

  private RandomModels(Dice dice, int scale) {
    this.dice = dice;
    this.scale = scale;
  }

  static Arbitrary<ScoringModel> models() {
    return models(1);
  }

  /** For customers with so many times more purchases than others have. */
  static Arbitrary<ScoringModel> models(int scale) {
    return Drawn.by(
        dice -> new RandomModels(dice, scale).model(),
        RandomModels::differences,
        RandomModels::simpler);
  }

  static Arbitrary<SatisfactionRules> satisfactionRules() {
    return Drawn.by(
        dice -> new RandomModels(dice, 1).satisfaction(),
        rules -> rules.equals(STANDARD.satisfaction()) ? 0 : 1,
        rules -> Stream.of(STANDARD.satisfaction()));
  }

  static ScoringModel model(Dice dice) {
    return new RandomModels(dice, 1).model();
  }

  private ScoringModel model() {
    return new ScoringModel(
        7,
        dice.onceIn(5) ? null : Duration.ofDays(dice.oneOf(WINDOWS)),
        rising(() -> Duration.ofDays(dice.oneOf(AGES))),
        rising(() -> dice.between(1, 12 * scale)),
        rising(this::amount),
        dice.oneOf(List.of(Monetary.By.values())),
        satisfaction(),
        new Weights(
            dice.between(1, 51), dice.between(0, 50), dice.between(0, 50), dice.between(0, 50)),
        ladder(),
        new Downgrade(
            Duration.ofDays(dice.oneOf(GRACES)),
            dice.oneOf(List.of(Downgrade.Reach.values())),
            dice.onceIn(2)),
        segments(),
        dice.oneOf(LIFECYCLES),
        null);
  }

  private static <T> List<T> rising(Supplier<T> one) {
    return Stream.generate(one).limit(ScoringModel.CUT_OFFS).sorted().toList();
  }

  private SatisfactionRules satisfaction() {
    return new SatisfactionRules(
        rising(() -> dice.oneOf(MOODS)),
        Duration.ofDays(dice.oneOf(HALF_LIVES)),
        dice.oneOf(PRIOR_WEIGHTS));
  }

  /** A built-in one, or random rules before one that takes the rest. */
  private SegmentMap segments() {
    if (dice.onceIn(2)) {
      return dice.oneOf(BUILT_IN);
    }
    List<SegmentRule> rules = new ArrayList<>();
    for (int i = dice.between(0, 6); i > 0; i--) {
      String name = dice.oneOf(List.of("a", "b", "c"));
      rules.add(new SegmentRule(name, scores(), scores(), scores(), scores()));
    }
    rules.add(new SegmentRule("rest", null, null, null, null));
    return SegmentMap.of(rules);
  }

  private Set<Integer> scores() {
    if (dice.onceIn(3)) {
      return null;
    }
    Set<Integer> scores = new TreeSet<>();
    for (int i = dice.between(1, 4); i > 0; i--) {
      scores.add(dice.between(1, 5));
    }
    return scores;
  }

  private TierLadder ladder() {
    BigDecimal minMonetary = minMonetary();
    Integer minFrequency = minFrequency();
    if (dice.onceIn(2)) {
      return new TierLadder(
          List.of(
              Tier.of("SILVER", "1.00", "0.50"),
              tier("GOLD", "2.2", "2.0", minMonetary, minFrequency),
              Tier.of("VIP", "3", "2.5")));
    }
    return new TierLadder(
        List.of(
            Tier.of("BRONZE", "1.00", "0.50"),
            tier("SILVER", "1.80", "1.60", minMonetary, null),
            tier("GOLD", "2.50", "2.0", null, minFrequency),
            tier("PLATINUM", "3.333", "3.333", minMonetary(), minFrequency()),
            Tier.of("DIAMOND", "4", "3.5")));
  }

  private BigDecimal minMonetary() {
    return dice.onceIn(2) ? null : amount();
  }

  private Integer minFrequency() {
    return dice.onceIn(2) ? null : Integer.valueOf(dice.between(1, 5 * scale));
  }

  private BigDecimal amount() {
    return Histories.amount(dice).multiply(BigDecimal.valueOf(scale));
  }

  private static Tier tier(
      String name, String enter, String keep, BigDecimal minMonetary, Integer minFrequency) {
    return new Tier(name, new BigDecimal(enter), new BigDecimal(keep), minMonetary, minFrequency);
  }

  static List<BigDecimal> decimals(String... words) {
    return Arrays.stream(words).map(BigDecimal::new).toList();
  }

  /** In how many parts it isn't the standard model. */
  static long differences(ScoringModel model) {
    return simpler(model).filter(other -> !other.equals(model)).count();
  }

  /** With one part or another as the standard model has it. */
  static Stream<ScoringModel> simpler(ScoringModel model) {
    return IntStream.range(0, PARTS).mapToObj(part -> standardIn(part, model));
  }

  private static ScoringModel standardIn(int part, ScoringModel model) {
    IntFunction<ScoringModel> from = i -> i == part ? STANDARD : model;
    return new ScoringModel(
        model.number(),
        from.apply(0).window(),
        from.apply(1).recency(),
        from.apply(2).frequency(),
        from.apply(3).monetary(),
        from.apply(4).monetaryBy(),
        from.apply(5).satisfaction(),
        from.apply(6).weights(),
        from.apply(7).tiers(),
        from.apply(8).downgrade(),
        from.apply(9).segments(),
        from.apply(10).lifecycle(),
        null);
  }
}
