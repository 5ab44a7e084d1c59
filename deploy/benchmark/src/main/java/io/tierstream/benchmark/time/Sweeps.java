package io.tierstream.benchmark.time;

import io.tierstream.benchmark.arena.Arena;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
        --seconds N        of live payments alone, by default 20; twice that to warm up""";

  private static final List<String> NUMBERS =
      List.of(
          "--customers",
          "--due",
          "--rounds",
          "--rows",
          "--lines",
          "--buyers",
          "--rate",
          "--seconds");

  private final Map<String, String> options;

  Sweeps(Map<String, String> options) {
    this.options = options;
  }

  /** Exits with 1 when a payment's change was not read, with 2 when an option makes no sense. */
  public static void main(String[] arguments) throws Exception {
    var options = options(List.of(arguments));
    if (options == null) {
      System.err.println(USAGE);
      System.exit(2);
    }
    System.exit(new Sweeps(options).measure() ? 0 : 1);
  }

  /** Whether every live payment's change was read. */
  boolean measure() throws Exception {
    boolean isComplete = true;
    try (var arena = Arena.open()) {
      if (isChosen("few")) {
        few(arena);
      }
      if (isChosen("opening")) {
        var shop = new OpenedShop(number("--customers"), number("--rate"), number("--seconds"));
        isComplete &=
            print(
                "%,d customers due at once, %,d payments/s"
                    .formatted(shop.customers(), shop.rate()),
                shop.measure(arena));
      }
      if (isChosen("import")) {
        var settings = options.get("--orders");
        var file =
            new ImportedFile(
                number("--rows"),
                number("--lines"),
                number("--buyers"),
                number("--rate"),
                number("--seconds"),
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
    int due = number("--due");
    int rounds = number("--rounds");
    var small = new FewDue(due * rounds, due, rounds);
    var large = new FewDue(number("--customers"), due, rounds);
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

  private boolean isChosen(String part) {
    var only = options.get("--only");
    return only.isEmpty() || List.of(only.split(",")).contains(part);
  }

  private int number(String option) {
    return Integer.parseInt(options.get(option));
  }

  /** Null when they make no sense. */
  static Map<String, String> options(List<String> words) {
    var options = new LinkedHashMap<String, String>();
    options.put("--only", "");
    options.put("--customers", "1000000");
    options.put("--due", "1000");
    options.put("--rounds", "3");
    options.put("--rows", "10000000");
    options.put("--lines", "20");
    options.put("--buyers", "100000");
    options.put("--orders", "");
    options.put("--rate", "500");
    options.put("--seconds", "20");
    for (int i = 0; i < words.size(); i += 2) {
      if (!options.containsKey(words.get(i)) || i + 1 == words.size()) {
        return null;
      }
      options.put(words.get(i), words.get(i + 1));
    }
    boolean isNumbered =
        NUMBERS.stream().allMatch(name -> options.get(name).matches("[1-9][0-9]{0,8}"))
            && options.get("--orders").matches("(\\w+=\\S+( \\w+=\\S+)*)?");
    boolean isKnown =
        options.get("--only").matches("((few|opening|import)(,(few|opening|import))*)?");
    return isNumbered && isKnown ? options : null;
  }
}
