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
    var latest = new HashMap<String, SeenStanding>();
    for (var standing : seen) {
      latest.merge(
          standing.customerId(), standing, (one, other) -> other.isAfter(one) ? other : one);
    }
    if (!latest.isEmpty()) {
      standings.keep(latest.values());
    }
  }

  /** Forgets what the standings rest on, so that each that is told again is news. */
  @Transactional(TxType.MANDATORY)
  public void forget() {
    standings.forget();
  }
}
