package io.tierstream.order.messaging;

import io.tierstream.events.CloudEvent;
import io.tierstream.events.PoisonException;
import io.tierstream.events.Topics;
import io.tierstream.events.views.RebuildableView;
import io.tierstream.order.application.KeepMerges;
import io.tierstream.order.domain.SeenMerge;
import io.tierstream.order.persistence.Merges;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Who is merged into whom, as {@code customers} can restore it. */
@ApplicationScoped
public class MergeView implements RebuildableView<SeenMerge> {

  private final KeepMerges keepMerges;

  MergeView(KeepMerges keepMerges) {
    this.keepMerges = keepMerges;
  }

  @Override
  public String name() {
    return Merges.VIEW;
  }

  @Override
  public String topic() {
    return Topics.CUSTOMERS;
  }

  @Override
  public SeenMerge read(CloudEvent event, ConsumerRecord<byte[], byte[]> record)
      throws PoisonException {
    return CustomerRecords.merge(event, record);
  }

  @Override
  public void take(List<SeenMerge> facts) {
    keepMerges.retell(facts);
  }

  @Override
  public boolean forgetUntold() {
    return keepMerges.forgetUntold();
  }
}
