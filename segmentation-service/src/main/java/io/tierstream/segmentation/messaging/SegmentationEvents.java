package io.tierstream.segmentation.messaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
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
import io.tierstream.segmentation.domain.Bond;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.Scores;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.domain.TierChange;
import io.tierstream.segmentation.domain.Transfer;
import io.tierstream.segmentation.persistence.Publication;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Segmentation's own events, as their schemas want them. */
@ApplicationScoped
public class SegmentationEvents implements Announcements {

  private static final String TIER_CHANGED = CloudEvent.TYPE_PREFIX + "tier.changed.v1";
  private static final String AT_RISK = CloudEvent.TYPE_PREFIX + "tier.at-risk.v1";
  private static final String ASSESSED = CloudEvent.TYPE_PREFIX + "segment.assessed.v1";
  private static final String ERASED = CloudEvent.TYPE_PREFIX + "segment.erased.v1";
  private static final String TRANSFERRED = CloudEvent.TYPE_PREFIX + "facts.transferred.v1";
  private static final String RETURNED = CloudEvent.TYPE_PREFIX + "facts.returned.v1";
  private static final int MONEY_DECIMALS = 2;
  private static final int MAX_MONEY_DECIMALS = 4;

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

  record FactsReturnedV1(
      String customerId, String via, long version, CauseV1 cause, Instant at, Instant occurredAt) {}

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
              money(assessment.monetary().value()),
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
      @JsonInclude(Include.NON_NULL) String mergedInto,
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

  record SegmentErasedV1(String customerId, long version, String status, Instant occurredAt) {}

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
  public Publication assessed(long seq, Standing standing, Instant recordedAt, String traceparent) {
    var assessment = standing.assessment();
    var payload =
        json(
            new SegmentAssessedV1(
                standing.customerId(),
                standing.bonds().mergedInto(),
                standing.tier(),
                assessment.segment(),
                assessment.lifecycle().name(),
                ScoresV1.of(assessment.scores()),
                compositeOf(assessment),
                assessment.recencyDays(standing.asOf()),
                assessment.frequency(),
                money(assessment.monetary().value()),
                satisfactionOf(assessment, standing.asOf()),
                standing.model(),
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

  @Override
  public Publication erased(
      long seq, String customerId, long version, Instant at, Instant recordedAt) {
    var payload = json(new SegmentErasedV1(customerId, version, "ERASED", at));
    return publication(
        seq,
        Topics.CUSTOMER_SEGMENTS,
        event(ids.next(), ERASED, customerId, recordedAt, null, null, payload));
  }

  @Override
  public Publication transferred(
      long seq, String survivor, Transfer transfer, Instant recordedAt, String traceparent) {
    var payload = json(FactsTransferredV1.of(survivor, transfer));
    return publication(
        seq,
        Topics.SEGMENTATION_INPUTS,
        event(ids.next(), TRANSFERRED, survivor, recordedAt, null, traceparent, payload));
  }

  @Override
  public Publication forwarded(
      long seq,
      Standing merged,
      Transfer.Carried carried,
      Instant recordTimestamp,
      Cause cause,
      Instant recordedAt,
      String traceparent) {
    var survivor = merged.bonds().mergedInto();
    var payload = json(FactsTransferredV1.of(merged, carried, recordTimestamp, cause));
    return publication(
        seq,
        Topics.SEGMENTATION_INPUTS,
        event(
            ids.next(),
            TRANSFERRED,
            survivor,
            // What an import brings keeps its place in time.
            cause.backfill() == null ? recordedAt : recordTimestamp,
            cause.backfill(),
            traceparent,
            payload));
  }

  @Override
  public Publication returned(
      long seq,
      String survivor,
      Bond.GivenBack bond,
      Instant at,
      Cause cause,
      Instant recordedAt,
      String traceparent) {
    var payload =
        json(new FactsReturnedV1(survivor, bond.via(), bond.version(), CauseV1.of(cause), at, at));
    return publication(
        seq,
        Topics.SEGMENTATION_INPUTS,
        event(ids.next(), RETURNED, survivor, recordedAt, null, traceparent, payload));
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
    // A converted amount may have more places than events show.
    var plain =
        amount
            .setScale(Math.min(amount.scale(), MAX_MONEY_DECIMALS), RoundingMode.HALF_UP)
            .stripTrailingZeros();
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
