package io.tierstream.feedback.messaging;

import io.tierstream.events.CloudEvent;
import io.tierstream.events.PoisonException;
import io.tierstream.events.Topics;
import io.tierstream.events.views.RebuildableView;
import io.tierstream.feedback.application.ChangeTiers;
import io.tierstream.feedback.domain.TierStanding;
import io.tierstream.feedback.persistence.Tiers;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Everybody's last tier, as {@code customer-segments} can restore it. */
@ApplicationScoped
public class TierView implements RebuildableView<TierStanding> {

  private final ChangeTiers changeTiers;

  TierView(ChangeTiers changeTiers) {
    this.changeTiers = changeTiers;
  }

  @Override
  public String name() {
    return Tiers.VIEW;
  }

  @Override
  public String topic() {
    return Topics.CUSTOMER_SEGMENTS;
  }

  @Override
  public TierStanding read(CloudEvent event, ConsumerRecord<byte[], byte[]> record)
      throws PoisonException {
    return TierRecords.assessed(event, record);
  }

  @Override
  public void take(List<TierStanding> facts) {
    changeTiers.retell(facts);
  }

  @Override
  public boolean forgetUntold() {
    return changeTiers.forgetUntold();
  }
}
