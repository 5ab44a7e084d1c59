package io.tierstream.customer.application;

import io.tierstream.customer.domain.SeenStanding;
import io.tierstream.customer.persistence.Standings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.util.Collection;
import java.util.HashMap;

/** Segmentation tells where customers stand. */
@ApplicationScoped
public class KeepStandings {

  private final Standings standings;

  KeepStandings(Standings standings) {
    this.standings = standings;
  }

  /** Takes the latest of each customer in, in the caller's transaction. */
  @Transactional(TxType.MANDATORY)
  public void keep(Collection<SeenStanding> seen) {
    if (!seen.isEmpty()) {
      standings.keep(latest(seen));
    }
  }

  /** As above, but what is known may be told again, so that it is told of by the present build. */
  @Transactional(TxType.MANDATORY)
  public void retell(Collection<SeenStanding> seen) {
    if (!seen.isEmpty()) {
      standings.retell(latest(seen));
    }
  }

  /**
   * Forgets what those standings rest on that the present build hasn't told of, so that each that
   * is told again is news; whether there are any.
   */
  @Transactional(TxType.MANDATORY)
  public boolean forgetUntold() {
    return standings.forgetUntold();
  }

  private static Collection<SeenStanding> latest(Collection<SeenStanding> seen) {
    var latest = new HashMap<String, SeenStanding>();
    for (var standing : seen) {
      latest.merge(
          standing.customerId(), standing, (one, other) -> other.isAfter(one) ? other : one);
    }
    return latest.values();
  }
}
