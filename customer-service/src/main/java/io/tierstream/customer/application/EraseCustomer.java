package io.tierstream.customer.application;

import io.tierstream.customer.domain.CustomerFact.CustomerErased;
import io.tierstream.customer.domain.Status;
import io.tierstream.customer.domain.Text;
import io.tierstream.customer.domain.UnknownCustomer;
import io.tierstream.customer.messaging.CustomerEvents;
import io.tierstream.customer.persistence.Customers;
import io.tierstream.customer.persistence.Persons;
import io.tierstream.customer.persistence.SeenOrders;
import io.tierstream.events.Outbox;
import io.tierstream.events.OutboxRecord;
import io.tierstream.events.Topics;
import io.tierstream.imports.WithdrawRows;
import io.tierstream.rest.IdempotencyKeys;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/** A person wants to be forgotten. */
@ApplicationScoped
public class EraseCustomer {

  private final Customers customers;
  private final Persons persons;
  private final SeenOrders orders;
  private final IdempotencyKeys keys;
  private final WithdrawRows withdrawRows;
  private final Outbox outbox;
  private final CustomerEvents events;
  private final Clock clock;

  EraseCustomer(
      Customers customers,
      Persons persons,
      SeenOrders orders,
      IdempotencyKeys keys,
      WithdrawRows withdrawRows,
      Outbox outbox,
      CustomerEvents events,
      Clock clock) {
    this.customers = customers;
    this.persons = persons;
    this.orders = orders;
    this.keys = keys;
    this.withdrawRows = withdrawRows;
    this.outbox = outbox;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Leaves nothing of the customer, and of whoever was merged into it, but that they are erased;
   * does nothing when they are. Who isn't known here may be known to others already, or wait in a
   * file: so that one is erased likewise, for everybody.
   *
   * @param customerId any text
   * @param precondition is told the version that would be erased, and throws when that is another
   *     one than was meant; 0 where there is none
   * @throws UnknownCustomer when nobody can have such an id
   */
  @Transactional
  public void erase(String customerId, LongConsumer precondition) {
    if (!Text.isId(customerId)) {
      throw new UnknownCustomer();
    }
    persons.lock();
    customers.ensure(List.of(customerId));
    var person = customers.lockedKnown(persons.mergedInto(customerId));
    var customer = person.remove(customerId);
    if (customer.status() == Status.ERASED) {
      return;
    }
    precondition.accept(customer.version());
    var erased = customer.erase(person.values(), clock.instant());
    var ids = erased.stream().map(fact -> fact.customer().customerId()).toList();
    customers.erase(erased);
    orders.erase(customerId);
    keys.erase(ids);
    withdrawRows.withdraw(ids, ImportCustomers.ID, ImportCustomers.ERASED);
    outbox.forget(Topics.CUSTOMERS, ids);
    var told = new ArrayList<OutboxRecord>();
    for (CustomerErased fact : erased) {
      told.addAll(events.live(fact));
    }
    outbox.append(told);
  }
}
