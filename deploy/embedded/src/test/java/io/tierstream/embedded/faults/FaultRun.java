package io.tierstream.embedded.faults;

import io.tierstream.embedded.faults.FaultSchedule.Entry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * Lets a schedule's faults happen, in a thread of its own, while a load goes on. However it ends,
 * all that it broke is mended.
 */
public final class FaultRun implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(5);

  private final FaultSchedule schedule;
  private final DoubleSupplier progress;
  private final Recovery recovery;
  private final Thread thread = new Thread(this::run, "faults");
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final List<Happened> happened = new CopyOnWriteArrayList<>();
  private Exception failure; // null while all goes well

  /**
   * A fault that is over.
   *
   * @param begun just before it was made
   * @param mended just after, as far as the target itself can tell
   */
  public record Happened(Entry entry, Instant begun, Instant mended) {}

  /** What is waited for between a round's end and the next one's beginning. */
  @FunctionalInterface
  public interface Recovery {
    /** Returns when the system has recovered from these, or throws when it doesn't. */
    void await(List<Happened> round) throws Exception;
  }

  private FaultRun(FaultSchedule schedule, DoubleSupplier progress, Recovery recovery) {
    this.schedule = schedule;
    this.progress = progress;
    this.recovery = recovery;
  }

  /**
   * Begins.
   *
   * @param progress of the load, from 0 to 1; asked again and again
   */
  public static FaultRun start(FaultSchedule schedule, DoubleSupplier progress, Recovery recovery) {
    var run = new FaultRun(schedule, progress, recovery);
    run.thread.setDaemon(true);
    run.thread.start();
    return run;
  }

  /**
   * Returns when the last fault is over.
   *
   * @return what happened, in the order in which it was mended
   * @throws IllegalStateException with the schedule, when a fault couldn't be made or mended, or
   *     the system didn't recover
   */
  public List<Happened> finish() throws InterruptedException {
    thread.join();
    if (failure != null) {
      throw new IllegalStateException("After " + happened.size() + " of " + schedule, failure);
    }
    return List.copyOf(happened);
  }

  /** Begins no other fault, and returns when all is mended. */
  @Override
  public void close() {
    stopping.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      for (var round : schedule.rounds()) {
        while (progress.getAsDouble() < round.at()) {
          if (isStoppedWithin(LOOK)) {
            return;
          }
        }
        int before = happened.size();
        happen(round.entries());
        if (isStoppedWithin(Duration.ZERO)) {
          return;
        }
        recovery.await(List.copyOf(happened.subList(before, happened.size())));
      }
    } catch (Exception e) {
      failed(e);
    }
  }

  /**
   * Makes and mends the first, and in its middle the others, each in a thread of its own: a server
   * may start only when the link it needs is healed.
   */
  private void happen(List<Entry> entries) {
    var first = entries.get(0);
    var others = entries.subList(1, entries.size());
    var rest = CompletableFuture.<Void>completedFuture(null);
    var half = first.length().dividedBy(2);
    var begun = Instant.now();
    try {
      first.fault().begin().run();
      if (!isStoppedWithin(half) && !others.isEmpty()) {
        rest = CompletableFuture.runAsync(() -> happen(others), FaultRun::inThread);
      }
      isStoppedWithin(first.length().minus(half));
    } catch (Exception e) {
      failed(e);
    }
    try {
      first.fault().end().run();
      happened.add(new Happened(first, begun, Instant.now()));
    } catch (Exception e) {
      failed(e);
    }
    rest.join();
  }

  private synchronized void failed(Exception e) {
    if (failure == null) {
      failure = e;
    } else {
      failure.addSuppressed(e);
    }
    stopping.countDown();
  }

  private boolean isStoppedWithin(Duration time) throws InterruptedException {
    return stopping.await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void inThread(Runnable work) {
    var thread = new Thread(work, "fault");
    thread.setDaemon(true);
    thread.start();
  }
}
