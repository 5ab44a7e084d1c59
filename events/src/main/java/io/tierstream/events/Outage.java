package io.tierstream.events;

import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * Whether something the relay needs answers: one log line when that changes, none per try, and
 * pauses that double with each failure.
 */
final class Outage {

  private static final Logger LOG = Logger.getLogger(OutboxRelay.class);

  private final String who;
  private final String what;
  private final Duration least;
  private final Duration most;
  private Duration next;
  private boolean open;

  /**
   * @param who the relay, as logged
   * @param what the thing it needs, as logged
   * @param least the first pause
   * @param most the longest pause
   */
  Outage(String who, String what, Duration least, Duration most) {
    this.who = who;
    this.what = what;
    this.least = least;
    this.most = most;
    this.next = least;
  }

  /** Notes a failure; answers how long to pause before the next try. */
  Duration failed(Throwable cause) {
    if (!open) {
      open = true;
      LOG.warnf("%s: %s fails, retrying: %s", who, what, root(cause));
    }
    var pause = next;
    var doubled = next.multipliedBy(2);
    next = doubled.compareTo(most) < 0 ? doubled : most;
    return pause;
  }

  /** Notes a success. */
  void worked() {
    next = least;
    if (open) {
      open = false;
      LOG.infof("%s: %s works again", who, what);
    }
  }

  private static Throwable root(Throwable cause) {
    var root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }
}
