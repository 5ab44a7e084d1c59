package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.Explanation;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.persistence.Customers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Clock;

/** Why a customer stands where it stands, now. */
@ApplicationScoped
public class ExplainStanding {

  private final Customers customers;
  private final Clock clock;

  ExplainStanding(Customers customers, Clock clock) {
    this.customers = customers;
    this.clock = clock;
  }

  /** A standing with its facts, the model it is judged by, and what that comes to now. */
  public record Explained(Standing standing, ScoringModel model, Explanation explanation) {}

  /**
   * Explains by the facts known now.
   *
   * @throws UnknownCustomer when nothing was ever heard of the customer
   */
  @Transactional(rollbackOn = SQLException.class)
  public Explained explain(String customerId) throws SQLException {
    var model = ScoringModel.standard();
    var standing =
        customers.of(customerId, model).orElseThrow(() -> new UnknownCustomer(customerId));
    // A fact may be a little ahead of our clock, and the standing rests on it.
    var now = clock.instant();
    var at = standing.asOf() != null && standing.asOf().isAfter(now) ? standing.asOf() : now;
    return new Explained(
        standing,
        model,
        Explanation.of(standing.facts(), standing.tier(), standing.belowSince(), model, at));
  }
}
