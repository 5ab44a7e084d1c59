package io.tierstream.segmentation.domain;

import io.tierstream.segmentation.domain.History.Delivery;
import io.tierstream.segmentation.domain.History.Look;
import io.tierstream.segmentation.domain.History.Moment;
import io.tierstream.segmentation.domain.History.Publish;
import io.tierstream.segmentation.domain.History.SetRate;
import io.tierstream.segmentation.domain.Oracle.Applied;
import io.tierstream.segmentation.domain.Oracle.Change;
import io.tierstream.segmentation.domain.Oracle.Figures;
import io.tierstream.segmentation.domain.Oracle.Risk;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A customer taken through a history by the fold, told in the oracle's words. */
final class FoldedHistory {

  /** That somebody looked, or a fact was taken in, while a model was in force. */
  record Visit(Instant at, int model) {}

  private final Map<String, Instant> jobs;
  private final Set<RateKey> rates = new HashSet<>();
  private final List<Delivery> parked = new ArrayList<>();
  private ModelTimeline models;
  private Standing standing = Standing.unknown("C-1");
  final List<TierChange> tierChanges = new ArrayList<>();
  final List<AtRisk> atRisks = new ArrayList<>();
  final List<Application> applications = new ArrayList<>();
  final List<Visit> visits = new ArrayList<>();
  final List<Fact> stale = new ArrayList<>();

  FoldedHistory(ScoringModel model, Map<String, Instant> jobs) {
    this.models = ModelTimeline.of(model);
    this.jobs = jobs;
  }

  static FoldedHistory of(ScoringModel model, History history) {
    FoldedHistory folded = new FoldedHistory(model, history.jobs());
    folded.live(history.moments());
    return folded;
  }

  void live(List<? extends Moment> moments) {
    moments.forEach(this::live);
  }

  void live(Moment moment) {
    if (moment instanceof Look look) {
      waitUntil(look.to());
      if (standing.asOf() != null && !look.to().isBefore(standing.asOf())) {
        visits.add(new Visit(look.to(), standing.model()));
      }
    } else if (moment instanceof SetRate set) {
      rates.add(set.key());
      List<Delivery> waiting = List.copyOf(parked);
      parked.clear();
      waiting.forEach(
          delivery ->
              live(delivery.waitsFor().equals(set.key()) ? delivery.again(set.at()) : delivery));
    } else if (moment instanceof Delivery delivery
        && delivery.waitsFor() != null
        && !rates.contains(delivery.waitsFor())) {
      parked.add(delivery);
    } else if (moment instanceof Delivery delivery) {
      if (delivery.fact().isStaleIn(standing.facts())) {
        stale.add(delivery.fact());
      }
      Step step = fold().apply(standing, delivery.fact(), delivery.recordedAt(), causeOf(delivery));
      take(step);
      if (!step.applications().isEmpty()) {
        visits.add(new Visit(standing.asOf(), standing.model()));
      }
    } else if (moment instanceof Publish publish) {
      models = models.with(publish.model(), publish.from());
    }
  }

  private Fold fold() {
    return new Fold(models, jobs::get);
  }

  void waitUntil(Instant to) {
    take(fold().advance(standing, to));
  }

  private void take(Step step) {
    standing = step.standing();
    tierChanges.addAll(step.changes());
    atRisks.addAll(step.risks());
    applications.addAll(step.applications());
  }

  private static Cause causeOf(Delivery delivery) {
    String event = Oracle.eventOf(delivery.fact());
    return new Cause("fact", event, Oracle.idOf(delivery.fact()), delivery.backfill());
  }

  private static String eventOf(Cause cause) {
    return cause.eventId() == null ? cause.type() : cause.eventId();
  }

  /** All that were heard of. */
  ModelTimeline models() {
    return models;
  }

  /** By which it was assessed last. */
  ScoringModel model() {
    return models.numbered(standing.model());
  }

  Standing standing() {
    return standing;
  }

  List<Change> changes() {
    return tierChanges.stream()
        .map(
            c ->
                new Change(
                    c.sequence(),
                    c.kind().name(),
                    c.from(),
                    c.to(),
                    c.effectiveAt(),
                    figures(c.before()),
                    figures(c.after()),
                    eventOf(c.cause()),
                    c.cause().backfill()))
        .toList();
  }

  List<Risk> risks() {
    return atRisks.stream()
        .map(
            r ->
                new Risk(
                    r.sequence(),
                    r.tier(),
                    r.fallsTo(),
                    r.fallsAt(),
                    r.effectiveAt(),
                    eventOf(r.cause()),
                    r.cause().backfill()))
        .toList();
  }

  List<Applied> applied() {
    return applications.stream()
        .map(
            a ->
                new Applied(
                    a.ordinal(),
                    a.at(),
                    a.model(),
                    eventOf(a.cause()),
                    a.cause().backfill(),
                    a.fact(),
                    a.supersedes()))
        .toList();
  }

  Figures figures() {
    return figures(standing.assessment());
  }

  static Figures figures(Assessment assessment) {
    if (assessment == null) {
      return null;
    }
    Scores scores = assessment.scores();
    return new Figures(
        assessment.frequency(),
        assessment.monetary().net().stripTrailingZeros(),
        assessment.lastPurchaseAt(),
        scores == null ? null : Arrays.asList(scores.r(), scores.f(), scores.m(), scores.s()),
        scores == null ? null : new BigDecimal(assessment.composite().weighted()),
        scores == null ? 0 : assessment.composite().weights(),
        assessment.segment(),
        assessment.lifecycle().name());
  }
}
