package io.tierstream.customer.application;

import io.tierstream.customer.application.FindCustomer.Found;
import io.tierstream.customer.domain.UnknownCustomer;
import io.tierstream.customer.domain.UnknownSurvivor;
import io.tierstream.customer.messaging.CustomerEvents;
import io.tierstream.customer.persistence.Customers;
import io.tierstream.customer.persistence.Persons;
import io.tierstream.customer.persistence.SeenOrders;
import io.tierstream.events.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/** A customer turns out to be another one. */
@ApplicationScoped
public class MergeCustomer {

  private final Customers customers;
  private final Persons persons;
  private final SeenOrders orders;
  private final FindCustomer findCustomer;
  private final Outbox outbox;
  private final CustomerEvents events;
  private final Clock clock;

  MergeCustomer(
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
   * The merged customer; whoever was merged into it before goes along.
   *
   * @param into another id
   * @param precondition is told the version that would be merged, and throws when that is another
   *     one than was meant
   * @throws UnknownSurvivor when there is nobody to be merged into
   */
  @Transactional
  public Found merge(String customerId, String into, LongConsumer precondition) {
    persons.lock();
    var along = persons.mergedInto(customerId);
    var all = customers.lockedKnown(Stream.concat(along.stream(), Stream.of(into)).toList());
    var customer = all.get(customerId);
    if (customer == null) {
      throw new UnknownCustomer();
    }
    customer.present();
    precondition.accept(customer.version());
    var survivor = all.get(into);
    if (survivor == null) {
      throw new UnknownSurvivor();
    }
    var merged = customer.mergeInto(survivor, clock.instant());
    customers.unlist(merged.customer());
    persons.follow(along, into);
    orders.move(along, customerId, into);
    outbox.append(events.live(merged));
    return findCustomer.find(customerId);
  }
}
