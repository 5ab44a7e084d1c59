package io.tierstream.benchmark.contest;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The contestants one after the other, round by round, on the same events. */
public final class Contest {
  private static final String USAGE =
      """
      usage: deploy/benchmark/run Contest [option value]…
        --events N        by default 1000000
        --customers N     by default 100000
        --keys zipf|uniform
        --rounds N        by default 1
        --only NAME,NAME  of the contestants
        --jvm "OPTION …"  further options of segmentation-service's JVM""";

  private static final long SEED = 20_110_601;
  private static final double MB = 1e6;

  private final Map<String, String> options;
  private final Map<String, List<Run>> runs = new LinkedHashMap<>();

  Contest(Map<String, String> options) {
    this.options = options;
  }

  /** Exits with 2 when an option makes no sense, with 1 when contestants differ that mustn't. */
  public static void main(String[] arguments) throws Exception {
    var options = options(List.of(arguments));
    if (options == null) {
      System.err.println(USAGE);
      System.exit(2);
    }
    System.exit(new Contest(options).hold() ? 0 : 1);
  }

  /** Returns whether those that tell where everybody stands have come to the same. */
  boolean hold() throws Exception {
    var home = Path.of(System.getProperty("tierstream.home"));
    long events = Long.parseLong(options.get("--events"));
    var workload =
        new Workload(
            events,
            Integer.parseInt(options.get("--customers")),
            Workload.Keys.valueOf(options.get("--keys").toUpperCase(Locale.ROOT)),
            SEED,
            Instant.now().truncatedTo(ChronoUnit.SECONDS));
    try (var arena = Arena.open()) {
      System.out.printf("generating %,d events…%n", events);
      arena.fill(workload);
      var kept = arena.folder().resolve("kept");
      var jvm =
          options.get("--jvm").isBlank()
              ? List.<String>of()
              : List.of(options.get("--jvm").split(" "));
      var segmentation = new SegmentationContestant(home, jvm);
      var contestants = new ArrayList<Contestant>();
      contestants.add(segmentation);
      contestants.add(LimitContestant.bare());
      contestants.add(LimitContestant.of(kept));
      contestants.add(new StreamsContestant());
      contestants.add(new OneRecordContestant());
      if (!options.get("--only").isEmpty()) {
        var only = List.of(options.get("--only").split(","));
        contestants.removeIf(one -> !only.contains(one.name()));
      }
      var comparison =
          contestants.stream().filter(Contestant::tellsSegments).count() > 1
              ? new Comparison(workload)
              : null;
      boolean isRight = true;
      for (int round = 1; round <= Integer.parseInt(options.get("--rounds")); round++) {
        for (var contestant : contestants) {
          var heat = arena.heat();
          long timed = contestant.timedOn(events);
          var run = new Stopwatch(arena.servers()).time(contestant, heat, timed);
          runs.computeIfAbsent(contestant.name(), name -> new ArrayList<>()).add(run);
          if (contestant == segmentation && round == 1) {
            KeptRows.keep(heat, kept);
          }
          print(round, contestant.name(), run, timed);
          if (comparison != null && contestant.tellsSegments()) {
            comparison.add(contestant.name(), Segments.read(heat.bootstrapServers()));
          }
          arena.clear(heat);
        }
        isRight &= comparison == null || comparison.holds(System.out);
      }
      return isRight;
    }
  }

  /** By contestant, round by round. */
  Map<String, List<Run>> runs() {
    return runs;
  }

  private static void print(int round, String name, Run run, long events) {
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
    System.out.println();
  }

  /** Null when they make no sense. */
  static Map<String, String> options(List<String> words) {
    var options = new LinkedHashMap<String, String>();
    options.put("--events", "1000000");
    options.put("--customers", "100000");
    options.put("--keys", "zipf");
    options.put("--rounds", "1");
    options.put("--only", "");
    options.put("--jvm", "");
    for (int i = 0; i < words.size(); i += 2) {
      if (!options.containsKey(words.get(i)) || i + 1 == words.size()) {
        return null;
      }
      options.put(words.get(i), words.get(i + 1));
    }
    return options;
  }
}
