package io.tierstream.imports;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What an import leaves of the processors and the database to what else goes on. */
@ApplicationScoped
class Rests {

  /** Below it the system's own shares do as well. */
  private static final long STRETCH_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** After a step that can't be cut into portions. */
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int ROWS_PER_LOOK = 500;

  /** With a row that is read, the database has about as much work as the reader. */
  private static final int WORKERS = 2;

  private final ImportConfig config;

  Rests(ImportConfig config) {
    this.config = config;
  }

  void check(@Observes StartupEvent event) {
    var share = config.share();
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "tierstream.import.share must be above 0 and at most 1, and is " + share);
    }
  }

  /** How long to rest after so much work. */
  Duration after(long nanos) {
    var share = config.share();
    return Duration.ofNanos(Math.min((long) (nanos * (1 - share) / share), LONGEST_NANOS));
  }

  /** Rests of a thread while it reads a file; what it waits for the file is no work. */
  Reading reading() {
    return new Reading();
  }

  /** Belongs to the thread that begins it. */
  final class Reading {

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private long since = threads.getCurrentThreadCpuTime();
    private int rows;

    private Reading() {}

    /** One more row is read; rests when it is time to. */
    void row() {
      if (++rows % ROWS_PER_LOOK != 0) {
        return;
      }
      var worked = threads.getCurrentThreadCpuTime() - since;
      if (worked >= STRETCH_NANOS) {
        LockSupport.parkNanos(after(WORKERS * worked).toNanos());
        since += worked;
      }
    }
  }
}
