package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.aCustomer;
import static io.tierstream.segmentation.domain.Customer.daysAgo;
import static io.tierstream.segmentation.domain.Customer.inDays;
import static io.tierstream.segmentation.domain.Customer.justBefore;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Customers while models come and go. */
class ModelTimelineTest {

  private static final ScoringModel GENEROUS =
      Models.standard().numbered(2).monetary("10", "20", "30", "40").model();
  private static final ScoringModel STRICT =
      Models.standard().numbered(3).monetary("5000", "6000", "7000", "8000").model();

  @Test
  @Tag("domain-2.25")
  void fromItsInstantOnTheNewModelJudgesUpAtOnce() {
    Customer customer = aCustomer().boughtFor("500.00", TODAY).judgedBy(GENEROUS, inDays(3));
    assertThat(customer.standing(justBefore(inDays(3))).tier()).isEqualTo("SILVER");
    assertThat(customer.standing().model()).isEqualTo(1);
    assertThat(customer.standing(inDays(3)).tier()).isEqualTo("GOLD");
    assertThat(customer.standing().model()).isEqualTo(2);
    assertThat(customer.lastChange().effectiveAt()).isEqualTo(inDays(3));
    assertThat(customer.lastChange().model()).isEqualTo(2);
  }

  @Test
  @Tag("domain-2.25")
  void aFailingKeepStartsItsGraceAtTheInstantOfTheModel() {
    Customer customer = aCustomer().boughtFor("7000.00", TODAY).judgedBy(STRICT, inDays(3));
    String tier = customer.standing().tier();
    customer.waitedUntil(inDays(3));
    assertThat(customer.standing().tier()).isEqualTo(tier);
    ScoringModel harsher =
        Models.standard().numbered(4).monetary("50000", "60000", "70000", "80000").model();
    customer.judgedBy(harsher, inDays(4)).waitedUntil(inDays(4));
    assertThat(customer.standing().belowSince()).isEqualTo(inDays(4));
    assertThat(customer.lastRisk().fallsAt()).isEqualTo(inDays(18));

    // Another model that it fails begins the grace anew.
    customer.judgedBy(Models.of(harsher).numbered(5).model(), inDays(10)).waitedUntil(inDays(10));
    assertThat(customer.standing().belowSince()).isEqualTo(inDays(10));
    assertThat(customer.lastRisk().fallsAt()).isEqualTo(inDays(24));
  }

  @Test
  @Tag("domain-2.25")
  void crossingsBeforeTheInstantAreTheOldModels() {
    ScoringModel patient = Models.standard().numbered(2).recency(100, 200, 300, 400).model();
    Customer customer = aCustomer().boughtFor("500.00", TODAY).judgedBy(patient, inDays(40));
    customer.waitedUntil(inDays(50));
    assertThat(customer.applications())
        .extracting(Application::at)
        .containsExactly(TODAY, inDays(30), inDays(40));
    assertThat(customer.applications()).extracting(Application::model).containsExactly(1, 1, 2);
    assertThat(customer.standing().assessment().scores().r()).isEqualTo(5);
    assertThat(customer.standing().nextChangeAt()).isEqualTo(inDays(100));
  }

  @Test
  @Tag("domain-2.25")
  void aCrossingAtTheInstantIsTheNewModels() {
    Customer customer = aCustomer().boughtFor("500.00", TODAY).judgedBy(GENEROUS, inDays(30));
    customer.waitedUntil(inDays(30));
    assertThat(customer.applications()).hasSize(2);
    assertThat(customer.applications().get(1).cause().type()).isEqualTo("MODEL_PUBLISHED");
  }

  @Test
  @Tag("domain-2.25")
  void aModelThatIsHeardOfLateJudgesAtAsOf() {
    Customer customer = aCustomer().boughtFor("500.00", TODAY).judgedBy(GENEROUS, daysAgo(3));
    customer.waitedUntil(TODAY);
    assertThat(customer.standing().tier()).isEqualTo("GOLD");
    assertThat(customer.lastChange().effectiveAt()).isEqualTo(TODAY);
  }

  @Test
  @Tag("domain-4.46")
  void theCauseOfAnotherModelIsSaid() {
    Customer customer = aCustomer().boughtFor("500.00", TODAY).judgedBy(GENEROUS, inDays(3));
    customer.waitedUntil(inDays(3));
    assertThat(customer.lastChange().cause().type()).isEqualTo("MODEL_PUBLISHED");
    assertThat(customer.lastChange().cause().eventId()).isNull();
  }

  @Test
  @Tag("domain-2.25")
  void aTierThatTheModelLacksIsLeftAtOnceForTheHighestThatCanBeEntered() {
    ScoringModel renamed =
        Models.standard()
            .numbered(2)
            .tiers(Tier.of("C", "1", "1"), Tier.of("B", "2.5", "2"), Tier.of("A", "4", "3"))
            .model();
    Customer same = aCustomer().boughtFor("500.00", TODAY).judgedBy(renamed, inDays(3));
    same.waitedUntil(inDays(3));
    assertThat(same.standing().tier()).isEqualTo("C");
    assertThat(same.lastChange().from()).isEqualTo("SILVER");
    assertThat(same.lastChange().kind()).isEqualTo(TierChangeKind.DOWNGRADE);
    Customer higher = aCustomer().boughtFor("10.00", TODAY).judgedBy(renamed, inDays(3));
    higher.boughtFor("9000.00", 3, inDays(1)).waitedUntil(inDays(3));
    assertThat(higher.standing().tier()).isEqualTo("A");
  }

  @Test
  @Tag("domain-2.1")
  void whatIsInForceIsByInstantAndWhatIsKnownStays() {
    ModelTimeline models =
        ModelTimeline.of(ScoringModel.standard()).with(STRICT, inDays(2)).with(GENEROUS, inDays(1));
    assertThat(models.at(justBefore(inDays(1))).number()).isEqualTo(1);
    assertThat(models.at(inDays(1)).number()).isEqualTo(2);
    assertThat(models.at(inDays(2)).number()).isEqualTo(3);
    assertThat(models.after(1).model().number()).isEqualTo(2);
    assertThat(models.after(3)).isNull();
    assertThat(models.last().from()).isEqualTo(inDays(2));
    assertThat(models.olderAt(inDays(1))).containsExactly(1);
    assertThat(models.olderAt(inDays(9))).containsExactly(1, 2);
    assertThat(models.with(Models.standard().numbered(2).model(), TODAY)).isSameAs(models);
    assertThat(models.has(3)).isTrue();
    assertThat(models.has(4)).isFalse();
    assertThat(models.numbered(2)).isSameAs(GENEROUS);
    assertThatThrownBy(() -> models.numbered(4)).hasMessageContaining("no such model: 4");
    Instant nanos = inDays(3).plusNanos(1_999);
    assertThat(models.with(GENEROUS.numbered(7), nanos).last().from())
        .isEqualTo(inDays(3).plusNanos(1_000));
  }
}
