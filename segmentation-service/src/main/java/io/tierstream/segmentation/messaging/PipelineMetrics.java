package io.tierstream.segmentation.messaging;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tierstream.segmentation.application.Prepared;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/** Counts what becomes of records, for those who operate the pipeline. */
@ApplicationScoped
class PipelineMetrics {

  private final Counter applied;
  private final Counter stale;
  private final Counter skipped;
  private final Counter refused;
  private final Counter dropped;
  private final Counter tierChanges;
  private final Counter fenced;

  @Inject
  PipelineMetrics(MeterRegistry registry) {
    applied = facts(registry, "applied");
    stale = facts(registry, "stale");
    skipped = facts(registry, "skipped");
    refused = facts(registry, "dead-lettered");
    dropped = facts(registry, "dropped");
    tierChanges = registry.counter("tierstream.tier.changes");
    fenced = registry.counter("tierstream.fence.refusals");
  }

  private static Counter facts(MeterRegistry registry, String outcome) {
    return registry.counter("tierstream.records", "outcome", outcome);
  }

  void committed(Prepared.Counts counts) {
    applied.increment(counts.applied());
    stale.increment(counts.stale());
    skipped.increment(counts.skipped());
    refused.increment(counts.refused());
    tierChanges.increment(counts.tierChanges());
  }

  /** Records of numbers that aren't owned (any more); their owner polls them, too. */
  void dropped(int records) {
    dropped.increment(records);
  }

  /** The fence has refused a commit. */
  void fenced() {
    fenced.increment();
  }
}
