package io.tierstream.benchmark.contest;

import io.tierstream.benchmark.Options;
import io.tierstream.benchmark.arena.Arena;
import io.tierstream.benchmark.arena.Workload;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The contestants one after the other, round by round, on the same events. */
public final class Contest {
  private static final String USAGE =
      """
      usage: deploy/benchmark/run Contest [option value]…
        --events N        by default 3000000
        --customers N     by default 100000
        --keys WHICH      zipf, uniform or both, the default: by which law customers come
        --rounds N        by default 5; each in another order
        --only NAME,NAME  of the contestants: segmentation-service, limit, second limit, Kafka Streams, one record
        --jvm "OPTION …"  further options of segmentation-service's JVM
        --report FOLDER   where to write contest.md and contest.svg
        --quick           one round of 500000 events and 50000 customers""";

  private static final long SEED = 20_110_601;
  private static final double MB = 1e6;
  private static final String BOTH = "both";

  private final Options options;
  private final List<Results> results = new ArrayList<>();
  private final List<String> findings = new ArrayList<>();

  Contest(Options options) {
    this.options = options;
  }

  /**
   * Exits with 1 when contestants have come to other ends, with 2 when an option makes no sense.
   */
  public static void main(String[] arguments) throws Exception {
    var options = options().readOrExit(arguments);
    System.exit(new Contest(options).hold() ? 0 : 1);
  }

  /** Returns whether those that tell where everybody stands have come to the same. */
  boolean hold() throws Exception {
    boolean isRight = true;
    try (var arena = Arena.open()) {
      for (var keys : Workload.Keys.values()) {
        if (options.get("--keys").equals(BOTH)
            || options.get("--keys").equalsIgnoreCase(keys.name())) {
          isRight &= hold(arena, keys);
        }
      }
    }
    var report = new Report(machine(), results, findings);
    System.out.println();
    System.out.print(report.markdown());
    if (!options.get("--report").isEmpty()) {
      var folder = Files.createDirectories(Path.of(options.get("--report")));
      Files.writeString(folder.resolve("contest.md"), report.markdown());
      Files.writeString(folder.resolve("contest.svg"), report.chart());
    }
    return isRight;
  }

  private boolean hold(Arena arena, Workload.Keys keys) throws Exception {
    long events = options.number("--events");
    var workload =
        new Workload(
            events,
            options.number("--customers"),
            keys,
            SEED,
            Instant.now().truncatedTo(ChronoUnit.SECONDS));
    System.out.printf("generating %,d events, %s keys…%n", events, name(keys));
    arena.fill(workload);
    var kept = arena.folder().resolve("kept");
    var contestants = contestants(kept);
    var comparison =
        contestants.stream().filter(Contestant::tellsSegments).count() > 1
            ? new Comparison(workload)
            : null;
    var run = new Results(workload);
    results.add(run);
    boolean isRight = true;
    for (int round = 1; round <= options.number("--rounds"); round++) {
      for (var contestant : contestants) {
        var heat = arena.heat();
        var one = new Stopwatch(arena.servers()).time(contestant, heat, contestant.timedOn(events));
        run.add(contestant.name(), one);
        print(round, contestant.name(), one);
        if (contestant instanceof SegmentationContestant && round == 1) {
          KeptRows.keep(heat, kept);
        }
        if (comparison != null && contestant.tellsSegments()) {
          comparison.add(contestant.name(), Segments.read(heat.bootstrapServers()));
        }
        arena.clear(heat);
      }
      if (comparison != null) {
        isRight &= comparison.holds(line -> say(name(keys) + ": " + line));
      }
      contestants.add(contestants.remove(0));
    }
    return isRight;
  }

  private List<Contestant> contestants(Path kept) {
    return Contestant.chosen(
        options.get("--only"),
        // First, since the second limit writes what it has kept.
        new SegmentationContestant(options.words("--jvm")),
        LimitContestant.bare(),
        LimitContestant.of(kept),
        new StreamsContestant(),
        new OneRecordContestant());
  }

  List<Results> results() {
    return results;
  }

  private void say(String finding) {
    System.out.println(finding);
    findings.add(finding);
  }

  private static void print(int round, String name, Run run) {
    System.out.printf(
        Locale.ROOT,
        "round %d  %-22s %,9.0f events/s (%,9.0f with its start)",
        round,
        name,
        run.events(),
        run.withStart());
    run.used()
        .forEach(
            (process, usage) ->
                System.out.printf(
                    Locale.ROOT,
                    "  %s %.1f µs/event %,.0f MB",
                    process,
                    run.cpuMicros(process),
                    usage.memory() / MB));
    System.out.printf(Locale.ROOT, "  load %.1f%n", load());
  }

  private static String machine() {
    return String.format(
        Locale.ROOT,
        "%d processors, %s %s, Java %s, %s",
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.version().feature(),
        LocalDate.now());
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static String name(Workload.Keys keys) {
    return keys.name().toLowerCase(Locale.ROOT);
  }

  static Options options() {
    return new Options(USAGE)
        .number("--events", 3_000_000)
        .number("--customers", 100_000)
        .word("--keys", BOTH, "zipf|uniform|both")
        .number("--rounds", 5)
        .text("--only")
        .text("--jvm")
        .text("--report")
        .preset("--quick", Map.of("--events", "500000", "--customers", "50000", "--rounds", "1"));
  }
}
