package io.tierstream.benchmark.contest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tierstream.events.CloudEvent;
import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.Scores;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The events that segmentation-service tells, told by others; field by field as their schemas. */
final class StandingJson {

  static final String SOURCE = "kafka-streams";

  private static final JsonFactory JSON = new JsonFactory();
  private static final int VALUE = 640;
  private static final int VERSION_BITS = 0x7000;
  private static final int RANDOM_OF_VERSION = 0x1000;

  private StandingJson() {}

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  /**
   * @param before the figures until then; null when there were none
   */
  static CloudEvent tierChanged(
      String customerId,
      long sequence,
      TierVerdict.Move move,
      Assessment before,
      Assessment after,
      Cause cause,
      Instant recordedAt) {
    return event(
        "tier.changed.v1",
        customerId,
        recordedAt,
        json -> {
          json.writeStringField("customerId", customerId);
          json.writeNumberField("sequence", sequence);
          json.writeStringField("kind", move.kind().name());
          json.writeStringField("from", move.from());
          json.writeStringField("to", move.to());
          instant(json, "effectiveAt", after.at());
          instant(json, "recordedAt", recordedAt);
          json.writeNumberField("model", KeptFigures.MODEL.number());
          figures(json, "before", before, after.at());
          figures(json, "after", after, after.at());
          json.writeStringField("crossed", move.crossed());
          cause(json, cause);
        });
  }

  static CloudEvent atRisk(
      String customerId,
      long sequence,
      String tier,
      TierVerdict.Risk risk,
      Assessment assessment,
      Cause cause,
      Instant recordedAt) {
    return event(
        "tier.at-risk.v1",
        customerId,
        recordedAt,
        json -> {
          json.writeStringField("customerId", customerId);
          json.writeNumberField("sequence", sequence);
          json.writeStringField("tier", tier);
          json.writeStringField("fallsTo", risk.fallsTo());
          instant(json, "fallsAt", risk.fallsAt());
          instant(json, "effectiveAt", assessment.at());
          instant(json, "recordedAt", recordedAt);
          json.writeNumberField("model", KeptFigures.MODEL.number());
          figures(json, "assessment", assessment, assessment.at());
          json.writeStringField("crossed", risk.crossed());
          cause(json, cause);
        });
  }

  static CloudEvent assessed(String customerId, StoredCustomer customer, Instant recordedAt) {
    var assessment = customer.assessment();
    return event(
        "segment.assessed.v1",
        customerId,
        recordedAt,
        json -> {
          json.writeStringField("customerId", customerId);
          json.writeStringField("tier", customer.tier());
          json.writeStringField("segment", assessment.segment());
          json.writeStringField("lifecycle", assessment.lifecycle().name());
          scores(json, assessment.scores());
          json.writeStringField("composite", composite(assessment));
          figures(json, assessment, customer.asOf());
          json.writeNumberField("model", KeptFigures.MODEL.number());
          json.writeNumberField("sequence", customer.sequence());
          instant(json, "since", customer.tierSince());
          instant(json, "belowSince", customer.belowSince());
          instant(json, "nextChangeAt", customer.nextChangeAt());
          instant(json, "asOf", customer.asOf());
        });
  }

  private static CloudEvent event(
      String type, String customerId, Instant recordedAt, Fields fields) {
    var value = new ByteArrayOutputStream(VALUE);
    try (var json = JSON.createGenerator(value)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new CloudEvent(
        id(recordedAt),
        SOURCE,
        CloudEvent.TYPE_PREFIX + type,
        recordedAt,
        customerId,
        null,
        null,
        value.toByteArray());
  }

  /** A UUIDv7. */
  private static String id(Instant at) {
    var random = ThreadLocalRandom.current();
    return new UUID(
            at.toEpochMilli() << 16 | VERSION_BITS | random.nextInt(RANDOM_OF_VERSION),
            random.nextLong() >>> 2 | Long.MIN_VALUE)
        .toString();
  }

  private static void figures(JsonGenerator json, String name, Assessment assessment, Instant at)
      throws IOException {
    if (assessment == null) {
      json.writeNullField(name);
      return;
    }
    json.writeObjectFieldStart(name);
    figures(json, assessment, at);
    scores(json, assessment.scores());
    json.writeStringField("composite", composite(assessment));
    json.writeEndObject();
  }

  private static void figures(JsonGenerator json, Assessment assessment, Instant at)
      throws IOException {
    var days = assessment.recencyDays(at);
    if (days == null) {
      json.writeNullField("recencyDays");
    } else {
      json.writeNumberField("recencyDays", days);
    }
    json.writeNumberField("frequency", assessment.frequency());
    json.writeStringField("monetary", Money.shown(assessment.monetary().value()));
    var satisfaction = assessment.satisfaction();
    json.writeStringField(
        "satisfaction", satisfaction == null ? null : satisfaction.at(at).toString());
  }

  private static void scores(JsonGenerator json, Scores scores) throws IOException {
    if (scores == null) {
      json.writeNullField("scores");
      return;
    }
    json.writeObjectFieldStart("scores");
    json.writeNumberField("r", scores.r());
    json.writeNumberField("f", scores.f());
    json.writeNumberField("m", scores.m());
    if (scores.s() == null) {
      json.writeNullField("s");
    } else {
      json.writeNumberField("s", scores.s());
    }
    json.writeEndObject();
  }

  private static String composite(Assessment assessment) {
    return assessment.composite() == null ? null : assessment.composite().rounded().toString();
  }

  private static void cause(JsonGenerator json, Cause cause) throws IOException {
    json.writeObjectFieldStart("cause");
    json.writeStringField("type", cause.type());
    json.writeStringField("eventId", cause.eventId());
    json.writeStringField("subject", cause.subject());
    json.writeStringField("backfill", cause.backfill());
    json.writeEndObject();
  }

  private static void instant(JsonGenerator json, String name, Instant instant) throws IOException {
    json.writeStringField(name, instant == null ? null : instant.toString());
  }
}
