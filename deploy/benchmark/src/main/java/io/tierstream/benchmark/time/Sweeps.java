package io.tierstream.benchmark.time;

import io.tierstream.benchmark.Options;
import io.tierstream.benchmark.arena.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What it costs that time passes: few due of many against few of few; everybody due at once, and
 * who pays meanwhile; and who pays while a large file is imported. Ratios are those of one run.
 */
public final class Sweeps {
  private static final String USAGE =
      """
      usage: deploy/benchmark/run Sweeps [option value]…
        --only NAME,NAME   of few, opening, import
        --customers N      of few and opening, by default 1000000
        --due N            of few: how many are due at once, by default 1000
        --rounds N         of few: how often, by default 3
        --rows N           of import, by default 10000000
        --lines N          of import: rows of each order, by default 20
        --buyers N         of import: customers in the file, by default 100000
        --orders "NAME=VALUE …"  of import: settings of order-service, as environment variables
        --rate N           live payments per second, by default 500
        --seconds N        of live payments alone, by default 45; twice that to warm up""";

  private final Options options;

  Sweeps(Options options) {
    this.options = options;
  }

  /** Exits with 1 when a payment's change was not read, with 2 when an option makes no sense. */
  public static void main(String[] arguments) throws Exception {
    var options = options().readOrExit(arguments);
    System.exit(new Sweeps(options).measure() ? 0 : 1);
  }

  /** Whether every live payment's change was read. */
  boolean measure() throws Exception {
    boolean isComplete = true;
    try (var arena = Arena.open()) {
      if (options.has("--only", "few")) {
        few(arena);
      }
      if (options.has("--only", "opening")) {
        var shop =
            new OpenedShop(
                options.number("--customers"),
                options.number("--rate"),
                options.number("--seconds"));
        isComplete &=
            print(
                "%,d customers due at once, %,d payments/s"
                    .formatted(shop.customers(), shop.rate()),
                shop.measure(arena));
      }
      if (options.has("--only", "import")) {
        var settings = options.get("--orders");
        var file =
            new ImportedFile(
                options.number("--rows"),
                options.number("--lines"),
                options.number("--buyers"),
                options.number("--rate"),
                options.number("--seconds"),
                Arrays.stream(settings.split(" "))
                    .filter(setting -> !setting.isEmpty())
                    .map(setting -> setting.split("=", 2))
                    .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1])));
        isComplete &=
            print(
                "a file of %,d rows, %,d orders, %,d payments/s %s"
                    .formatted(file.rows(), file.orders(), file.rate(), settings),
                file.measure(arena));
      }
    }
    return isComplete;
  }

  private void few(Arena arena) throws Exception {
    int due = options.number("--due");
    int rounds = options.number("--rounds");
    var small = new FewDue(due * rounds, due, rounds);
    var large = new FewDue(options.number("--customers"), due, rounds);
    line("## %,d due at once, medians of %d", due, rounds);
    line("");
    line(
        "| customers | last read after its instant, ms | first to last, ms | CPU ms: own +"
            + " PostgreSQL |");
    line("|---:|---:|---:|---|");
    var ofSmall = print(small, small.measure(arena));
    var ofLarge = print(large, large.measure(arena));
    line(
        "| ratio | %.2f | %.2f | %.2f |",
        ofLarge.lastMillis() / ofSmall.lastMillis(),
        ofLarge.spreadMillis() / ofSmall.spreadMillis(),
        (ofLarge.ownCpuMillis() + ofLarge.databaseCpuMillis())
            / (ofSmall.ownCpuMillis() + ofSmall.databaseCpuMillis()));
    line("");
  }

  private static FewDue.Round print(FewDue of, FewDue.Round round) {
    line(
        "| %,d | %,.0f | %,.0f | %,.0f + %,.0f |",
        of.customers(),
        round.lastMillis(),
        round.spreadMillis(),
        round.ownCpuMillis(),
        round.databaseCpuMillis());
    return round;
  }

  private static boolean print(String title, List<Phase> phases) {
    // Warmer than before, and with as much in the database.
    var alone = phases.get(phases.size() - 1);
    line("## %s", title);
    line("");
    line("| phase | s | live payments | p50 ms | p99 ms | max ms | p99 ÷ after | not read |");
    line("|---|---:|---:|---:|---:|---:|---:|---:|");
    for (var phase : phases) {
      var latencies = phase.live().latencies();
      if (latencies.count() == 0) {
        line("| %s | %.1f | 0 | – | – | – | – | – |", phase.name(), phase.seconds());
        continue;
      }
      line(
          "| %s | %.1f | %,d | %,.0f | %,.0f | %,.0f | %.2f | %,d |",
          phase.name(),
          phase.seconds(),
          latencies.count(),
          phase.p50(),
          phase.p99(),
          latencies.millis(1),
          phase.p99() / alone.p99(),
          phase.live().missing());
    }
    line("");
    return phases.stream().allMatch(phase -> phase.live().missing() == 0);
  }

  private static void line(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }

  static Options options() {
    return new Options(USAGE)
        .some("--only", "few", "opening", "import")
        .number("--customers", 1_000_000)
        .number("--due", 1_000)
        .number("--rounds", 3)
        .number("--rows", 10_000_000)
        .number("--lines", 20)
        .number("--buyers", 100_000)
        .word("--orders", "", "(\\w+=\\S+( \\w+=\\S+)*)?")
        .number("--rate", 500)
        .number("--seconds", 45);
  }
}
