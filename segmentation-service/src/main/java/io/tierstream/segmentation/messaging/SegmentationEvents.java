package io.tierstream.segmentation.messaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.Ids;
import io.tierstream.events.RecordHeaderBytes;
import io.tierstream.events.Topics;
import io.tierstream.segmentation.application.Announcements;
import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.AtRisk;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.Scores;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.domain.TierChange;
import io.tierstream.segmentation.persistence.Publication;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Segmentation's own events, as their schemas want them. */
@ApplicationScoped
public class SegmentationEvents implements Announcements {

  private static final String TIER_CHANGED = CloudEvent.TYPE_PREFIX + "tier.changed.v1";
  private static final String AT_RISK = CloudEvent.TYPE_PREFIX + "tier.at-risk.v1";
  private static final String ASSESSED = CloudEvent.TYPE_PREFIX + "segment.assessed.v1";
  private static final int MONEY_DECIMALS = 2;

  private static final ObjectWriter JSON =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .build()
          .writer();

  private final Topics topics;
  private final Ids ids;
  private final String source;

  @Inject
  SegmentationEvents(
      Topics topics, Ids ids, @ConfigProperty(name = "tierstream.service") String source) {
    this.topics = topics;
    this.ids = ids;
    this.source = source;
  }

  record CauseV1(String type, String eventId, String subject, String backfill) {
    static CauseV1 of(Cause cause) {
      return new CauseV1(cause.type(), cause.eventId(), cause.subject(), cause.backfill());
    }
  }

  record ScoresV1(int r, int f, int m, Integer s) {
    static ScoresV1 of(Scores scores) {
      return scores == null ? null : new ScoresV1(scores.r(), scores.f(), scores.m(), scores.s());
    }
  }

  record FiguresV1(
      Long recencyDays,
      int frequency,
      String monetary,
      String satisfaction,
      ScoresV1 scores,
      String composite) {
    static FiguresV1 of(Assessment assessment, Instant at) {
      return assessment == null
          ? null
          : new FiguresV1(
              assessment.recencyDays(at),
              assessment.frequency(),
              money(assessment.monetary()),
              satisfactionOf(assessment, at),
              ScoresV1.of(assessment.scores()),
              compositeOf(assessment));
    }
  }

  record TierChangedV1(
      String customerId,
      long sequence,
      String kind,
      String from,
      String to,
      Instant effectiveAt,
      Instant recordedAt,
      int model,
      FiguresV1 before,
      FiguresV1 after,
      String crossed,
      CauseV1 cause) {}

  record TierAtRiskV1(
      String customerId,
      long sequence,
      String tier,
      String fallsTo,
      Instant fallsAt,
      Instant effectiveAt,
      Instant recordedAt,
      int model,
      FiguresV1 assessment,
      String crossed,
      CauseV1 cause) {}

  record SegmentAssessedV1(
      String customerId,
      String tier,
      String segment,
      String lifecycle,
      ScoresV1 scores,
      String composite,
      Long recencyDays,
      int frequency,
      String monetary,
      String satisfaction,
      int model,
      long sequence,
      Instant since,
      Instant belowSince,
      Instant nextChangeAt,
      Instant asOf) {}

  @Override
  public Announced tierChanged(
      long seq, TierChange change, Instant recordedAt, String traceparent) {
    var payload =
        json(
            new TierChangedV1(
                change.customerId(),
                change.sequence(),
                change.kind().name(),
                change.from(),
                change.to(),
                change.effectiveAt(),
                recordedAt,
                change.model(),
                FiguresV1.of(change.before(), change.effectiveAt()),
                FiguresV1.of(change.after(), change.effectiveAt()),
                change.crossed(),
                CauseV1.of(change.cause())));
    var id = ids.next();
    var publication =
        publication(
            seq,
            Topics.TIER_CHANGES,
            event(
                id,
                TIER_CHANGED,
                change.customerId(),
                recordedAt,
                change.cause().backfill(),
                traceparent,
                payload));
    return new Announced(id, payload, publication);
  }

  @Override
  public Publication atRisk(long seq, AtRisk risk, Instant recordedAt, String traceparent) {
    var payload =
        json(
            new TierAtRiskV1(
                risk.customerId(),
                risk.sequence(),
                risk.tier(),
                risk.fallsTo(),
                risk.fallsAt(),
                risk.effectiveAt(),
                recordedAt,
                risk.model(),
                FiguresV1.of(risk.assessment(), risk.effectiveAt()),
                risk.crossed(),
                CauseV1.of(risk.cause())));
    return publication(
        seq,
        Topics.TIER_CHANGES,
        event(
            ids.next(),
            AT_RISK,
            risk.customerId(),
            recordedAt,
            risk.cause().backfill(),
            traceparent,
            payload));
  }

  @Override
  public Publication assessed(
      long seq, Standing standing, int model, Instant recordedAt, String traceparent) {
    var assessment = standing.assessment();
    var payload =
        json(
            new SegmentAssessedV1(
                standing.customerId(),
                standing.tier(),
                assessment.segment(),
                assessment.lifecycle().name(),
                ScoresV1.of(assessment.scores()),
                compositeOf(assessment),
                assessment.recencyDays(standing.asOf()),
                assessment.frequency(),
                money(assessment.monetary()),
                satisfactionOf(assessment, standing.asOf()),
                model,
                standing.sequence(),
                standing.tierSince(),
                standing.belowSince(),
                standing.nextChangeAt(),
                standing.asOf()));
    return publication(
        seq,
        Topics.CUSTOMER_SEGMENTS,
        event(
            ids.next(),
            ASSESSED,
            standing.customerId(),
            recordedAt,
            standing.backfill(),
            traceparent,
            payload));
  }

  private CloudEvent event(
      String id,
      String type,
      String customerId,
      Instant at,
      String backfill,
      String traceparent,
      String payload) {
    return new CloudEvent(
        id,
        source,
        type,
        at,
        customerId,
        backfill,
        traceparent,
        payload.getBytes(StandardCharsets.UTF_8));
  }

  private Publication publication(long seq, String topic, CloudEvent event) {
    return new Publication(
        seq,
        topics.name(topic),
        event.time(),
        event.subject().getBytes(StandardCharsets.UTF_8),
        RecordHeaderBytes.write(event.toHeaders()),
        event.data());
  }

  private static String money(BigDecimal amount) {
    var plain = amount.stripTrailingZeros();
    return (plain.scale() < MONEY_DECIMALS ? plain.setScale(MONEY_DECIMALS) : plain)
        .toPlainString();
  }

  private static String satisfactionOf(Assessment assessment, Instant at) {
    return assessment.satisfaction() == null ? null : assessment.satisfaction().at(at).toString();
  }

  private static String compositeOf(Assessment assessment) {
    return assessment.composite() == null ? null : assessment.composite().rounded().toString();
  }

  private static String json(Object payload) {
    try {
      return JSON.writeValueAsString(payload);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an event that can't be written as JSON", e);
    }
  }
}
