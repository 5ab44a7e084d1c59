package io.tierstream.customer.application;

import io.tierstream.customer.application.FindCustomer.Found;
import io.tierstream.customer.domain.Profile;
import io.tierstream.customer.messaging.CustomerEvents;
import io.tierstream.customer.persistence.Customers;
import io.tierstream.events.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;

/** What is known of a customer changes. */
@ApplicationScoped
public class ChangeCustomer {

  private final Customers customers;
  private final FindCustomer findCustomer;
  private final Outbox outbox;
  private final CustomerEvents events;
  private final Clock clock;

  ChangeCustomer(
      Customers customers,
      FindCustomer findCustomer,
      Outbox outbox,
      CustomerEvents events,
      Clock clock) {
    this.customers = customers;
    this.findCustomer = findCustomer;
    this.outbox = outbox;
    this.events = events;
    this.clock = clock;
  }

  /**
   * The customer after {@code change} of its profile, which is as it was when that changes nothing.
   *
   * @param precondition is told the version that would be changed, and throws when that is another
   *     one than was meant
   */
  @Transactional
  public Found change(String customerId, LongConsumer precondition, UnaryOperator<Profile> change) {
    var customer = customers.locked(customerId);
    precondition.accept(customer.version());
    customer
        .change(change, clock.instant())
        .ifPresent(
            changed -> {
              customers.keep(changed.customer());
              outbox.append(events.live(changed));
            });
    return findCustomer.find(customerId);
  }
}
