package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.aCustomer;
import static io.tierstream.segmentation.domain.Customer.daysAgo;
import static io.tierstream.segmentation.domain.Customer.inDays;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ProjectionTest {

  private static final ScoringModel STANDARD = ScoringModel.standard();

  private static Projection of(Standing standing) {
    return Projection.of(standing, STANDARD, TODAY, 2);
  }

  @Tag("domain-7.3")
  @Test
  void theDatedChangesAreThoseThatTimeBrings() {
    Customer customer = aCustomer().boughtFor("2000.00", TODAY);
    Projection projection = of(customer.standing());
    assertThat(projection.isComplete()).isTrue();
    assertThat(projection.changes())
        .extracting(Projection.Expected::at)
        .startsWith(inDays(30), inDays(60))
        .contains(inDays(180), inDays(365));
    Projection.Expected first = projection.changes().get(0);
    assertThat(first.scores().r()).isEqualTo(4);
    assertThat(first.lifecycle()).isEqualTo(Lifecycle.ACTIVE);
    assertThat(customer.changes()).hasSize(1);
  }

  @Tag("domain-7.4")
  @Test
  void theLeastAmountAndNumberReachTheNextTier() {
    // R 5, F 1, M 3: (20·5 + 30·1 + 40·3) / 90 = 2.78, SILVER
    Projection projection = of(aCustomer().boughtFor("2000.00", TODAY).standing());
    assertThat(projection.next().tier()).isEqualTo("GOLD");
    // One more purchase, of whatever amount, makes F 2: (100 + 60 + 120) / 90 = 3.11.
    assertThat(projection.next().amount()).isEqualByComparingTo("0.01");
    assertThat(projection.next().purchases()).isEqualTo(1);
    assertThat(projection.next().mean()).isEqualByComparingTo("2000.00");
  }

  @Tag("domain-7.4")
  @Test
  void anAmountIsWhatIsMissingToACutOff() {
    // R 5, F 2, M 1: (100 + 60 + 40) / 90 = 2.22; M 2 makes 2.67, M 3 makes 3.11 with F 2.
    Projection projection = of(aCustomer().boughtFor("100.10", 2, TODAY).standing());
    assertThat(projection.next().tier()).isEqualTo("GOLD");
    assertThat(projection.next().amount()).isEqualByComparingTo("1799.80");
    // Three more make F 3 and, with 500.50, M 2: (100 + 90 + 80) / 90 = 3.
    assertThat(projection.next().purchases()).isEqualTo(3);
  }

  @Test
  void whoIsOnTheHighestTierReachesNoOther() {
    Projection projection = of(aCustomer().boughtFor("2000.00", 16, TODAY).standing());
    assertThat(projection.next()).isNull();
  }

  @Test
  void whatCannotBeReachedByOnePurchaseSaysSo() {
    Projection projection = of(aCustomer().boughtFor("6000.00", 4, TODAY).standing());
    assertThat(projection.next().tier()).isEqualTo("DIAMOND");
    assertThat(projection.next().amount()).isNull();
    assertThat(projection.next().purchases()).isEqualTo(4);
  }

  @Tag("domain-7.4")
  @Test
  void whatKeepsATierIsSaidWithTheDay() {
    Customer customer = aCustomer().boughtFor("2000.00", daysAgo(100));
    assertThat(customer.standing(TODAY).tier()).isEqualTo("SILVER");
    Projection projection = of(customer.standing());
    Projection.Keep keep = projection.keep();
    assertThat(keep.fallsTo()).isEqualTo("BRONZE");
    assertThat(keep.reach().tier()).isEqualTo("SILVER");
    assertThat(keep.until())
        .isEqualTo(
            projection.changes().stream()
                .filter(change -> change.tier().equals("BRONZE"))
                .findFirst()
                .orElseThrow()
                .at());
    assertThat(keep.reach().amount()).isNotNull();
  }

  @Test
  void whoHasBoughtNothingReachesTheLowestTierWithAnyPurchase() {
    Projection projection = of(Standing.unknown("C-1"));
    assertThat(projection.changes()).isEmpty();
    assertThat(projection.keep()).isNull();
    assertThat(projection.next().tier()).isEqualTo("BRONZE");
    assertThat(projection.next().amount()).isEqualByComparingTo("0.01");
    assertThat(projection.next().purchases()).isNull();
    assertThat(projection.next().mean()).isNull();
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  @net.jqwik.api.Tag("domain-7.3")
  void theChangesAreThoseOfTheFold(@ForAll("histories") History history) {
    FoldedHistory folded = FoldedHistory.of(STANDARD, history);
    Instant at = folded.standing().asOf();
    Projection projection = Projection.of(folded.standing(), folded.model(), at, 2);
    int before = folded.tierChanges.size();
    folded.waitUntil(at.plus(Duration.ofDays(100_000)));
    if (folded.applications.stream().anyMatch(a -> a.cause().type().equals("MODEL_PUBLISHED"))
        || !projection.isComplete()) {
      return; // another model isn't what time brings
    }
    List<String> tiers =
        folded.tierChanges.subList(before, folded.tierChanges.size()).stream()
            .map(change -> change.effectiveAt() + " " + change.to())
            .toList();
    assertThat(
            projection.changes().stream().map(change -> change.at() + " " + change.tier()).toList())
        .containsAll(tiers);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  @net.jqwik.api.Tag("domain-7.4")
  void theLeastIsEnoughAndLessIsNot(
      @ForAll("histories") History history, @ForAll("models") ScoringModel model) {
    FoldedHistory folded = FoldedHistory.of(model, history.leftAlone());
    Standing standing = folded.standing();
    Instant at = standing.asOf();
    Projection projection = Projection.of(standing, model, at, 2);
    if (projection.next() != null) {
      assertLeast(projection.next(), (number, amount) -> reaches(standing, model, number, amount));
    }
    if (projection.keep() != null) {
      Projection.Keep keep = projection.keep();
      assertLeast(
          keep.reach(),
          (number, amount) -> {
            String tier =
                new Fold(ModelTimeline.of(model), job -> Instant.MIN)
                    .advance(bought(standing, model, number, amount), keep.until())
                    .standing()
                    .tier();
            return tier != null && rank(model, tier) >= rank(model, standing.tier());
          });
    }
  }

  private interface Enough {
    boolean is(int number, BigDecimal amount);
  }

  private static void assertLeast(Projection.Reach reach, Enough enough) {
    if (reach.amount() != null) {
      assertThat(enough.is(1, reach.amount())).isTrue();
      BigDecimal less = reach.amount().subtract(new BigDecimal("0.01"));
      assertThat(less.signum() > 0 && enough.is(1, less)).isFalse();
    }
    if (reach.purchases() != null && reach.purchases() < 200) {
      assertThat(enough.is(reach.purchases(), reach.mean())).isTrue();
      assertThat(reach.purchases() > 1 && enough.is(reach.purchases() - 1, reach.mean())).isFalse();
    }
  }

  private static boolean reaches(
      Standing standing, ScoringModel model, int number, BigDecimal amount) {
    Standing after = bought(standing, model, number, amount);
    return after.tier() != null
        && (standing.tier() == null || rank(model, after.tier()) > rank(model, standing.tier()));
  }

  private static Standing bought(
      Standing standing, ScoringModel model, int number, BigDecimal amount) {
    Fold fold = new Fold(ModelTimeline.of(model), job -> Instant.MIN);
    Instant at = standing.asOf();
    Standing after = standing;
    for (int i = 0; i < number; i++) {
      Order order = new Order("more-" + i, 1, OrderStatus.PAID, amount, BigDecimal.ZERO, at, at);
      after = fold.apply(after, new OrderFact(order, at), at, Cause.timePassed(null)).standing();
    }
    return after;
  }

  private static int rank(ScoringModel model, String tier) {
    return model.tiers().tiers().stream()
        .map(Tier::name)
        .toList()
        .indexOf(Objects.requireNonNull(tier));
  }

  @Provide
  Arbitrary<History> histories() {
    return Histories.histories();
  }

  @Provide
  Arbitrary<ScoringModel> models() {
    return RandomModels.models();
  }
}
