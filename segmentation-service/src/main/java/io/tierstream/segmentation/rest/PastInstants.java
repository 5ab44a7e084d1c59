package io.tierstream.segmentation.rest;

import static java.time.temporal.ChronoUnit.MICROS;

import io.tierstream.rest.InvalidInput;
import io.tierstream.rest.Problem.Violation;
import io.tierstream.segmentation.domain.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Instants that a question is about, none further ahead than clocks may differ. */
final class PastInstants {

  private final Instant now;
  private final List<Violation> violations = new ArrayList<>();

  PastInstants(Instant now) {
    this.now = now;
  }

  /** To what facts are dated by. */
  static Optional<Instant> cut(Optional<Instant> given) {
    return given.map(instant -> instant.truncatedTo(MICROS));
  }

  /** Says so when {@code instant} is yet to come. */
  PastInstants add(String field, Optional<Instant> instant) {
    if (instant.filter(now.plus(Fact.TOLERANCE)::isBefore).isPresent()) {
      violations.add(
          new Violation(
              field,
              "notAhead",
              "is more than %d minutes ahead of the service's clock, %s"
                  .formatted(Fact.TOLERANCE.toMinutes(), now)));
    }
    return this;
  }

  /**
   * To be called when all are there.
   *
   * @throws InvalidInput when one is yet to come
   */
  void check() {
    if (!violations.isEmpty()) {
      throw new InvalidInput(422, List.copyOf(violations));
    }
  }
}
