package io.tierstream.order.messaging;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.events.Inbox;
import io.tierstream.order.application.KeepTiers;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears of every change of a tier. */
@ApplicationScoped
public class TierChangesConsumer {

  private static final String CONSUMER = "order-service";

  private final Inbox inbox;
  private final KeepTiers keepTiers;

  TierChangesConsumer(Inbox inbox, KeepTiers keepTiers) {
    this.inbox = inbox;
    this.keepTiers = keepTiers;
  }

  @Incoming("tier-changes-in")
  @Blocking
  void consume(ConsumerRecords<byte[], byte[]> records) {
    inbox.consume(CONSUMER, records, TierRecords::changed, keepTiers::keep);
  }
}
