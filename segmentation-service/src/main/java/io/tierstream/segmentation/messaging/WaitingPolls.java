package io.tierstream.segmentation.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What was polled while its worker was at work. The worker takes all of it at once: the more there
 * is to do, the more one commit does, and what a commit costs is shared by more records; while
 * there is little, nothing waits.
 */
final class WaitingPolls {

  /** More than comes while a commit is under way, unless records come faster than commits. */
  private static final int BEHIND = 1_000;

  /** More than it takes to fill up what may wait, while records come faster than commits. */
  private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final int most;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private List<ReadPoll> waiting = new ArrayList<>();
  private int records;
  private boolean tookMuch;
  private boolean closed;

  /** Why nothing is taken any more; null while something is, and when the service stops. */
  private RuntimeException failure;

  /**
   * @param most records to let wait, a poll more or less
   */
  WaitingPolls(int most) {
    this.most = most;
  }

  /**
   * Returns when there was room for it, or it is dropped since the service stops.
   *
   * @throws IllegalStateException when the worker has failed
   */
  void put(ReadPoll polled) {
    lock.lock();
    try {
      while (records >= most && !closed) {
        await();
      }
      if (failure != null) {
        throw new IllegalStateException("no record is folded any more", failure);
      }
      if (closed) {
        return;
      }
      waiting.add(polled);
      records += polled.count();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * All that waits, in order, as soon as there is anything; empty once nothing more will come.
   * After much it waits for as much as may wait, but not long.
   */
  List<ReadPoll> take() {
    lock.lock();
    try {
      for (long left = tookMuch ? MOST_NANOS : 0; left > 0 && records < most && !closed; ) {
        left = await(left);
      }
      while (waiting.isEmpty() && !closed) {
        await();
      }
      if (closed) {
        return List.of();
      }
      tookMuch = records >= BEHIND;
      var taken = waiting;
      waiting = new ArrayList<>();
      records = 0;
      changed.signalAll();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** What still waits is dropped: whoever owns its numbers next polls it again. */
  void close() {
    close(null);
  }

  /** As {@link #close()}, for a reason that whoever puts more is told. */
  void close(RuntimeException because) {
    lock.lock();
    try {
      closed = true;
      failure = failure == null ? because : failure;
      waiting.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the worker can't keep up. */
  boolean isBehind() {
    lock.lock();
    try {
      return records >= BEHIND;
    } finally {
      lock.unlock();
    }
  }

  private void await() {
    try {
      changed.await();
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** Says how many nanoseconds are left. */
  private long await(long nanos) {
    try {
      return changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private static BackOff.StoppingException interrupted() {
    Thread.currentThread().interrupt();
    return new BackOff.StoppingException();
  }
}
