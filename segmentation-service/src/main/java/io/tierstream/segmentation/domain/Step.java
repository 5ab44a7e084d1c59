package io.tierstream.segmentation.domain;

import java.util.List;

/**
 * What an operation on a standing came to: the new standing and what happened on the way, in order.
 * When nothing happened it is the standing given, and the lists are empty.
 */
public record Step(
    Standing standing,
    List<TierChange> changes,
    List<AtRisk> risks,
    List<Application> applications) {

  public Step {
    changes = List.copyOf(changes);
    risks = List.copyOf(risks);
    applications = List.copyOf(applications);
  }

  static Step none(Standing standing) {
    return new Step(standing, List.of(), List.of(), List.of());
  }
}
