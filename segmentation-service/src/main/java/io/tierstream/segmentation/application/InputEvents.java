package io.tierstream.segmentation.application;

import io.tierstream.events.OutboxRecord;
import io.tierstream.segmentation.domain.ModelTimeline;
import io.tierstream.segmentation.persistence.DatedRate;
import io.tierstream.segmentation.persistence.RecordedPin;
import java.time.Instant;
import java.util.List;

/** What operators tell the owners of the partitions, as records of {@code segmentation-inputs}. */
public interface InputEvents {

  /** A pin was set or taken away. */
  OutboxRecord pin(RecordedPin pin);

  /** A rate was set: one record for every partition. */
  List<OutboxRecord> rateSet(DatedRate rate);

  /** A model was published: one record for every partition. */
  List<OutboxRecord> published(ModelTimeline.InForce inForce, Instant at);
}
