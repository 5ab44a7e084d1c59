package io.tierstream.local.faults;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.embedded.faults.Fault;
import io.tierstream.local.Service;
import io.tierstream.local.Wiring;
import io.tierstream.local.faults.ShopLoad.Plan;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long after each fault a new payment becomes a tier change again: the table of the README. Of
 * the faults only those that are in a payment's way. A measurement, of profile chaos.
 */
class RecoveryTimes {
  private static final System.Logger LOG = System.getLogger(RecoveryTimes.class.getName());
  private static final int ROUNDS = Integer.getInteger("tierstream.rounds", 3);

  /** Never ends by itself. */
  private static final Plan LOAD = new Plan("recovery-", 1_000_000, 20, 3, 4);

  /** Until somebody comes to the point where it is to halt. */
  private static final Duration LONGEST_WAY = Duration.ofSeconds(10);

  /** Between two faults. */
  private static final Duration CALM = Duration.ofSeconds(1);

  private final Map<String, List<Duration>> times = new LinkedHashMap<>();

  private FaultySystem system;

  @Test
  void afterEachFaultPaymentsBecomeTierChangesAgain(@TempDir Path data) throws Exception {
    try (var started = FaultySystem.start(data.resolve("system"), Wiring.USUAL)) {
      system = started;
      measure(data.resolve("recovery.ledger"));
    }
    assertThat(times).hasSizeGreaterThan(1);
  }

  private void measure(Path ledgerFile) throws Exception {
    var target = Target.of(system.system());
    var faults = Faults.of(system).stream().filter(RecoveryTimes::isInTheWay).toList();
    try (var ledger = Ledger.in(ledgerFile);
        var load = ShopLoad.start(LOAD, target, ledger);
        var probe = new RecoveryProbe(target)) {
      times.put("none", new ArrayList<>());
      for (int round = 1; round <= ROUNDS; round++) {
        times.get("none").add(probe.await());
        for (var fault : faults) {
          measure(fault, probe);
        }
        LOG.log(Level.INFO, "after round " + round + ":\n" + table());
      }
    } finally {
      system.heal();
    }
  }

  private void measure(Fault fault, RecoveryProbe probe) throws Exception {
    fault.begin().run();
    try {
      Thread.sleep(fault.longest().toMillis());
      if (fault.kind().startsWith("halted") && !halts(fault.target())) {
        LOG.log(Level.INFO, fault + ": nobody came there");
        return;
      }
    } finally {
      fault.end().run();
    }
    long began = System.nanoTime();
    system.awaitRevived();
    probe.await();
    var took = Duration.ofNanos(System.nanoTime() - began);
    LOG.log(Level.INFO, "%s: %d ms".formatted(fault, took.toMillis()));
    times.computeIfAbsent(row(fault), kind -> new ArrayList<>()).add(took);
    Thread.sleep(CALM.toMillis());
  }

  private boolean halts(String service) throws InterruptedException {
    long deadline = System.nanoTime() + LONGEST_WAY.toNanos();
    while (system.process(service).isAlive() && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
    return !system.process(service).isAlive();
  }

  private static boolean isInTheWay(Fault fault) {
    return Stream.of(
            FaultySystem.BROKER,
            FaultySystem.DATABASE,
            FaultySystem.SEGMENTATION,
            Service.ORDER.fullName())
        .anyMatch(fault.target()::startsWith);
  }

  /** Both instances of segmentation are one row, and the links to the same server. */
  private static String row(Fault fault) {
    var target = fault.target();
    if (target.contains("→")) {
      target = "link to the " + target.substring(target.indexOf('→') + 2);
    } else if (target.startsWith(FaultySystem.SEGMENTATION)) {
      target = FaultySystem.SEGMENTATION;
    }
    return target + " | " + fault.kind();
  }

  private String table() {
    return times.entrySet().stream()
        .map(
            row -> {
              var sorted = row.getValue().stream().sorted().toList();
              return "| %s | %d | %.1f s | %.1f s |"
                  .formatted(
                      row.getKey(),
                      sorted.size(),
                      seconds(sorted.get((sorted.size() - 1) / 2)),
                      seconds(sorted.get(sorted.size() - 1)));
            })
        .collect(joining("\n"));
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1e3;
  }
}
