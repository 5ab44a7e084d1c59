package io.tierstream.embedded.faults;

import io.tierstream.embedded.faults.FaultSchedule.Entry;
import io.tierstream.embedded.faults.FaultSchedule.Round;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * Lets a schedule's faults happen, in a thread of its own, while a load goes on. However it ends,
 * all that it broke is mended.
 */
public final class FaultRun implements AutoCloseable {
  private static final long LOOK = 5;

  private final FaultSchedule schedule;
  private final DoubleSupplier progress;
  private final Recovery recovery;
  private final Thread thread = new Thread(this::run, "faults");
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final List<Happened> happened = new CopyOnWriteArrayList<>();
  private final Map<Entry, Instant> broken = new LinkedHashMap<>();
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
        if (!happens(round)) {
          return;
        }
        recovery.await(List.copyOf(happened.subList(before, happened.size())));
      }
    } catch (Exception e) {
      failed(e);
    } finally {
      List.copyOf(broken.keySet()).forEach(this::mendAnyway);
    }
  }

  private record Step(Duration at, Fault.Action action) {}

  /** Whether all of the round has come to its end. */
  private boolean happens(Round round) throws Exception {
    var steps = new ArrayList<Step>();
    var begin = Duration.ZERO;
    for (var entry : round.entries()) {
      steps.add(new Step(begin, () -> breakNow(entry)));
      steps.add(new Step(begin.plus(entry.length()), () -> mend(entry)));
      begin = begin.plus(entry.length().dividedBy(2));
    }
    steps.sort(Comparator.comparing(Step::at));
    long start = System.nanoTime();
    for (var step : steps) {
      var elapsed = Duration.ofNanos(System.nanoTime() - start);
      if (isStoppedWithin(step.at().minus(elapsed).toMillis())) {
        return false;
      }
      step.action().run();
    }
    return true;
  }

  private void breakNow(Entry entry) throws Exception {
    broken.put(entry, Instant.now());
    entry.fault().begin().run();
  }

  private void mend(Entry entry) throws Exception {
    var begun = broken.remove(entry);
    entry.fault().end().run();
    happened.add(new Happened(entry, begun, Instant.now()));
  }

  private void mendAnyway(Entry entry) {
    try {
      mend(entry);
    } catch (Exception e) {
      failed(e);
    }
  }

  private void failed(Exception e) {
    if (failure == null) {
      failure = e;
    } else {
      failure.addSuppressed(e);
    }
  }

  private boolean isStoppedWithin(long millis) throws InterruptedException {
    return stopping.await(Math.max(0, millis), TimeUnit.MILLISECONDS);
  }
}
