package io.tierstream.segmentation.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.Ids;
import io.tierstream.events.OutboxRecord;
import io.tierstream.events.Topics;
import io.tierstream.segmentation.SegmentationSettings;
import io.tierstream.segmentation.application.InputEvents;
import io.tierstream.segmentation.domain.ModelTimeline;
import io.tierstream.segmentation.persistence.DatedRate;
import io.tierstream.segmentation.persistence.ModelJson;
import io.tierstream.segmentation.persistence.RecordedPin;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What operators tell the owners of the partitions, as its schemas want it. */
@ApplicationScoped
public class SegmentationInputs implements InputEvents {

  private static final ObjectWriter JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build()
          .writer();

  /** A rate once set never changes. */
  private static final long ONLY_VERSION = 1;

  private final Topics topics;
  private final Ids ids;
  private final String source;
  private final String baseCurrency;

  @Inject
  SegmentationInputs(
      Topics topics,
      Ids ids,
      @ConfigProperty(name = "tierstream.service") String source,
      SegmentationSettings settings) {
    this.topics = topics;
    this.ids = ids;
    this.source = source;
    this.baseCurrency = settings.baseCurrency();
  }

  record PinSetV1(
      String customerId, long version, String tier, Instant until, Instant occurredAt) {}

  record PinRemovedV1(String customerId, long version, Instant occurredAt) {}

  record RateSetV1(
      String currency, String base, String day, String rate, long version, Instant occurredAt) {}

  record ModelPublishedV1(
      int model, Instant effectiveAt, @JsonRawValue String definition, Instant occurredAt) {}

  @Override
  public OutboxRecord pin(RecordedPin pin) {
    var customerId = pin.customerId();
    var at = pin.recordedAt();
    var event =
        pin.tier() == null
            ? event(
                "pin.removed.v1", customerId, at, new PinRemovedV1(customerId, pin.version(), at))
            : event(
                "pin.set.v1",
                customerId,
                at,
                new PinSetV1(customerId, pin.version(), pin.tier(), pin.until(), at));
    return OutboxRecord.byKey(Topics.SEGMENTATION_INPUTS, customerId, at, event);
  }

  @Override
  public List<OutboxRecord> published(ModelTimeline.InForce inForce, Instant at) {
    var number = inForce.model().number();
    var subject = "model-" + number;
    var payload =
        new ModelPublishedV1(number, inForce.from(), ModelJson.write(inForce.model()), at);
    return everywhere("model.published.v1", subject, at, payload);
  }

  @Override
  public List<OutboxRecord> rateSet(DatedRate rate) {
    var at = rate.recordedAt();
    var payload =
        new RateSetV1(
            rate.currency(),
            baseCurrency,
            rate.day().toString(),
            rate.rate().stripTrailingZeros().toPlainString(),
            ONLY_VERSION,
            at);
    return everywhere("rate.set.v1", rate.currency() + "-" + rate.day(), at, payload);
  }

  /** To every partition; each gets an event of its own. */
  private List<OutboxRecord> everywhere(String type, String subject, Instant at, Object payload) {
    return IntStream.range(0, topics.partitions(Topics.SEGMENTATION_INPUTS))
        .mapToObj(
            partition ->
                new OutboxRecord(
                    Topics.SEGMENTATION_INPUTS,
                    partition,
                    subject,
                    at,
                    event(type, subject, at, payload)))
        .toList();
  }

  private CloudEvent event(String type, String subject, Instant at, Object payload) {
    return new CloudEvent(
        ids.next(), source, CloudEvent.TYPE_PREFIX + type, at, subject, null, null, json(payload));
  }

  private static byte[] json(Object payload) {
    try {
      return JSON.writeValueAsString(payload).getBytes(UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event that can't be written as JSON", e);
    }
  }
}
