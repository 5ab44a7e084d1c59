package io.tierstream.benchmark.writes;

import io.tierstream.benchmark.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Several that do one thing after the other, each as soon as its last is done. */
final class ClosedLoop {
  private ClosedLoop() {}

  /** One of them. */
  interface Worker extends AutoCloseable {

    /** Does one thing; false when there was none to do. */
    boolean work() throws Exception;

    @Override
    default void close() throws Exception {}
  }

  /** Makes them, before the time is taken. */
  interface Workers {
    Worker next() throws Exception;
  }

  /**
   * What they did.
   *
   * @param perSecond of all together
   * @param latencies of each thing
   */
  record Pace(double perSecond, Latencies latencies) {}

  /**
   * @param most how long they work at most
   */
  static Pace of(int count, long most, TimeUnit unit, Workers workers) throws Exception {
    var threads = Executors.newFixedThreadPool(count);
    var made = new ArrayList<Worker>();
    try {
      for (int i = 0; i < count; i++) {
        made.add(workers.next());
      }
      long began = System.nanoTime();
      long end = began + unit.toNanos(most);
      var running = new ArrayList<Future<List<Long>>>();
      for (var worker : made) {
        running.add(threads.submit(() -> nanos(worker, end)));
      }
      var nanos = new ArrayList<Long>();
      for (var run : running) {
        nanos.addAll(run.get());
      }
      return new Pace(nanos.size() * 1e9 / (System.nanoTime() - began), Latencies.of(nanos));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
    } finally {
      threads.shutdownNow();
      for (var worker : made) {
        worker.close();
      }
    }
  }

  private static List<Long> nanos(Worker worker, long end) throws Exception {
    var nanos = new ArrayList<Long>();
    for (long now = System.nanoTime(); now < end; ) {
      if (!worker.work()) {
        break;
      }
      long then = System.nanoTime();
      nanos.add(then - now);
      now = then;
    }
    return nanos;
  }
}
