package io.tierstream.customer.messaging;

import io.tierstream.customer.application.KeepRates;
import io.tierstream.customer.domain.DatedRate;
import io.tierstream.customer.persistence.DatedRates;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.PoisonException;
import io.tierstream.events.Topics;
import io.tierstream.events.views.RebuildableView;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What currencies are worth, as {@code segmentation-inputs}, which keeps everything, has it. */
@ApplicationScoped
public class RateView implements RebuildableView<DatedRate> {

  private final RateReader reader;
  private final KeepRates keepRates;

  RateView(RateReader reader, KeepRates keepRates) {
    this.reader = reader;
    this.keepRates = keepRates;
  }

  @Override
  public String name() {
    return DatedRates.VIEW;
  }

  @Override
  public String topic() {
    return Topics.SEGMENTATION_INPUTS;
  }

  @Override
  public DatedRate read(CloudEvent event, ConsumerRecord<byte[], byte[]> record)
      throws PoisonException {
    return reader.read(event);
  }

  @Override
  public void take(List<DatedRate> facts) {
    keepRates.retell(facts);
  }

  // A rate that was told stays.
  @Override
  public boolean forgetUntold() {
    return false;
  }
}
