package io.tierstream.customer.messaging;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.customer.application.CountOrders;
import io.tierstream.events.Inbox;
import io.tierstream.events.ServiceIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** What customers buy, as order-service tells it. */
@ApplicationScoped
public class OrdersConsumer {

  private final Inbox inbox;
  private final CountOrders countOrders;
  private final ServiceIdentity identity;

  OrdersConsumer(Inbox inbox, CountOrders countOrders, ServiceIdentity identity) {
    this.inbox = inbox;
    this.countOrders = countOrders;
    this.identity = identity;
  }

  /** Returns when the records are taken in. */
  @Incoming("orders-in")
  @Blocking
  public void consume(ConsumerRecords<byte[], byte[]> records) {
    inbox.consume(identity.name(), records, OrderReader::read, countOrders::count);
  }
}
