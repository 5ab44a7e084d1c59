package io.tierstream.customer.application;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.tierstream.customer.domain.SeenStanding;
import io.tierstream.customer.messaging.CustomerSegments;
import io.tierstream.customer.persistence.Standings;
import io.tierstream.customer.persistence.TierRebuilds;
import io.tierstream.events.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * The view of customers' standings is built whenever that is due, which it is at the very first
 * start: what is known is forgotten, then the topic is read to the end that it has after that. The
 * subscription goes on meanwhile; of two records the later one counts, whoever brings it. Who takes
 * over from an instance that died begins again.
 */
@ApplicationScoped
public class BuildTierView {

  private static final Logger LOG = Logger.getLogger(BuildTierView.class);
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final int PORTION = 2_000;
  private static final int LOGGED = 100_000;

  private final CustomerSegments segments;
  private final Standings standings;
  private final KeepStandings keepStandings;
  private final TierRebuilds rebuilds;
  private final Clock clock;
  private final String holder;
  private long logged;

  BuildTierView(
      CustomerSegments segments,
      Standings standings,
      KeepStandings keepStandings,
      TierRebuilds rebuilds,
      Clock clock,
      Ids ids) {
    this.segments = segments;
    this.standings = standings;
    this.keepStandings = keepStandings;
    this.rebuilds = rebuilds;
    this.clock = clock;
    this.holder = ids.next();
  }

  /** Builds it if it is due, for as long as that takes. */
  public void buildIfDue() {
    if (!alone(() -> rebuilds.claim(holder, clock.instant(), LEASE))) {
      return;
    }
    LOG.info("The view of tiers is being built");
    logged = 0;
    try {
      if (forget()
          && segments.read(this::take)
          && alone(() -> rebuilds.complete(holder, clock.instant()))) {
        LOG.info("The view of tiers is built");
      }
    } catch (KafkaException e) {
      LOG.warnf("The view of tiers can't be built yet: %s", e.getMessage());
    }
  }

  private boolean forget() {
    var last = "";
    while (true) {
      var after = last;
      var next = alone(() -> standings.forget(after, PORTION));
      if (next.isEmpty()) {
        return true;
      }
      last = next.get();
      if (!alone(() -> rebuilds.advance(holder, clock.instant(), 0, 0))) {
        return false;
      }
    }
  }

  private boolean take(List<SeenStanding> part, long done, long total) {
    if (done - logged >= LOGGED) {
      logged = done;
      LOG.infof("The view of tiers: %d of at most %d records", done, total);
    }
    return alone(
        () -> {
          keepStandings.keep(part);
          return rebuilds.advance(holder, clock.instant(), done, total);
        });
  }

  private static <T> T alone(Callable<T> step) {
    return QuarkusTransaction.requiringNew().call(step);
  }
}
