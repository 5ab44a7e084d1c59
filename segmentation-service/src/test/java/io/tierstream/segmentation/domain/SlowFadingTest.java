package io.tierstream.segmentation.domain;

import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.Tag;

/**
 * Crossings that are decades away: there the closed form is off by microseconds either way, and the
 * search has to settle it.
 */
class SlowFadingTest {

  private static final Instant RATED = Histories.BEGINNING;

  @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
  @Tag("domain-3.5")
  void aCrossingDecadesAwayIsExactToo(
      @ForAll("satisfactions") Satisfaction satisfaction,
      @ForAll("instants") Duration sinceTheRating) {
    Instant at = RATED.plus(sinceTheRating);
    Instant next = satisfaction.nextCrossing(at);
    FewerTries.often("crosses", next != null, 30);
    if (next == null) {
      assertThat(satisfaction.score(Order.LATEST)).isEqualTo(satisfaction.score(at));
      return;
    }
    assertThat(next).isAfter(at);
    assertThat(satisfaction.score(next)).isNotEqualTo(satisfaction.score(at));
    assertThat(satisfaction.score(next.minus(1, MICROS))).isEqualTo(satisfaction.score(at));
    // Nor does the crossing depend on when it is asked for.
    assertThat(satisfaction.nextCrossing(next.minus(1, MICROS))).isEqualTo(next);
    assertThat(satisfaction.nextCrossing(next.minus(2, MICROS))).isEqualTo(next);
  }

  @Provide
  Arbitrary<Satisfaction> satisfactions() {
    Arbitrary<List<BigDecimal>> cutOffs =
        Arbitraries.of("1", "2", "2.9", "2.9999", "3", "3.0001", "3.1", "4.25", "5")
            .list()
            .ofSize(4)
            .map(list -> list.stream().map(BigDecimal::new).sorted().toList());
    Arbitrary<Duration> halfLives =
        Arbitraries.longs()
            .between(1_000L * 86_400_000_000L, 36_500L * 86_400_000_000L)
            .withDistribution(RandomDistribution.uniform())
            .map(micros -> Duration.of(micros, MICROS));
    Arbitrary<BigDecimal> priors =
        Arbitraries.of("0.0001", "0.01", "0.5", "1", "10").map(BigDecimal::new);
    return Combinators.combine(cutOffs, halfLives, priors, Histories.ratings())
        .as(
            (cuts, halfLife, prior, rating) ->
                new Satisfaction(
                    new SatisfactionRules(cuts, halfLife, prior), 1, rating.doubleValue(), RATED));
  }

  @Provide
  Arbitrary<Duration> instants() {
    return Arbitraries.oneOf(
        Arbitraries.just(Duration.ZERO),
        Arbitraries.longs().between(1, 60_000).map(Duration::ofDays));
  }
}
