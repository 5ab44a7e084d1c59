package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.persistence.Histories;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Where a customer stood at an instant, as known at another. */
@ApplicationScoped
public class RecallStanding {

  private final Histories histories;

  RecallStanding(Histories histories) {
    this.histories = histories;
  }

  /**
   * What was recalled.
   *
   * @param standing as the last application not later than {@code effectiveAt} left it
   * @param figures at {@code effectiveAt}
   * @param model number of the one that the figures are by
   * @param knownAt what was recorded by then was known
   */
  public record Recalled(Standing standing, Assessment figures, int model, Instant knownAt) {}

  /**
   * Recalls what was known.
   *
   * @param effectiveAt empty for the instant at which it was known
   * @param knownAt empty for now; where the customer's partition hasn't committed anything since,
   *     its last commit stands for it
   * @throws UnknownCustomer when nothing was ever heard of the customer
   * @throws ErasedCustomer when nothing is left of the customer
   * @throws NotKnownThen when nothing was known of the customer at that instant
   */
  @Transactional(rollbackOn = SQLException.class)
  public Recalled recall(
      String customerId, Optional<Instant> effectiveAt, Optional<Instant> knownAt)
      throws SQLException {
    var recorded = histories.of(customerId).orElseThrow(() -> new UnknownCustomer(customerId));
    if (recorded.isErased()) {
      throw new ErasedCustomer(customerId);
    }
    var known = knownAt.filter(recorded.committedAt()::isAfter).orElse(recorded.committedAt());
    var history = recorded.knownAt(known);
    if (history.isEmpty()) {
      throw new NotKnownThen(customerId, known);
    }
    var effective = effectiveAt.orElse(known);
    return new Recalled(
        history.standing(effective),
        history.figures(effective),
        history.model(effective).number(),
        known);
  }
}
