package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.aCustomer;
import static io.tierstream.segmentation.domain.Customer.daysAgo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PopulationTest {

  /** What one customer of a population buys. */
  record Bought(int times, String amount, int daysAgo) {

    Facts facts() {
      return aCustomer().boughtFor(amount, times, Customer.daysAgo(daysAgo)).standing().facts();
    }
  }

  private static ScoringModel fitted(ScoringModel model, List<Bought> population) {
    Population all = new Population(model, TODAY);
    population.forEach(one -> all.add(one.facts()));
    return all.fit();
  }

  @Tag("domain-2.19")
  @Tag("domain-2.22")
  @Test
  void aFifthOfTheCustomersHasEachScore() {
    List<Bought> ten = new ArrayList<>();
    for (int i = 1; i <= 10; i++) {
      ten.add(new Bought(i, "100.00", i));
    }
    ScoringModel model = fitted(ScoringModel.standard(), ten);
    assertThat(model.recency()).isEqualTo(List.of(days(2), days(4), days(6), days(8)));
    assertThat(model.frequency()).containsExactly(3, 5, 7, 9);
    assertThat(model.monetary())
        .usingElementComparator(BigDecimal::compareTo)
        .containsExactly(amount("300"), amount("500"), amount("700"), amount("900"));
    assertThat(model.fitted()).isEqualTo(new ScoringModel.Fitted(TODAY, 10));
    assertThat(model.impossibleScores()).isEmpty();
  }

  @Tag("domain-2.20")
  @Tag("domain-2.21")
  @Test
  void tiesShareTheLowerScoreAndEqualCutOffsCollapse() {
    List<Bought> alike =
        List.of(
            new Bought(1, "50.00", 3),
            new Bought(1, "50.00", 3),
            new Bought(1, "50.00", 3),
            new Bought(1, "50.00", 9),
            new Bought(7, "10.00", 3));
    ScoringModel model = fitted(ScoringModel.standard(), alike);
    assertThat(model.recency()).isEqualTo(List.of(days(3), days(3), days(3), days(3)));
    assertThat(model.frequency()).containsExactly(7, 7, 7, 7);
    assertThat(model.frequencyScore(1)).isEqualTo(1);
    assertThat(model.frequencyScore(7)).isEqualTo(5);
    assertThat(model.impossibleScores())
        .filteredOn(score -> score.figure().equals("f"))
        .extracting(ScoringModel.ImpossibleScore::score)
        .containsExactly(2, 3, 4);
    assertThat(model.impossibleScores())
        .filteredOn(score -> score.figure().equals("r"))
        .extracting(ScoringModel.ImpossibleScore::score)
        .containsExactly(4, 3, 2);
  }

  @Test
  void whatIsAboveTheGreatestOfAllIsReachedByNobody() {
    ScoringModel model = fitted(ScoringModel.standard(), List.of(new Bought(2, "50.00", 3)));
    assertThat(model.frequency()).containsExactly(3, 3, 3, 3);
    assertThat(model.monetary())
        .usingElementComparator(BigDecimal::compareTo)
        .containsOnly(amount("100.0001"));
  }

  @Tag("domain-2.18")
  @Test
  void nobodyCountsWhoHasNoQualifyingPurchase() {
    Population population = new Population(ScoringModel.standard(), TODAY);
    population.add(Facts.none());
    population.add(aCustomer().placed("10.00", daysAgo(3)).standing().facts());
    assertThat(population.size()).isZero();
    assertThatThrownBy(population::fit).isInstanceOf(IllegalStateException.class);
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE)
  @net.jqwik.api.Tag("domain-2.19")
  @net.jqwik.api.Tag("domain-2.20")
  void atMostKFifthsAndTheirEqualsScoreKOrLess(
      @ForAll("populations") List<Bought> population, @ForAll Monetary.By by) {
    Models models = Models.standard();
    ScoringModel model =
        fitted(by == Monetary.By.SUM ? models.model() : models.averaging().model(), population);
    List<Assessment> assessments =
        population.stream().map(one -> Assessment.assess(one.facts(), model, TODAY)).toList();
    int n = population.size();
    for (int k = 1; k <= 4; k++) {
      int score = k;
      int rank = (k * n + 4) / 5;
      assertShare(
          assessments.stream()
              .sorted((a, b) -> Integer.compare(a.frequency(), b.frequency()))
              .toList(),
          rank,
          a -> a.frequency(),
          a -> a.scores().f() <= score,
          true);
      assertShare(
          assessments.stream()
              .sorted((a, b) -> a.monetary().floor().compareTo(b.monetary().floor()))
              .toList(),
          rank,
          a -> a.monetary().floor(),
          a -> a.scores().m() <= score,
          true);
      assertShare(
          assessments.stream()
              .sorted((a, b) -> a.recencyDays(TODAY).compareTo(b.recencyDays(TODAY)))
              .toList(),
          rank,
          a -> a.recencyDays(TODAY),
          a -> a.scores().r() > 5 - score,
          false);
    }
  }

  /** Those before the rank's value are on one side, those behind it on the other; ties together. */
  private static <T extends Comparable<T>> void assertShare(
      List<Assessment> sorted,
      int rank,
      Function<Assessment, T> figure,
      Predicate<Assessment> isBefore,
      boolean equalsAreBefore) {
    T value = figure.apply(sorted.get(rank - 1));
    for (Assessment one : sorted) {
      int side = figure.apply(one).compareTo(value);
      assertThat(isBefore.test(one)).isEqualTo(side < 0 || (side == 0 && equalsAreBefore));
    }
  }

  @Provide
  Arbitrary<List<Bought>> populations() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 6),
            Arbitraries.of("0.01", "10", "33.33", "33.34", "100", "250.5"),
            Arbitraries.integers().between(0, 300))
        .as(Bought::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  private static Duration days(int days) {
    return Duration.ofDays(days);
  }

  private static BigDecimal amount(String amount) {
    return new BigDecimal(amount);
  }
}
