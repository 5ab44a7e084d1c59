package io.tierstream.benchmark.contest;

import io.tierstream.benchmark.arena.Heat;
import io.tierstream.benchmark.arena.Usage;
import java.io.IOException;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Takes the time of a contestant from outside. */
final class Stopwatch {

  static final String OWN = "own";

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final int LOOKS_PER_SAMPLE = 25;

  private final Map<String, Long> servers;
  private final Map<String, Long> peaks = new LinkedHashMap<>();
  private Map<String, Usage> last = Map.of();

  Stopwatch(Map<String, Long> servers) {
    this.servers = servers;
  }

  /**
   * Has {@code contestant} take {@code events} in.
   *
   * @throws IllegalStateException when it ends, or stops getting on, before it is through
   */
  Run time(Contestant contestant, Heat heat, long events)
      throws IOException, SQLException, InterruptedException {
    var before = sample(null);
    long began = System.nanoTime();
    try (var entry = contestant.start(heat)) {
      long firstAt = 0;
      long first = 0;
      long taken = 0;
      long movedAt = System.nanoTime();
      long through = 0;
      for (int look = 0; through == 0; look++) {
        long now = System.nanoTime();
        long more = entry.taken();
        if (first == 0 && more > 0) {
          first = more;
          firstAt = now;
        }
        if (more > taken) {
          taken = more;
          movedAt = now;
        }
        if (taken >= events && entry.isSettled()) {
          through = now;
        } else if (!entry.program().isAlive() || now - movedAt > TimeUnit.SECONDS.toNanos(60)) {
          throw new IllegalStateException(
              "%s stopped at %,d of %,d events; see %s"
                  .formatted(contestant.name(), taken, events, heat.folder()));
        }
        if (look % LOOKS_PER_SAMPLE == 0 || through != 0) {
          last = sample(entry);
        }
        LockSupport.parkNanos(LOOK_NANOS);
      }
      var used = Run.difference(before, last, peaks);
      return new Run(
          events,
          (events - first) * 1e9 / (through - firstAt),
          events * 1e9 / (through - began),
          used);
    }
  }

  private Map<String, Usage> sample(Contestant.Entry entry) {
    var usages = new LinkedHashMap<String, Usage>();
    if (entry != null) {
      usages.put(OWN, Usage.of(entry.program().pid()));
    }
    servers.forEach((name, pid) -> usages.put(name, Usage.of(pid)));
    usages.forEach((name, usage) -> peaks.merge(name, usage.memory(), Math::max));
    return usages;
  }
}
