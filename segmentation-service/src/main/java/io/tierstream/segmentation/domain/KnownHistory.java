package io.tierstream.segmentation.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What was known of one customer at an instant, and where the customer stood by that at any other
 * one, §7: before or after it, by whichever version of each fact was the latest then.
 */
public final class KnownHistory {

  private final String customerId;

  /** By which applications are repeated: all, since an application knows its model. */
  private final ModelTimeline models;

  /** Those that were known. */
  private final ModelTimeline knownModels;

  private final List<Application> applications = new ArrayList<>();

  /** Every version that was known, the applied ones first. */
  private final List<Fact> versions = new ArrayList<>();

  /** After all that was known: what is in it counts, in one version or another. */
  private final Facts counted;

  /** From when on nothing counts, since the customer was erased; null when that wasn't known. */
  private final Instant erasedAt;

  /**
   * What of everything that was ever recorded was known at {@code knownAt}.
   *
   * @param applications all of the customer's, in order; one is known when those before it are
   * @param others versions that none of them brought, in any order: those that came after higher
   *     ones, and what was known of a merged customer before it was merged
   * @param models all that were ever published
   * @param modelsRecordedAt when each but the first was recorded, by number; none of them is known
   *     before
   */
  public KnownHistory(
      String customerId,
      List<RecordedApplication> applications,
      List<RecordedFact> others,
      ModelTimeline models,
      Map<Integer, Instant> modelsRecordedAt,
      Instant knownAt) {
    this.customerId = Objects.requireNonNull(customerId, "customerId");
    this.models = Objects.requireNonNull(models, "models");
    this.knownModels = known(models, modelsRecordedAt, knownAt);
    Replay replay = replay();
    Facts untilErased = null;
    Instant erased = null;
    for (RecordedApplication recorded : applications) {
      // Another instance's clock may be behind: nothing is known before what came before it.
      if (recorded.recordedAt().isAfter(knownAt)) {
        break;
      }
      Application application = recorded.application();
      if (application.bond() instanceof Bond.Erased) {
        untilErased = replay.standing().counted();
        erased = application.at();
      }
      replay.repeat(application);
      this.applications.add(application);
      if (application.fact() != null) {
        versions.add(application.fact());
      }
    }
    for (RecordedFact recorded : others) {
      if (!recorded.recordedAt().isAfter(knownAt)) {
        versions.add(recorded.fact());
      }
    }
    this.counted = erased == null ? replay.standing().counted() : untilErased;
    this.erasedAt = erased;
  }

  private static ModelTimeline known(
      ModelTimeline models, Map<Integer, Instant> recordedAt, Instant knownAt) {
    ModelTimeline known = ModelTimeline.of(models.models().get(0).model());
    for (ModelTimeline.InForce one : models.models()) {
      Instant recorded = recordedAt.get(one.model().number());
      if (recorded != null && !recorded.isAfter(knownAt)) {
        known = known.with(one.model(), one.from());
      }
    }
    return known;
  }

  private Replay replay() {
    // What was recorded says itself whether it belongs to an import.
    return new Replay(new Fold(models, job -> Instant.MAX), customerId);
  }

  /** Whether nothing was known of the customer. */
  public boolean isEmpty() {
    return applications.isEmpty();
  }

  /**
   * As the last application that is not later than {@code effectiveAt} left it: the tier, and what
   * else depends on the path.
   */
  public Standing standing(Instant effectiveAt) {
    Replay replay = replay();
    for (Application application : applications) {
      if (application.at().isAfter(effectiveAt)) {
        break;
      }
      replay.repeat(application);
    }
    return replay.standing();
  }

  /**
   * The figures at {@code effectiveAt}: of every order and feedback the highest version whose own
   * instant is not later. An erasure ends them, and leaves those before it as they were.
   */
  public Assessment figures(Instant effectiveAt) {
    Facts facts = Facts.none();
    for (Fact version : versions) {
      Known last = version.knownIn(counted);
      if (counts(version, effectiveAt) && isHigher(version, version.knownIn(facts))) {
        facts = version.addedTo(facts, last.ordinal());
      }
    }
    return Assessment.assess(facts, model(effectiveAt), effectiveAt);
  }

  /** Whether anything that counts is dated by {@code effectiveAt}. */
  public boolean hasFacts(Instant effectiveAt) {
    return versions.stream().anyMatch(version -> counts(version, effectiveAt));
  }

  private boolean counts(Fact version, Instant effectiveAt) {
    return version.knownIn(counted) != null
        && !version.occurredAt().isAfter(effectiveAt)
        && (erasedAt == null || effectiveAt.isBefore(erasedAt));
  }

  /** The model that was in force at {@code effectiveAt}, as far as that was known. */
  public ScoringModel model(Instant effectiveAt) {
    return knownModels.at(effectiveAt);
  }

  private static boolean isHigher(Fact version, Known other) {
    return other == null || version.version() > other.version();
  }
}
