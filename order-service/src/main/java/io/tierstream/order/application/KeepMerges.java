package io.tierstream.order.application;

import io.tierstream.order.domain.SeenMerge;
import io.tierstream.order.persistence.Merges;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** Customers turn out to be others, or not to be any more: the tier of who they are is theirs. */
@ApplicationScoped
public class KeepMerges {

  private final Merges merges;

  KeepMerges(Merges merges) {
    this.merges = merges;
  }

  /** Takes over what is newer than what is known; old news and repeats change nothing. */
  @Transactional
  public void keep(List<SeenMerge> seen) {
    merges.take(seen);
  }

  /** As above, but what is known may be told again, so that it is told of by the present build. */
  @Transactional
  public void retell(List<SeenMerge> seen) {
    merges.retell(seen);
  }

  /**
   * Merges stay as they are, but of customers whom the present build hasn't told of whatever is
   * told next is news; whether there are any.
   */
  @Transactional
  public boolean forgetUntold() {
    return merges.forgetUntold();
  }
}
