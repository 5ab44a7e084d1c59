package io.tierstream.feedback.messaging;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.events.Inbox;
import io.tierstream.feedback.application.ChangeTiers;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hears of every change of a tier. */
@ApplicationScoped
public class TierChangesConsumer {

  private static final String CONSUMER = "feedback-service";

  private final Inbox inbox;
  private final ChangeTiers changeTiers;

  TierChangesConsumer(Inbox inbox, ChangeTiers changeTiers) {
    this.inbox = inbox;
    this.changeTiers = changeTiers;
  }

  @Incoming("tier-changes-in")
  @Blocking
  void consume(ConsumerRecords<byte[], byte[]> records) {
    inbox.consume(CONSUMER, records, TierRecords::changed, changeTiers::change);
  }
}
