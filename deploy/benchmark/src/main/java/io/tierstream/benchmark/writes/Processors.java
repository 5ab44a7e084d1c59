package io.tierstream.benchmark.writes;

import io.tierstream.benchmark.arena.Usage;
import java.util.LinkedHashMap;
import java.util.Map;

/** The processor time that each process has used so far. */
final class Processors {
  private final Map<String, Long> processes = new LinkedHashMap<>();

  /**
   * @param servers the process ids of broker and database, by name
   */
  Processors(OrderService service, Map<String, Long> servers) {
    processes.put("order-service", service.pid());
    processes.putAll(servers);
    processes.put("this", ProcessHandle.current().pid());
  }

  /** In milliseconds, by the process's name. */
  Map<String, Double> used() {
    var used = new LinkedHashMap<String, Double>();
    processes.forEach(
        (name, pid) ->
            used.put(
                name,
                // Its children are the others.
                (name.equals("this") ? Usage.ofItself(pid) : Usage.of(pid)).cpu().toNanos() / 1e6));
    return used;
  }
}
