package io.tierstream.segmentation.messaging;

import io.tierstream.segmentation.application.OwnedNumber;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Publishes what one worker's commits have decided, on a thread of its own: while that is little,
 * the worker goes on to the next commit meanwhile.
 */
final class Publishing {

  private static final Logger LOG = Logger.getLogger(Publishing.class);

  /**
   * Publications beside which no more are decided, but for those of the commit under way. When much
   * comes, commits that wait are larger and cost less; when little does, nobody need wait.
   */
  private static final int MOST_UNSENT = 50;

  /** After this long it looks whether there are publishers to close. */
  private static final long IDLE_MILLIS = 500;

  private final String channel;
  private final OwnedNumbers owned;
  private final Supplier<BackOff> backOffs;

  private boolean isDue;
  private boolean isClosed;

  Publishing(String channel, OwnedNumbers owned, Supplier<BackOff> backOffs) {
    this.channel = channel;
    this.owned = owned;
    this.backOffs = backOffs;
  }

  /** Publishes whenever something is due, until the service stops. */
  void run() {
    try {
      while (awaitDue()) {
        publish();
      }
    } catch (BackOff.StoppingException e) {
      close();
    }
  }

  private void publish() {
    var backOff = backOffs.get();
    try {
      owned.closeReleased();
      owned.publish(backOff);
    } catch (BackOff.StoppingException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s: publishing failed", channel);
      backOff.failed("Publishing failed", e);
      due();
    } finally {
      synchronized (this) {
        notifyAll();
      }
    }
  }

  /** Something was committed. */
  synchronized void due() {
    isDue = true;
    notifyAll();
  }

  private synchronized boolean awaitDue() {
    if (!isDue && !isClosed) {
      await(IDLE_MILLIS);
    }
    isDue = false;
    return !isClosed;
  }

  private static int unsentCount(Collection<OwnedNumber> numbers) {
    return numbers.stream().mapToInt(OwnedNumber::unsentCount).sum();
  }

  /**
   * Returns when more may be decided: while the broker is away, that isn't before it is back.
   *
   * @throws BackOff.StoppingException when the service stops meanwhile
   */
  synchronized void awaitRoom() {
    while (!isClosed && unsentCount(owned.all()) >= MOST_UNSENT) {
      await(IDLE_MILLIS);
    }
    if (isClosed) {
      throw new BackOff.StoppingException();
    }
  }

  /** Returns when all of {@code numbers} is published, or after {@code patience}. */
  synchronized void awaitAllOf(Collection<OwnedNumber> numbers, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    for (long left = patience.toMillis();
        left > 0 && !isClosed && unsentCount(numbers) > 0;
        left = Duration.ofNanos(deadline - System.nanoTime()).toMillis()) {
      await(left);
    }
  }

  synchronized void close() {
    isClosed = true;
    notifyAll();
  }

  private void await(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackOff.StoppingException();
    }
  }
}
