package io.tierstream.feedback.application;

import io.tierstream.events.Newest;
import io.tierstream.feedback.domain.TierStanding;
import io.tierstream.feedback.domain.Urgencies;
import io.tierstream.feedback.domain.Urgency;
import io.tierstream.feedback.persistence.ComplaintQueue;
import io.tierstream.feedback.persistence.Merges;
import io.tierstream.feedback.persistence.Tiers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Customers have other tiers than before, and their open complaints another urgency. */
@ApplicationScoped
public class ChangeTiers {

  private final Tiers tiers;
  private final Merges merges;
  private final ComplaintQueue queue;
  private final Urgencies urgencies;

  ChangeTiers(Tiers tiers, Merges merges, ComplaintQueue queue, Urgencies urgencies) {
    this.tiers = tiers;
    this.merges = merges;
    this.queue = queue;
    this.urgencies = urgencies;
  }

  /**
   * Takes over what is newer than what is known, by sequence; the rest is old news and changes
   * nothing.
   */
  @Transactional
  public void change(List<TierStanding> seen) {
    var latest = latest(seen);
    prioritise(latest, tiers.take(latest.values()));
  }

  /** As above, but what is known may be told again, so that it is told of by the present build. */
  @Transactional
  public void retell(List<TierStanding> seen) {
    var latest = latest(seen);
    prioritise(latest, tiers.retell(latest.values()));
  }

  /**
   * Tiers and complaints stay as they are, but of customers whom the present build hasn't told of
   * whatever is told next is news; whether there are any.
   */
  @Transactional
  public boolean forgetUntold() {
    return tiers.forgetUntold();
  }

  private static Map<String, TierStanding> latest(List<TierStanding> seen) {
    return Newest.of(seen, TierStanding::customerId, TierStanding::sequence);
  }

  // A tier is also that of who is merged into its customer, and isn't that of a merged customer.
  private void prioritise(Map<String, TierStanding> latest, List<String> taken) {
    if (taken.isEmpty()) {
      return;
    }
    var changed = Set.copyOf(taken);
    var byCustomer = new HashMap<String, Urgency>();
    merges
        .survivors(merges.withParts(taken))
        .forEach(
            (customer, survivor) -> {
              if (changed.contains(survivor)) {
                byCustomer.put(customer, urgencies.of(latest.get(survivor).tier()));
              }
            });
    queue.prioritise(byCustomer);
  }
}
