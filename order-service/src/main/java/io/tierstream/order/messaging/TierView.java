package io.tierstream.order.messaging;

import io.tierstream.events.CloudEvent;
import io.tierstream.events.PoisonException;
import io.tierstream.events.Topics;
import io.tierstream.events.views.RebuildableView;
import io.tierstream.order.domain.SeenTier;
import io.tierstream.order.persistence.Tiers;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Everybody's last tier, as {@code customer-segments} can restore it. */
@ApplicationScoped
public class TierView implements RebuildableView<SeenTier> {

  private final Tiers tiers;

  TierView(Tiers tiers) {
    this.tiers = tiers;
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
  public SeenTier read(CloudEvent event, ConsumerRecord<byte[], byte[]> record)
      throws PoisonException {
    return TierRecords.assessed(event, record);
  }

  @Override
  public void take(List<SeenTier> facts) {
    tiers.retell(facts);
  }

  @Override
  public boolean forgetUntold() {
    return tiers.forgetUntold();
  }
}
