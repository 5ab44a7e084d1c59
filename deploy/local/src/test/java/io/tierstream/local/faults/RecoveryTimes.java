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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

  private static final String HALTED = "halted";

  private final Table ofProcesses = new Table();
  private final Table ofLinks = new Table();

  private FaultySystem system;

  @Test
  void afterEachFaultPaymentsBecomeTierChangesAgain(@TempDir Path data) throws Exception {
    try (var started = FaultySystem.start(data.resolve("system"), Wiring.USUAL)) {
      system = started;
      measure(data.resolve("recovery.ledger"));
    }
    assertThat(ofProcesses.rows).hasSize(4);
    assertThat(ofLinks.rows).isNotEmpty();
  }

  private void measure(Path ledgerFile) throws Exception {
    var target = Target.of(system.system());
    var faults = Faults.of(system).stream().filter(RecoveryTimes::isInTheWay).toList();
    try (var ledger = Ledger.in(ledgerFile);
        var load = ShopLoad.start(LOAD, target, ledger);
        var probe = new RecoveryProbe(target)) {
      for (int round = 1; round <= ROUNDS; round++) {
        LOG.log(Level.INFO, "without a fault: %d ms".formatted(probe.await().toMillis()));
        for (var fault : faults) {
          measure(fault, probe);
        }
        LOG.log(Level.INFO, "after round %d:\n%s\n\n%s".formatted(round, ofProcesses, ofLinks));
      }
    } finally {
      system.heal();
    }
  }

  private void measure(Fault fault, RecoveryProbe probe) throws Exception {
    fault.begin().run();
    try {
      Thread.sleep(fault.longest().toMillis());
      if (fault.kind().startsWith(HALTED) && !halts(fault.target())) {
        LOG.log(Level.INFO, fault + ": nobody came there");
        return;
      }
    } finally {
      fault.end().run();
    }
    var took = probe.await(system);
    LOG.log(Level.INFO, "%s: %d ms".formatted(fault, took.toMillis()));
    add(fault, took);
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

  private void add(Fault fault, Duration took) {
    var target = fault.target();
    int arrow = target.indexOf('→');
    if (arrow > 0) {
      ofLinks.add(fault.kind(), "to the " + target.substring(arrow + 2), took);
    } else {
      var isAnyInstance = target.startsWith(FaultySystem.SEGMENTATION);
      var kind = fault.kind();
      ofProcesses.add(
          isAnyInstance ? FaultySystem.SEGMENTATION : target,
          kind.startsWith(HALTED) ? HALTED : kind,
          took);
    }
  }

  /** Times by what happened to what, as Markdown: median / maximum. */
  private static final class Table {
    private final Map<String, Map<String, List<Duration>>> rows = new LinkedHashMap<>();
    private final Set<String> columns = new LinkedHashSet<>();

    void add(String row, String column, Duration took) {
      columns.add(column);
      rows.computeIfAbsent(row, one -> new LinkedHashMap<>())
          .computeIfAbsent(column, one -> new ArrayList<>())
          .add(took);
    }

    @Override
    public String toString() {
      return "| | %s |\n|---|%s\n%s"
          .formatted(
              String.join(" | ", columns),
              "---|".repeat(columns.size()),
              rows.entrySet().stream()
                  .map(row -> "| %s | %s |".formatted(row.getKey(), cells(row.getValue())))
                  .collect(joining("\n")));
    }

    private String cells(Map<String, List<Duration>> row) {
      return columns.stream()
          .map(column -> row.getOrDefault(column, List.of()))
          .map(Table::cell)
          .collect(joining(" | "));
    }

    private static String cell(List<Duration> times) {
      return times.isEmpty()
          ? ""
          : "%s (%d)".formatted(RecoveryProbe.medianAndLongest(times), times.size());
    }
  }
}
