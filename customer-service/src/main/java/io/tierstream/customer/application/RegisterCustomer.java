package io.tierstream.customer.application;

import io.tierstream.customer.application.FindCustomer.Found;
import io.tierstream.customer.domain.Profile;
import io.tierstream.customer.messaging.CustomerEvents;
import io.tierstream.customer.persistence.Customers;
import io.tierstream.events.Ids;
import io.tierstream.events.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.List;

/** A customer says who it is. */
@ApplicationScoped
public class RegisterCustomer {

  private final Customers customers;
  private final FindCustomer findCustomer;
  private final Outbox outbox;
  private final CustomerEvents events;
  private final Ids ids;
  private final Clock clock;

  RegisterCustomer(
      Customers customers,
      FindCustomer findCustomer,
      Outbox outbox,
      CustomerEvents events,
      Ids ids,
      Clock clock) {
    this.customers = customers;
    this.findCustomer = findCustomer;
    this.outbox = outbox;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * The customer as it is then; {@code customerId} may be null to get one. Registering always
   * completes a provisional record, which is made first if there is none: so a concurrent first
   * event of the customer is no conflict.
   */
  @Transactional
  public Found register(String customerId, Profile profile) {
    var id = customerId == null ? ids.next() : customerId;
    var registered = customers.locked(List.of(id)).get(id).register(profile, clock.instant());
    customers.keep(registered.customer());
    outbox.append(events.live(registered));
    return findCustomer.find(id);
  }
}
