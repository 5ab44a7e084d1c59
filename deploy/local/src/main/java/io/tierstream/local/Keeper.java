package io.tierstream.local;

import io.tierstream.embedded.ServerProcess;
import io.tierstream.embedded.ServerStartException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

/** Starts a process again whenever it dies, with longer and longer pauses while it keeps dying. */
final class Keeper {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration CALM = Duration.ofMinutes(1);
  private static final Duration FAREWELL = Duration.ofSeconds(10);

  private final String name;
  private final ServerProcess process;
  private final Runnable restarted;
  private final Progress progress;
  private final Thread thread;
  private Duration pause = FIRST_PAUSE;
  private volatile boolean stopping;

  /**
   * @param restarted called after every start, the process being ready
   */
  Keeper(String name, ServerProcess process, Runnable restarted, Progress progress) {
    this.name = name;
    this.process = process;
    this.restarted = restarted;
    this.progress = progress;
    this.thread = new Thread(this::keep, "keeper-of-" + name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** From now on the process may die in peace. */
  void dismiss() {
    stopping = true;
    thread.interrupt();
    try {
      thread.join(FAREWELL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keep() {
    try {
      while (!stopping) {
        long began = System.nanoTime();
        int status = process.onExit().get();
        boolean calm = System.nanoTime() - began > CALM.toNanos();
        revive("died (status " + status + ")", calm);
      }
    } catch (InterruptedException | ExecutionException e) {
      // Dismissed.
    }
  }

  private void revive(String why, boolean calm) throws InterruptedException {
    if (calm) {
      pause = FIRST_PAUSE;
    }
    while (!stopping) {
      progress.say("%s %s; starting it again in %d s".formatted(name, why, pause.toSeconds()));
      Thread.sleep(pause.toMillis());
      pause = pause.multipliedBy(2);
      if (pause.compareTo(LONGEST_PAUSE) > 0) {
        pause = LONGEST_PAUSE;
      }
      long began = System.nanoTime();
      try {
        process.restart();
        restarted.run();
        progress.say(
            "%s is ready again after %s"
                .formatted(name, Console.seconds(System.nanoTime() - began)));
        return;
      } catch (ServerStartException e) {
        why = e.brief();
      } catch (RuntimeException e) {
        why = "could not be started (" + e.getMessage() + ")";
      }
    }
  }
}
