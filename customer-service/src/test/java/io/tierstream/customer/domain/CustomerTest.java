package io.tierstream.customer.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tierstream.customer.domain.CustomerFact.AttributesChanged;
import io.tierstream.customer.domain.CustomerFact.ContactChanged;
import io.tierstream.customer.domain.CustomerFact.CustomerErased;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class CustomerTest {

  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");
  private static final Instant LATER = Instant.parse("2026-01-09T10:00:00Z");
  private static final Attributes EAST =
      new Attributes("East", null, null, null, null, null, null, null, List.of("vip"));
  private static final Profile ADA = new Profile("Ada", "123", null, null, EAST);

  @Test
  void registeringCompletesAProvisionalCustomer() {
    var registered = Customer.provisional("C-1").register(ADA, THEN);

    assertThat(registered.occurredAt()).isEqualTo(THEN);
    assertThat(registered.customer())
        .isEqualTo(new Customer("C-1", 1, Status.REGISTERED, ADA, THEN));
  }

  @Test
  void nobodyIsRegisteredTwice() {
    var registered = Customer.provisional("C-1").register(ADA, THEN).customer();

    assertThatThrownBy(() -> registered.register(ADA, LATER))
        .isInstanceOf(CustomerAlreadyKnown.class)
        .hasMessageContaining("C-1");
  }

  @Test
  void othersOnlyHearOfAttributes() {
    var customer = Customer.provisional("C-1").register(ADA, THEN).customer();

    var moved = customer.change(p -> new Profile("Ada", "123", null, null, Attributes.NONE), LATER);
    var renamed = customer.change(p -> new Profile("Eve", "123", null, null, EAST), LATER);

    assertThat(moved).get().isInstanceOf(AttributesChanged.class);
    assertThat(renamed).get().isInstanceOf(ContactChanged.class);
    assertThat(renamed.orElseThrow().customer().version()).isEqualTo(2);
    assertThat(renamed.orElseThrow().customer().registeredAt()).isEqualTo(THEN);
  }

  @Test
  void aChangeOfNothingIsNone() {
    var customer = Customer.provisional("C-1").register(ADA, THEN).customer();

    assertThat(customer.change(profile -> profile, LATER)).isEmpty();
  }

  @Test
  void whoIsNotRegisteredHasNothingToChange() {
    assertThatThrownBy(() -> Customer.provisional("C-1").change(profile -> ADA, LATER))
        .isInstanceOf(NotRegistered.class);
  }

  @Test
  void whoIsMergedKeepsWhatIsKnownAndSaysWhoItIs() {
    var merged = registered("C-1").mergeInto(registered("C-2"), LATER);

    assertThat(merged.occurredAt()).isEqualTo(LATER);
    assertThat(merged.customer())
        .isEqualTo(new Customer("C-1", 2, Status.MERGED, ADA, THEN, "C-2", "C-2"));
  }

  @Test
  void nobodyIsMergedTwice() {
    var merged = registered("C-1").mergeInto(registered("C-2"), LATER).customer();

    assertThatThrownBy(() -> merged.mergeInto(registered("C-3"), LATER))
        .isInstanceOf(MergedCustomer.class)
        .hasMessage("Customer C-1 is MERGED into C-2: merge C-2, or unmerge C-1 first.");
  }

  @Test
  void nobodyIsMergedIntoWhoIsMergedSoThereIsNoCircle() {
    var end = new Customer("C-2", 3, Status.MERGED, ADA, THEN, "C-3", "C-4");

    assertThatThrownBy(() -> registered("C-4").mergeInto(end, LATER))
        .isInstanceOf(MergedCustomer.class)
        .hasMessage("Customer C-2 is MERGED into C-3: merge into C-4 instead.");
  }

  @Test
  void nobodyIsMergedIntoItself() {
    assertThatThrownBy(() -> registered("C-1").mergeInto(registered("C-1"), LATER))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whoIsMergedIsChangedAtTheSurvivorAndNotRegisteredAgain() {
    var merged = new Customer("C-1", 2, Status.MERGED, ADA, THEN, "C-2", "C-3");

    assertThatThrownBy(() -> merged.change(profile -> ADA, LATER))
        .isInstanceOf(MergedCustomer.class)
        .hasMessageContaining("change C-3");
    assertThatThrownBy(() -> merged.register(ADA, LATER)).isInstanceOf(CustomerAlreadyKnown.class);
  }

  @Test
  void anUnmergeMakesAgainWhatWasBefore() {
    var unmerged = registered("C-1").mergeInto(registered("C-2"), LATER).customer().unmerge(LATER);

    assertThat(unmerged.from()).isEqualTo("C-2");
    assertThat(unmerged.customer()).isEqualTo(new Customer("C-1", 3, Status.REGISTERED, ADA, THEN));
  }

  @Test
  void whoWasProvisionalIsSoAgainAndCanBeRegisteredWithAHigherVersion() {
    var unmerged =
        Customer.provisional("C-1").mergeInto(registered("C-2"), THEN).customer().unmerge(LATER);

    assertThat(unmerged.customer())
        .isEqualTo(new Customer("C-1", 2, Status.PROVISIONAL, null, null));
    assertThat(unmerged.customer().register(ADA, LATER).customer().version()).isEqualTo(3);
  }

  @Test
  void onlyAMergeIsTakenBack() {
    assertThatThrownBy(() -> registered("C-1").unmerge(LATER))
        .isInstanceOf(NotMerged.class)
        .hasMessageContaining("REGISTERED");
  }

  @Test
  void ofWhoIsErasedNothingIsLeftButThat() {
    var facts = registered("C-1").erase(List.of(), LATER);

    assertThat(facts)
        .singleElement()
        .satisfies(fact -> assertThat(fact.occurredAt()).isEqualTo(LATER));
    assertThat(facts.get(0).customer())
        .isEqualTo(new Customer("C-1", 2, Status.ERASED, null, null));
  }

  @Test
  void aPersonIsErasedAsAWhole() {
    var merged = registered("C-2").mergeInto(registered("C-1"), LATER).customer();

    assertThat(registered("C-1").erase(List.of(merged), LATER))
        .extracting(CustomerErased::customer)
        .containsExactly(
            new Customer("C-1", 2, Status.ERASED, null, null),
            new Customer("C-2", 3, Status.ERASED, null, null));
    assertThatThrownBy(() -> merged.erase(List.of(), LATER))
        .isInstanceOf(MergedCustomer.class)
        .hasMessage("Customer C-2 is MERGED into C-1: erase C-1, or unmerge C-2 first.");
  }

  @Test
  void nothingBringsBackWhoIsErased() {
    var erased = registered("C-1").erase(List.of(), LATER).get(0).customer();

    assertThatThrownBy(() -> erased.register(ADA, LATER))
        .isInstanceOf(CustomerAlreadyKnown.class)
        .hasMessageContaining("ERASED");
    assertThatThrownBy(() -> erased.change(profile -> ADA, LATER))
        .isInstanceOf(ErasedCustomer.class);
    assertThatThrownBy(() -> erased.mergeInto(registered("C-2"), LATER))
        .isInstanceOf(ErasedCustomer.class);
    assertThatThrownBy(() -> erased.unmerge(LATER)).isInstanceOf(ErasedCustomer.class);
    assertThatThrownBy(() -> registered("C-2").mergeInto(erased, LATER))
        .isInstanceOf(ErasedSurvivor.class);
  }

  private static Customer registered(String customerId) {
    return Customer.provisional(customerId).register(ADA, THEN).customer();
  }
}
