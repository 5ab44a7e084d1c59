package io.tierstream.order.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.Inbox;
import io.tierstream.events.JsonFields;
import io.tierstream.events.PoisonException;
import io.tierstream.events.PoisonException.Reason;
import io.tierstream.order.application.EraseCustomers;
import io.tierstream.order.domain.Erasure;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears of everybody who is erased; what else becomes of customers is of no interest here. */
@ApplicationScoped
public class CustomersConsumer {

  private static final String CONSUMER = "order-service";

  private final Inbox inbox;
  private final EraseCustomers eraseCustomers;

  CustomersConsumer(Inbox inbox, EraseCustomers eraseCustomers) {
    this.inbox = inbox;
    this.eraseCustomers = eraseCustomers;
  }

  @Incoming("customers-in")
  @Blocking
  void consume(ConsumerRecords<byte[], byte[]> records) {
    inbox.consume(CONSUMER, records, CustomersConsumer::read, eraseCustomers::erase);
  }

  private static Erasure read(CloudEvent event, ConsumerRecord<byte[], byte[]> record)
      throws PoisonException {
    if (!event.shortType().equals("customer.erased.v1")) {
      return null;
    }
    var fields = JsonFields.of(event);
    var customer = fields.id("customerId");
    if (record.key() == null || !customer.equals(new String(record.key(), UTF_8))) {
      throw new PoisonException(Reason.NO_USABLE_KEY, "the key isn't the customer's");
    }
    return new Erasure(customer, fields.instant("occurredAt"));
  }
}
