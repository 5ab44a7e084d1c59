package io.tierstream.segmentation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The numbers a shop starts with, as the table of §2 has them. */
class StandardModelTest {

  private static final ScoringModel STANDARD = ScoringModel.standard();

  @Test
  @Tag("domain-2.2")
  void looksBackAYear() {
    assertThat(STANDARD.window()).isEqualTo(Duration.ofDays(365));
  }

  @Test
  @Tag("domain-2.4")
  void cutsRecencyAtOneTwoFourAndEightMonths() {
    assertThat(STANDARD.recency()).isEqualTo(days(30, 60, 120, 240));
  }

  @Test
  @Tag("domain-2.5")
  void cutsFrequencyAtEachDoubling() {
    assertThat(STANDARD.frequency()).containsExactly(2, 4, 8, 16);
  }

  @Test
  @Tag("domain-2.6")
  void cutsMonetaryAtRoundSums() {
    assertThat(STANDARD.monetary()).isEqualTo(amounts("500", "2000", "5000", "20000"));
  }

  @Test
  @Tag("domain-2.8")
  void weighsRatingsByAQuarterOfAYear() {
    SatisfactionRules rules = STANDARD.satisfaction();
    assertThat(rules.cutOffs()).isEqualTo(amounts("2", "2.75", "3.5", "4.25"));
    assertThat(rules.halfLife()).isEqualTo(Duration.ofDays(90));
    assertThat(rules.priorWeight()).isEqualByComparingTo("1");
  }

  @Test
  @Tag("domain-2.9")
  void weighsMonetaryMostAndSatisfactionLeast() {
    assertThat(STANDARD.weights()).isEqualTo(new Weights(20, 30, 40, 10));
  }

  @Test
  @Tag("domain-2.11")
  void hasNoFloors() {
    assertThat(STANDARD.tiers().tiers())
        .allSatisfy(
            tier -> {
              assertThat(tier.minMonetary()).isNull();
              assertThat(tier.minFrequency()).isNull();
            });
  }

  @Test
  @Tag("domain-2.16")
  void knowsNewDormantAndChurnedByAge() {
    assertThat(STANDARD.lifecycle())
        .isEqualTo(
            new LifecycleAges(Duration.ofDays(30), Duration.ofDays(180), Duration.ofDays(365)));
  }

  private static List<Duration> days(long... days) {
    return LongStream.of(days).mapToObj(Duration::ofDays).toList();
  }

  private static List<BigDecimal> amounts(String... amounts) {
    return Stream.of(amounts).map(BigDecimal::new).toList();
  }
}
