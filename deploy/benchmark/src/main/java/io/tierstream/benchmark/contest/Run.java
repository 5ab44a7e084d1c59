package io.tierstream.benchmark.contest;

import io.tierstream.benchmark.arena.Usage;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a contestant did in one heat.
 *
 * @param count of events that were taken in
 * @param events per second, from the first commit that was seen to the last
 * @param withStart events per second, from the start of its process
 * @param used by process: its own, the broker's, PostgreSQL's; CPU of the heat and peak memory
 */
record Run(long count, double events, double withStart, Map<String, Usage> used) {

  static Map<String, Usage> difference(
      Map<String, Usage> before, Map<String, Usage> after, Map<String, Long> peaks) {
    var difference = new LinkedHashMap<String, Usage>();
    after.forEach(
        (name, usage) ->
            difference.put(
                name,
                new Usage(
                    usage.cpu().minus(before.getOrDefault(name, Usage.NONE).cpu()),
                    peaks.getOrDefault(name, 0L))));
    return difference;
  }

  /** Of a process, for each event. */
  double cpuMicros(String process) {
    var usage = used.get(process);
    return usage == null ? 0 : usage.cpu().dividedBy(Duration.ofNanos(1)) / 1e3 / count;
  }
}
