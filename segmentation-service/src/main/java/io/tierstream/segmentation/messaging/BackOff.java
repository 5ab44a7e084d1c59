package io.tierstream.segmentation.messaging;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Growing pauses between tries; says once that it waits, not at every try. */
final class BackOff {

  private static final Logger LOG = Logger.getLogger(BackOff.class);
  private static final Duration FIRST = Duration.ofMillis(20);

  private final Duration longest;
  private final CountDownLatch stopping;
  private Duration next = FIRST;

  /**
   * @param stopping ends all waiting
   */
  BackOff(Duration longest, CountDownLatch stopping) {
    this.longest = longest;
    this.stopping = stopping;
  }

  /**
   * Waits after a failed try.
   *
   * @throws StoppingException when the service stops meanwhile
   */
  void failed(String what, Exception cause) {
    if (next.equals(FIRST)) {
      LOG.warnf("%s, trying again: %s", what, cause.getMessage());
    }
    try {
      if (stopping.await(next.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoppingException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppingException();
    }
    var doubled = next.multipliedBy(2);
    next = doubled.compareTo(longest) < 0 ? doubled : longest;
  }

  /** The service stops; what isn't committed will be polled again by the next owner. */
  static final class StoppingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppingException() {
      super("the service is stopping");
    }
  }
}
