package io.tierstream.segmentation.application;

import static io.tierstream.segmentation.application.Difference.Part.HISTORY;

import io.tierstream.segmentation.domain.Application;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.Replay;
import io.tierstream.segmentation.domain.Standing;
import java.time.Instant;

/**
 * How a customer's time goes on from one application to the next: what must have come by itself
 * meanwhile, a crossing or another model, and that nothing of it was skipped.
 */
final class PassageOfTime {

  private final Replay replay;
  private final HeardModels models;
  private final Differences differences;

  PassageOfTime(Replay replay, HeardModels models, Differences differences) {
    this.replay = replay;
    this.models = models;
    this.differences = differences;
  }

  /** The latest of these instants, and of the one that the customer has come to. */
  Instant reached(Instant at, Instant... others) {
    var standing = replay.standing();
    var latest = later(later(at, standing.asOf()), standing.bonds().gatheredAt());
    for (var other : others) {
      latest = later(latest, other);
    }
    return latest;
  }

  /** {@code other} may be null. */
  private static Instant later(Instant one, Instant other) {
    return other != null && other.isAfter(one) ? other : one;
  }

  /**
   * An application that no record brought, as it must have come by itself.
   *
   * @throws IllegalArgumentException when nothing changes by itself
   */
  Application byItself(Application application) {
    var standing = replay.standing();
    var at = application.at();
    var model = standing.model();
    if (standing.asOf() == null || standing.bonds().isUnsettled()) {
      throw new IllegalArgumentException("nothing changes by itself");
    }
    if (application.cause().type().equals(Cause.TIME_PASSED)) {
      at = isAtEndOfPin(at, standing) ? at : standing.nextChangeAt();
    } else if (application.cause().type().equals(Cause.MODEL_PUBLISHED)) {
      var successor = models.successor(standing, application.model());
      at = HeardModels.switchAt(successor, standing);
      model = successor.model().number();
    }
    if (at == null) {
      throw new IllegalArgumentException("nothing changes by itself");
    }
    return new Application(application.ordinal(), at, model, application.cause(), null, null);
  }

  /**
   * Whether a pin ends then, and nothing changes before: earlier versions assessed there even if
   * nothing changed, and their histories stay as they are.
   */
  private static boolean isAtEndOfPin(Instant at, Standing standing) {
    var known = standing.facts().pin();
    var crossing = standing.nextChangeAt();
    return known != null
        && at.equals(known.pin().until())
        && (crossing == null || at.isBefore(crossing));
  }

  /** Time passes first: whatever was due is assessed before anything else is. */
  void mustHaveNothingDueBefore(Application again, String name) {
    var standing = replay.standing();
    var bonds = standing.bonds();
    if (standing.asOf() == null || bonds.isUnsettled() || bonds.isErased()) {
      return;
    }
    var at = again.at();
    var isCrossing = again.cause().type().equals(Cause.TIME_PASSED);
    var isSwitch = again.cause().type().equals(Cause.MODEL_PUBLISHED);
    var crossing = standing.nextChangeAt();
    if (crossing != null
        && !isCrossing
        && (isSwitch ? crossing.isBefore(at) : !crossing.isAfter(at))) {
      differences.differ(
          HISTORY, name, at.toString(), "nothing was assessed when it changed, at " + crossing);
    }
    var due = isSwitch ? null : models.due(standing, at);
    if (due != null) {
      differences.differ(
          HISTORY,
          name,
          at.toString(),
          "model %d was never taken up, at %s"
              .formatted(due.model().number(), HeardModels.switchAt(due, standing)));
    }
  }

  /** A standing that was just restored is of the model in force. */
  void mustBeUpToDate(String name) {
    var standing = replay.standing();
    var due = models.due(standing, standing.asOf());
    if (due != null) {
      differences.differ(
          HISTORY,
          name,
          "model " + standing.model(),
          "model " + due.model().number() + " is in force");
    }
  }
}
