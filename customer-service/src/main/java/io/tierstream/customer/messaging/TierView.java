package io.tierstream.customer.messaging;

import io.tierstream.customer.application.KeepStandings;
import io.tierstream.customer.domain.SeenStanding;
import io.tierstream.customer.persistence.Standings;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.PoisonException;
import io.tierstream.events.Topics;
import io.tierstream.events.views.RebuildableView;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Where everybody stands, as {@code customer-segments} can restore it. */
@ApplicationScoped
public class TierView implements RebuildableView<SeenStanding> {

  private final KeepStandings keepStandings;

  TierView(KeepStandings keepStandings) {
    this.keepStandings = keepStandings;
  }

  @Override
  public String name() {
    return Standings.VIEW;
  }

  @Override
  public String topic() {
    return Topics.CUSTOMER_SEGMENTS;
  }

  @Override
  public SeenStanding read(CloudEvent event, ConsumerRecord<byte[], byte[]> record)
      throws PoisonException {
    return StandingReader.read(event, record);
  }

  @Override
  public void take(List<SeenStanding> facts) {
    keepStandings.retell(facts);
  }

  @Override
  public boolean forgetUntold() {
    return keepStandings.forgetUntold();
  }
}
