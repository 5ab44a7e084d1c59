package io.tierstream.feedback.application;

import io.tierstream.feedback.domain.TierStanding;
import io.tierstream.feedback.domain.Urgencies;
import io.tierstream.feedback.domain.Urgency;
import io.tierstream.feedback.persistence.ComplaintQueue;
import io.tierstream.feedback.persistence.Tiers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** Customers have other tiers than before, and their open complaints another urgency. */
@ApplicationScoped
public class ChangeTiers {

  private final Tiers tiers;
  private final ComplaintQueue queue;
  private final Urgencies urgencies;

  ChangeTiers(Tiers tiers, ComplaintQueue queue, Urgencies urgencies) {
    this.tiers = tiers;
    this.queue = queue;
    this.urgencies = urgencies;
  }

  /**
   * Takes over what is newer than what is known, by sequence; the rest is old news and changes
   * nothing.
   */
  @Transactional
  public void change(List<TierStanding> seen) {
    var latest = new HashMap<String, TierStanding>();
    for (var standing : seen) {
      latest.merge(
          standing.customerId(),
          standing,
          (one, other) -> other.sequence() > one.sequence() ? other : one);
    }
    var taken = tiers.take(new ArrayList<>(latest.values()));
    var byCustomer = new HashMap<String, Urgency>();
    taken.forEach(customer -> byCustomer.put(customer, urgencies.of(latest.get(customer).tier())));
    queue.prioritise(byCustomer);
  }

  /** Tiers and complaints stay as they are, but whatever is told next is news. */
  @Transactional
  public void forget() {
    tiers.forget();
  }
}
