package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.END_OF_IMPORT;
import static io.tierstream.segmentation.domain.Customer.IMPORT;
import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.aCustomer;
import static io.tierstream.segmentation.domain.Customer.daysAgo;
import static io.tierstream.segmentation.domain.Customer.inDays;
import static io.tierstream.segmentation.domain.StandingAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EvidenceTest {

  @Test
  @Tag("domain-4.41")
  void aChangeShowsTheFiguresBeforeAndAfter() {
    var customer = aCustomer().boughtFor("10", daysAgo(41)).boughtFor("5000", TODAY);
    TierChange change = customer.lastChange();
    assertThat(change.before().recencyDays(change.effectiveAt())).isEqualTo(41);
    assertThat(change.before().scores()).isEqualTo(new Scores(4, 1, 1, null));
    assertThat(change.before().composite().rounded()).isEqualByComparingTo("1.667");
    assertThat(change.after().recencyDays(change.effectiveAt())).isZero();
    assertThat(change.after().scores()).isEqualTo(new Scores(5, 2, 4, null));
    assertThat(change.after().composite().rounded()).isEqualByComparingTo("3.556");
    assertThat(change.after().at()).isEqualTo(TODAY);
    assertThat(change.model()).isEqualTo(1);
    assertThat(change.customerId()).isEqualTo("C-1");
  }

  @Test
  @Tag("domain-4.41")
  void theFirstChangeHasNothingBefore() {
    assertThat(aCustomer().boughtFor("10", TODAY).lastChange().before()).isNull();
  }

  @Test
  @Tag("domain-2.27")
  void recencyIsInWholeDays() {
    var standing = aCustomer().boughtFor("10", TODAY).standing();
    assertThat(standing).hasRecencyOf(0, inDays(1).minusNanos(1)).hasRecencyOf(1, inDays(1));
    assertThat(aCustomer().placed("1", TODAY).standing().assessment().recencyDays(TODAY)).isNull();
  }

  @Test
  @Tag("domain-4.42")
  void aChangeSaysWhatWasCrossed() {
    var customer =
        aCustomer()
            .boughtFor("10", TODAY)
            .boughtFor("5000", TODAY)
            .refunded("5000", inDays(1))
            .refunded("10", inDays(2));
    assertThat(customer.changes())
        .extracting(TierChange::crossed)
        .containsExactly(
            "first qualifying purchase",
            "composite reached 3.00",
            "composite fell below 2.75",
            "no qualifying purchase left");
  }

  @Test
  @Tag("domain-4.17")
  void aRiskSaysWhatWasCrossed() {
    var customer = aCustomer().boughtFor("5000", TODAY).waitedUntil(inDays(120));
    assertThat(customer.lastRisk().crossed()).isEqualTo("composite fell below 2.75");
    assertThat(customer.lastRisk().sequence()).isEqualTo(1);
    assertThat(customer.lastRisk().assessment().scores()).isEqualTo(new Scores(2, 1, 4, null));
    assertThat(customer.lastRisk().cause()).isEqualTo(Cause.timePassed(null));
  }

  @Test
  @Tag("domain-4.44")
  void aChangeNamesTheEventThatCausedIt() {
    assertThat(aCustomer().boughtFor("10", TODAY).lastChange().cause())
        .isEqualTo(new Cause("order.PAID", "event-of-1", "subject", null));
  }

  @Test
  @Tag("domain-4.45")
  void aChangeThatTimeCausedSaysSo() {
    var customer = aCustomer().boughtFor("5000", TODAY).waitedUntil(inDays(134));
    assertThat(customer.lastChange().cause()).isEqualTo(Cause.timePassed(null));
  }

  @Test
  void theTierIsSinceItsLastChange() {
    var customer = aCustomer().boughtFor("10", TODAY);
    assertThat(customer.standing().tierSince()).isEqualTo(TODAY);
    customer.boughtFor("20", inDays(3)); // R5 F2 M1: SILVER
    assertThat(customer.standing().tierSince()).isEqualTo(inDays(3));
    assertThat(customer.refunded("10", inDays(4)).standing().tierSince()).isEqualTo(inDays(3));
    assertThat(customer.refunded("20", inDays(5)).standing().tierSince()).isEqualTo(inDays(5));
  }

  @Test
  @Tag("domain-4.5")
  void eachApplicationIsKeptWithWhatItSuperseded() {
    var customer =
        aCustomer()
            .boughtFor("10", TODAY)
            .boughtFor("20", inDays(1))
            .waitedUntil(inDays(31))
            .refundedPartOf("10", "1", inDays(32))
            .refundedPartOf("10", "2", inDays(33));
    assertThat(customer.applications())
        .extracting(Application::ordinal, Application::at, Application::supersedes)
        .containsExactly(
            tuple(1L, TODAY, null),
            tuple(2L, inDays(1), null),
            tuple(3L, inDays(31), null),
            tuple(4L, inDays(32), 1L),
            tuple(5L, inDays(33), 4L));
    assertThat(customer.applications().get(2).fact()).isNull();
    assertThat(customer.applications().get(4).fact())
        .isEqualTo(new OrderFact(customer.order("10"), inDays(33)));
    assertThat(customer.standing().facts().orders().get("O-1").ordinal()).isEqualTo(5);
    assertThat(customer.standing().ordinal()).isEqualTo(5);
  }

  @Test
  @Tag("domain-4.7")
  void importedChangesAreMarked() {
    var customer = aCustomer().imported().boughtFor("5000", daysAgo(300));
    assertThat(customer.lastChange().cause().backfill()).isEqualTo(IMPORT);
    assertThat(customer.standing().backfill()).isEqualTo(IMPORT);
  }

  @Test
  @Tag("domain-4.7")
  @Tag("domain-4.10")
  void whatTimeCausesAmongImportedFactsIsMarkedToo() {
    var customer = aCustomer().imported().boughtFor("5000", daysAgo(300)).waitedUntil(TODAY);
    assertThat(customer.changes())
        .extracting(TierChange::effectiveAt, c -> c.cause())
        .last()
        .isEqualTo(tuple(daysAgo(166), Cause.timePassed(IMPORT)));
    assertThat(customer.risks()).extracting(r -> r.cause().backfill()).containsExactly(IMPORT);
  }

  @Test
  @Tag("domain-4.10")
  void whatTimeCausesFromTheEndOfTheImportOnIsNotMarked() {
    var atTheEnd = aCustomer().imported().boughtFor("10", END_OF_IMPORT.minusSeconds(30 * 86_400));
    assertThat(atTheEnd.waitedUntil(END_OF_IMPORT).applications())
        .last()
        .extracting(Application::cause)
        .isEqualTo(Cause.timePassed(null));
    var before =
        aCustomer()
            .imported()
            .boughtFor("10", END_OF_IMPORT.minusSeconds(30 * 86_400).minusNanos(1_000));
    assertThat(before.waitedUntil(END_OF_IMPORT).applications())
        .last()
        .extracting(Application::cause)
        .isEqualTo(Cause.timePassed(IMPORT));
  }

  @Test
  @Tag("domain-4.10")
  void aLiveFactEndsTheMarkButTimeUntilThenBelongsToTheImport() {
    var customer =
        aCustomer()
            .imported()
            .boughtFor("5000", daysAgo(300))
            .live()
            .boughtFor("10", daysAgo(100))
            .waitedUntil(inDays(10));
    assertThat(customer.standing().backfill()).isNull();
    assertThat(customer.applications())
        .extracting(Application::at, a -> a.cause().backfill())
        .containsExactly(
            tuple(daysAgo(300), IMPORT),
            tuple(daysAgo(270), IMPORT),
            tuple(daysAgo(240), IMPORT),
            tuple(daysAgo(180), IMPORT),
            tuple(daysAgo(166), IMPORT),
            tuple(daysAgo(120), IMPORT),
            tuple(daysAgo(100), null),
            tuple(daysAgo(70), null),
            tuple(daysAgo(40), null));
  }

  /** As an order does that waited for a rate. */
  @Test
  @Tag("domain-4.10")
  void whatIsImportedAndTakenInAfterTheEndOfTheImportIsNotMarked() {
    var waited =
        aCustomer().boughtFor("10", END_OF_IMPORT).imported().boughtFor("5000", daysAgo(300));
    assertThat(waited.lastChange())
        .extracting(TierChange::to, TierChange::effectiveAt, c -> c.cause().backfill())
        .containsExactly("GOLD", END_OF_IMPORT, null);
    assertThat(waited.standing().backfill()).isNull();
  }

  @Test
  @Tag("domain-4.11")
  void importedFactsJoinALiveCustomerWhereThatOneIs() {
    var customer =
        aCustomer().boughtFor("10", daysAgo(1)).imported().boughtFor("5000", daysAgo(300));
    assertThat(customer.lastChange())
        .extracting(TierChange::to, TierChange::effectiveAt, c -> c.cause().backfill())
        .containsExactly("GOLD", daysAgo(1), IMPORT);
    assertThat(customer.standing().asOf()).isEqualTo(daysAgo(1));
  }
}
