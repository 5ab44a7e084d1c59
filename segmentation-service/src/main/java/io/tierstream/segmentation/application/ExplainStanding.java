package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.Explanation;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.persistence.Customers;
import io.tierstream.segmentation.persistence.Models;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Clock;

/** Why a customer stands where it stands, now. */
@ApplicationScoped
public class ExplainStanding {

  private final Customers customers;
  private final Models models;
  private final Clock clock;

  ExplainStanding(Customers customers, Models models, Clock clock) {
    this.customers = customers;
    this.models = models;
    this.clock = clock;
  }

  /** A standing with its facts, the model it is judged by, and what that comes to now. */
  public record Explained(Standing standing, ScoringModel model, Explanation explanation) {}

  /**
   * Explains by the facts known now.
   *
   * @throws UnknownCustomer when nothing was ever heard of the customer
   * @throws ErasedCustomer when nothing is left of the customer
   */
  @Transactional(rollbackOn = SQLException.class)
  public Explained explain(String customerId) throws SQLException {
    var standing = ErasedCustomer.unless(customerId, customers.of(customerId));
    // A fact may be a little ahead of our clock, and the standing rests on it.
    var now = clock.instant();
    var at = standing.asOf() != null && standing.asOf().isAfter(now) ? standing.asOf() : now;
    var model =
        standing.model() == 0 ? models.timeline().at(at) : models.numbered(standing.model());
    return new Explained(
        standing,
        model,
        Explanation.of(standing.counted(), standing.tier(), standing.belowSince(), model, at));
  }
}
