package io.tierstream.benchmark;

import io.tierstream.embedded.PostgresProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How fast four layouts of the segmentation state take in the same facts, on a PostgreSQL of its
 * own with fsync on: {@code deploy/benchmark/run StateLayouts}. Every round runs every layout from
 * an empty database, each round in another order; ratios are taken within a round, so that a
 * machine that slows down favours none; on a busy one, the CPU time of this process and of its
 * database session says more. What is compared is the write path: decoding, folding and publishing
 * events are left out, and the cache is never cold. After each run the stored purchases are
 * compared with the facts.
 */
public final class StateLayouts {
  private static final String USAGE =
      """
      usage: deploy/benchmark/run StateLayouts [option value]…
        --events N     facts, by default 200000
        --customers N  among whom they are spread by Zipf's law, by default 20000
        --batch N      facts per transaction, by default 10000
        --rounds N     by default 3
        --recent N     refunds concern one of the customer's newest N purchases; by default 0: any of them""";
  private static final long SEED = 20_110_601;
  private static final double MB = 1e6;

  private final Map<String, Integer> options;
  private final Map<String, List<LayoutRun.Result>> results = new LinkedHashMap<>();

  private StateLayouts(Map<String, Integer> options) {
    this.options = options;
  }

  /** By name, the one that the others are compared with first. */
  static Map<String, StateLayout> layouts() {
    var layouts = new LinkedHashMap<String, StateLayout>();
    layouts.put("a  ledger inline, unbounded", new InlineLedger());
    layouts.put("b  row per purchase", new RowPerPurchase());
    layouts.put("c  tail and pages", new TailAndPages(true));
    layouts.put("d  as c, without cache", new TailAndPages(false));
    return layouts;
  }

  /** Exits with 2 when an option makes no sense. */
  public static void main(String[] arguments) throws Exception {
    var options = options(List.of(arguments));
    if (options == null) {
      System.err.println(USAGE);
      System.exit(2);
    }
    new StateLayouts(options).measure();
  }

  private void measure() throws SQLException, IOException {
    int events = options.get("--events");
    int batch = options.get("--batch");
    var facts =
        PurchaseStream.of(events, options.get("--customers"), options.get("--recent"), SEED);
    var layouts = layouts();
    var order = new ArrayList<>(layouts.keySet());
    System.out.printf("%s%n%s%n", options, machine());
    try (var postgres = PostgresProcess.start(PostgresProcess.Options.temporary())) {
      for (var layout : layouts.values()) {
        LayoutRun.of(layout, postgres, facts.subList(0, Math.max(1, events / 5)), batch);
      }
      for (int round = 1; round <= options.get("--rounds"); round++) {
        for (var name : order) {
          var result = LayoutRun.of(layouts.get(name), postgres, facts, batch);
          results.computeIfAbsent(name, key -> new ArrayList<>()).add(result);
          System.out.printf(
              Locale.ROOT,
              "round %d, %-27s %,9.0f events/s, CPU %5.1f µs/event, load %.1f%n",
              round,
              name,
              result.eventsPerSecond(),
              result.cpuMicrosPerEvent(),
              load());
        }
        order.add(order.remove(0));
      }
    }
    print(layouts.keySet().iterator().next());
  }

  private void print(String compared) {
    System.out.printf(
        "%n%-27s %9s %6s %13s %7s %14s %12s %12s%n",
        "medians",
        "events/s",
        "ratio",
        "CPU µs/event",
        "WAL MB",
        "largest row, B",
        "database MB",
        "load all, ms");
    var reference = results.get(compared);
    results.forEach(
        (name, runs) -> {
          var ratios = new ArrayList<Double>();
          for (int round = 0; round < runs.size(); round++) {
            ratios.add(runs.get(round).eventsPerSecond() / reference.get(round).eventsPerSecond());
          }
          System.out.printf(
              Locale.ROOT,
              "%-27s %,9.0f %6.2f %13.1f %,7.0f %,14.0f %,12.0f %,12.0f%n",
              name,
              median(runs, LayoutRun.Result::eventsPerSecond),
              median(ratios, ratio -> ratio),
              median(runs, LayoutRun.Result::cpuMicrosPerEvent),
              median(runs, LayoutRun.Result::wal) / MB,
              median(runs, LayoutRun.Result::largestRow),
              median(runs, LayoutRun.Result::size) / MB,
              median(runs, LayoutRun.Result::loadNanos) / 1e6);
        });
    System.out.printf("ratio: of events/s to %s, within the round%n", compared);
  }

  private static <T> double median(List<T> runs, ToDoubleFunction<? super T> figure) {
    return Medians.of(runs.stream().mapToDouble(figure).toArray());
  }

  private static String machine() {
    return String.format(
        Locale.ROOT,
        "%s %s, %d processors, load %.1f, Java %s",
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.getRuntime().availableProcessors(),
        load(),
        Runtime.version());
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  /** Null when they make no sense. */
  private static Map<String, Integer> options(List<String> words) {
    var options = new LinkedHashMap<String, Integer>();
    options.put("--events", 200_000);
    options.put("--customers", 20_000);
    options.put("--batch", 10_000);
    options.put("--rounds", 3);
    options.put("--recent", 0);
    for (int i = 0; i < words.size(); i += 2) {
      if (!options.containsKey(words.get(i))
          || i + 1 == words.size()
          || !words.get(i + 1).matches("[0-9]{1,7}")) {
        return null;
      }
      options.put(words.get(i), Integer.valueOf(words.get(i + 1)));
    }
    return options.entrySet().stream()
            .allMatch(option -> option.getValue() > 0 || option.getKey().equals("--recent"))
        ? options
        : null;
  }
}
