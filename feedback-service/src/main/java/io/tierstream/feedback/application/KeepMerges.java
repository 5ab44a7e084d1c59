package io.tierstream.feedback.application;

import io.tierstream.feedback.domain.SeenMerge;
import io.tierstream.feedback.domain.Urgencies;
import io.tierstream.feedback.domain.Urgency;
import io.tierstream.feedback.persistence.ComplaintQueue;
import io.tierstream.feedback.persistence.Merges;
import io.tierstream.feedback.persistence.Tiers;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.HashMap;
import java.util.List;

/**
 * Customers turn out to be others, or not to be any more: the tier of who they are is theirs, and
 * makes their open complaints as urgent as it has them.
 */
@ApplicationScoped
public class KeepMerges {

  private final Merges merges;
  private final Tiers tiers;
  private final ComplaintQueue queue;
  private final Urgencies urgencies;

  KeepMerges(Merges merges, Tiers tiers, ComplaintQueue queue, Urgencies urgencies) {
    this.merges = merges;
    this.tiers = tiers;
    this.queue = queue;
    this.urgencies = urgencies;
  }

  /** Takes over what is newer than what is known; old news and repeats change nothing. */
  @Transactional
  public void keep(List<SeenMerge> seen) {
    prioritise(merges.take(seen));
  }

  /** As above, but what is known may be told again, so that it is told of by the present build. */
  @Transactional
  public void retell(List<SeenMerge> seen) {
    prioritise(merges.retell(seen));
  }

  /**
   * Merges stay as they are, but of customers whom the present build hasn't told of whatever is
   * told next is news; whether there are any.
   */
  @Transactional
  public boolean forgetUntold() {
    return merges.forgetUntold();
  }

  private void prioritise(List<String> taken) {
    if (taken.isEmpty()) {
      return;
    }
    var byCustomer = new HashMap<String, Urgency>();
    tiers
        .held(merges.withParts(taken))
        .forEach((customer, tier) -> byCustomer.put(customer, urgencies.of(tier)));
    queue.prioritise(byCustomer);
  }
}
