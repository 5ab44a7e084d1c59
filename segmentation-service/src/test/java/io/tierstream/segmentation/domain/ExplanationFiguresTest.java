package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.aCustomer;
import static io.tierstream.segmentation.domain.Customer.daysAgo;
import static io.tierstream.segmentation.domain.Customer.inDays;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each score against its cut-offs, in numbers. */
@Tag("domain-7.2")
class ExplanationFiguresTest {

  private static final ScoringModel STANDARD = ScoringModel.standard();

  @Test
  void sayWhatIsMissingToTheNextScore() {
    Explanation explanation =
        explained(aCustomer().boughtFor("700", daysAgo(3)).rated("3", daysAgo(3)));
    assertThat(explanation.frequency())
        .isEqualTo(new Explanation.Figure<>(1, STANDARD.frequency(), 1, 1));
    assertThat(explanation.monetary().score()).isEqualTo(2);
    assertThat(explanation.monetary().missing()).isEqualByComparingTo("1300");
    assertThat(explanation.satisfaction().value()).isEqualByComparingTo("3");
    assertThat(explanation.satisfaction().score()).isEqualTo(3);
    assertThat(explanation.satisfaction().missing()).isEqualByComparingTo("0.5");
    assertThat(explanation.recency())
        .isEqualTo(new Explanation.Recency(Duration.ofDays(3), STANDARD.recency(), 5, inDays(27)));
    assertThat(explanation.purchases()).isEqualTo(1);
    assertThat(explanation.windowStart()).isEqualTo(daysAgo(365));
  }

  @Test
  void sayWhatIsMissingToTheHighestScore() {
    Explanation explanation = explained(aCustomer().boughtFor("1000", 8, TODAY));
    assertThat(explanation.frequency().missing()).isEqualTo(8);
    assertThat(explanation.monetary().missing()).isEqualByComparingTo("12000");
  }

  @Test
  void missNothingToWhatIsHighest() {
    Explanation explanation =
        explained(aCustomer().boughtFor("2000", 16, TODAY).rated("5", 9, TODAY));
    assertThat(explanation.frequency().missing()).isNull();
    assertThat(explanation.monetary().missing()).isNull();
    assertThat(explanation.satisfaction().score()).isEqualTo(5);
    assertThat(explanation.satisfaction().missing()).isNull();
  }

  @Test
  void canNotFallBelowTheLeast() {
    Explanation explanation = explained(aCustomer().boughtFor("10", daysAgo(300)));
    assertThat(explanation.recency().score()).isEqualTo(1);
    assertThat(explanation.recency().scoreFallsAt()).isNull();
  }

  @Test
  void areNoneOfAProspect() {
    Explanation explanation = explained(aCustomer().placed("10", TODAY));
    assertThat(explanation.recency()).isNull();
    assertThat(explanation.frequency()).isNull();
    assertThat(explanation.terms()).isEmpty();
    assertThat(explanation.tiers()).isEmpty();
    assertThat(explanation.fall()).isNull();
  }

  @Test
  void anOrderPaidLaterHasYetToCome() {
    Order ahead =
        new Order("O-1", 1, OrderStatus.PAID, BigDecimal.TEN, BigDecimal.ZERO, TODAY, inDays(1));
    assertThat(OrderVerdict.of(ahead, STANDARD, TODAY)).isEqualTo(OrderVerdict.YET_TO_COME);
    assertThat(OrderVerdict.of(ahead, STANDARD, inDays(1))).isEqualTo(OrderVerdict.COUNTS);
  }

  private static Explanation explained(Customer customer) {
    Standing standing = customer.standing(TODAY);
    return Explanation.of(
        standing.facts(), standing.tier(), standing.belowSince(), STANDARD, TODAY);
  }
}
