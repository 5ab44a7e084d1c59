package io.tierstream.customer.messaging;

import io.smallrye.common.annotation.Blocking;
import io.tierstream.customer.application.KeepStandings;
import io.tierstream.events.Inbox;
import io.tierstream.events.ServiceIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Where customers stand, as segmentation-service tells it. */
@ApplicationScoped
public class SegmentsConsumer {

  private final Inbox inbox;
  private final KeepStandings keepStandings;
  private final ServiceIdentity identity;

  SegmentsConsumer(Inbox inbox, KeepStandings keepStandings, ServiceIdentity identity) {
    this.inbox = inbox;
    this.keepStandings = keepStandings;
    this.identity = identity;
  }

  /** Returns when the records are taken in. */
  @Incoming("customer-segments-in")
  @Blocking
  public void consume(ConsumerRecords<byte[], byte[]> records) {
    inbox.consume(identity.name(), records, StandingReader::read, keepStandings::keep);
  }
}
