package io.tierstream.customer.messaging;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.customer.application.KeepRates;
import io.tierstream.events.Inbox;
import io.tierstream.events.ServiceIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** What currencies are worth, as segmentation-service tells every partition. */
@ApplicationScoped
public class RatesConsumer {

  private final Inbox inbox;
  private final RateReader reader;
  private final KeepRates keepRates;
  private final ServiceIdentity identity;

  RatesConsumer(Inbox inbox, RateReader reader, KeepRates keepRates, ServiceIdentity identity) {
    this.inbox = inbox;
    this.reader = reader;
    this.keepRates = keepRates;
    this.identity = identity;
  }

  /** Returns when the records are taken in. */
  @Incoming("segmentation-inputs-in")
  @Blocking
  public void consume(ConsumerRecords<byte[], byte[]> records) {
    inbox.consume(identity.name(), records, (event, record) -> reader.read(event), keepRates::keep);
  }
}
