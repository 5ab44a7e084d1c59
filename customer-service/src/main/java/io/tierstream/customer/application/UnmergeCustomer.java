package io.tierstream.customer.application;

import io.tierstream.customer.application.FindCustomer.Found;
import io.tierstream.customer.domain.UnknownCustomer;
import io.tierstream.customer.messaging.CustomerEvents;
import io.tierstream.customer.persistence.Customers;
import io.tierstream.customer.persistence.Persons;
import io.tierstream.customer.persistence.SeenOrders;
import io.tierstream.events.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.function.LongConsumer;

/** A merge was a mistake. */
@ApplicationScoped
public class UnmergeCustomer {

  private final Customers customers;
  private final Persons persons;
  private final SeenOrders orders;
  private final FindCustomer findCustomer;
  private final Outbox outbox;
  private final CustomerEvents events;
  private final Clock clock;

  UnmergeCustomer(
      Customers customers,
      Persons persons,
      SeenOrders orders,
      FindCustomer findCustomer,
      Outbox outbox,
      CustomerEvents events,
      Clock clock) {
    this.customers = customers;
    this.persons = persons;
    this.orders = orders;
    this.findCustomer = findCustomer;
    this.outbox = outbox;
    this.events = events;
    this.clock = clock;
  }

  /**
   * The customer, who stands alone again; whoever was merged into it stays so.
   *
   * @param precondition is told the version that would be unmerged, and throws when that is another
   *     one than was meant
   */
  @Transactional
  public Found unmerge(String customerId, LongConsumer precondition) {
    persons.lock();
    var along = persons.mergedInto(customerId);
    var customer = customers.lockedKnown(along).get(customerId);
    if (customer == null) {
      throw new UnknownCustomer();
    }
    customer.present();
    precondition.accept(customer.version());
    var unmerged = customer.unmerge(clock.instant());
    customers.relist(unmerged.customer());
    persons.follow(along, customerId);
    orders.move(along, customer.survivor(), customerId);
    outbox.append(events.live(unmerged));
    return findCustomer.find(customerId);
  }
}
