package io.tierstream.order.messaging;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.events.Inbox;
import io.tierstream.order.application.FollowCustomers;
import io.tierstream.order.domain.CustomerNews;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears of everybody who is erased, merged, or not merged any more. */
@ApplicationScoped
public class CustomersConsumer {

  private static final String CONSUMER = "order-service";

  // An erasure holds whenever it is told, and weighs more than clocks that differ: ADR 0004. Whom a
  // customer is holds by its version, and no attributes are to end in a topic of dead letters.
  private static final Inbox.Reading<CustomerNews> READING =
      Inbox.Reading.ofAnyTime(CustomerRecords::read);

  private final Inbox inbox;
  private final FollowCustomers followCustomers;

  CustomersConsumer(Inbox inbox, FollowCustomers followCustomers) {
    this.inbox = inbox;
    this.followCustomers = followCustomers;
  }

  @Incoming("customers-in")
  @Blocking
  void consume(ConsumerRecords<byte[], byte[]> records) {
    inbox.consume(CONSUMER, records, READING, followCustomers::follow);
  }
}
