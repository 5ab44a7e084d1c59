package io.tierstream.customer.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tierstream.customer.domain.CustomerFact.AttributesChanged;
import io.tierstream.customer.domain.CustomerFact.ContactChanged;
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
}
