package io.tierstream.benchmark.writes;

import io.tierstream.benchmark.Medians;
import io.tierstream.benchmark.arena.Arena;
import io.tierstream.benchmark.arena.Heat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What order-service takes in: orders and payments over REST, against what the database can commit;
 * its relay's way to the topic; and its import, with the memory that it takes. Nobody reads the
 * topic but this, so nothing paces the import.
 */
public final class Writes {
  private static final String USAGE =
      """
      usage: deploy/benchmark/run Writes [option value]…
        --only PART,PART…    of rest, relay, retail, generated
        --connections N,N…   over which orders are placed and paid, by default 1,8,32
        --seconds N          that each turn takes, by default 5
        --rounds N           of turns, and of backlogs, by default 3
        --warm-up N          seconds, by default 20
        --backlog N          records that the relay finds at once, by default 200000
        --rate N             placements per second while the relay keeps up, by default 200
        --steady N           seconds at that rate, by default 20
        --rows N             of the generated file, by default 1000000
        --seed N             of the generated file, by default 1
        --jvm "OPTION …"     further options of order-service's JVM""";

  private static final Set<String> PARTS = Set.of("rest", "relay", "retail", "generated");

  /** Imports would wait for a consumer that isn't there. */
  private static final Map<String, String> UNPACED =
      Map.of("TIERSTREAM_IMPORT_MAX_LAG", "1000000000");

  private static final Path RETAIL =
      Path.of("..", "shared", "data", "online-retail-2010-12_2011-05.csv.gz");
  private static final int RETAIL_ROWS = 209_029;

  private final Map<String, String> options;

  Writes(Map<String, String> options) {
    this.options = options;
  }

  /** Exits with 2 when an option makes no sense. */
  public static void main(String[] arguments) throws Exception {
    var options = options(List.of(arguments));
    if (options == null) {
      System.err.println(USAGE);
      System.exit(2);
    }
    new Writes(options).measure();
    System.exit(0);
  }

  void measure() throws Exception {
    try (var arena = Arena.open()) {
      if (isWanted("rest") || isWanted("relay")) {
        live(arena);
      }
      if (isWanted("retail") || isWanted("generated")) {
        imports(arena);
      }
    }
  }

  private void live(Arena arena) throws Exception {
    arena.empty();
    var heat = arena.heat();
    try (var service = OrderService.start(heat, jvm(), UNPACED)) {
      var rates =
          new WriteRates(
              service,
              heat.postgres(),
              new Processors(service, arena.servers()),
              number("--seconds"));
      rates.warmUp(number("--warm-up"));
      if (isWanted("rest")) {
        var connections =
            Arrays.stream(options.get("--connections").split(",")).map(Integer::valueOf).toList();
        for (int round = 0; round < number("--rounds"); round++) {
          rates.round(connections);
        }
        System.out.print(rates.table());
      }
      if (isWanted("relay")) {
        relay(new RelaySpeed(service, heat));
      }
    }
    arena.clear(heat);
  }

  private void relay(RelaySpeed relay) throws Exception {
    int records = number("--backlog");
    int rounds = number("--rounds");
    var relayed = new double[rounds];
    var sent = new double[rounds];
    var ratios = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      sent[round] = relay.sent(records);
      relayed[round] = relay.drained(records);
      ratios[round] = relayed[round] / sent[round];
    }
    System.out.printf(
        Locale.ROOT,
        "relay, backlog of %,d: %,.0f records/s; from memory by one producer %,.0f; ratio %.2f%n",
        records,
        Medians.of(relayed),
        Medians.of(sent),
        Medians.of(ratios));
    relay.steady(number("--rate"), Math.min(number("--steady"), 5));
    var latencies = relay.steady(number("--rate"), number("--steady"));
    System.out.printf(
        Locale.ROOT,
        "relay, %d placements/s: due to readable p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms"
            + " (%,d)%n",
        number("--rate"),
        latencies.millis(0.5),
        latencies.millis(0.9),
        latencies.millis(0.99),
        latencies.millis(1),
        latencies.count());
  }

  private void imports(Arena arena) throws Exception {
    var retail = Path.of(System.getProperty("tierstream.home")).resolve(RETAIL);
    if (isWanted("retail") && Files.exists(retail)) {
      arena.empty();
      var heat = arena.heat();
      try (var service = OrderService.start(heat, jvm(), UNPACED)) {
        var imported =
            new ImportSpeed(service)
                .run(
                    "?map=InvoiceNo=orderId,CustomerID=customerId,StockCode=sku,Quantity=quantity,"
                        + "UnitPrice=unitPrice,InvoiceDate=paidAt&currency=GBP",
                    "gzip",
                    out -> Files.copy(retail, out),
                    RETAIL_ROWS,
                    () -> 0);
        System.out.print(imported.words("retail"));
      }
      arena.clear(heat);
    } else if (isWanted("retail")) {
      System.out.println("retail     skipped: there is no " + RETAIL);
    }
    if (isWanted("generated")) {
      arena.empty();
      var heat = arena.heat();
      System.out.print(generated(heat).words("generated"));
      arena.clear(heat);
    }
  }

  /** Imports the generated file into a service of its own. */
  ImportSpeed.Import generated(Heat heat) throws Exception {
    try (var service = OrderService.start(heat, jvm(), UNPACED)) {
      var history = new GeneratedHistory(number("--rows"), number("--seed"));
      return new ImportSpeed(service).run("", null, history, number("--rows"), history::written);
    }
  }

  private boolean isWanted(String part) {
    return options.get("--only").isEmpty()
        || List.of(options.get("--only").split(",")).contains(part);
  }

  private List<String> jvm() {
    return options.get("--jvm").isBlank() ? List.of() : List.of(options.get("--jvm").split(" "));
  }

  private int number(String option) {
    return Integer.parseInt(options.get(option));
  }

  /** Null when they make no sense. */
  static Map<String, String> options(List<String> words) {
    var options = new LinkedHashMap<String, String>();
    options.put("--only", "");
    options.put("--connections", "1,8,32");
    options.put("--seconds", "5");
    options.put("--rounds", "3");
    options.put("--warm-up", "20");
    options.put("--backlog", "200000");
    options.put("--rate", "200");
    options.put("--steady", "20");
    options.put("--rows", "1000000");
    options.put("--seed", "1");
    options.put("--jvm", "");
    for (int i = 0; i < words.size(); i += 2) {
      if (!options.containsKey(words.get(i)) || i + 1 == words.size()) {
        return null;
      }
      options.put(words.get(i), words.get(i + 1));
    }
    boolean isNumbered =
        options.entrySet().stream()
            .filter(option -> !Set.of("--only", "--connections", "--jvm").contains(option.getKey()))
            .allMatch(option -> option.getValue().matches("[1-9][0-9]{0,7}"));
    boolean hasParts =
        options.get("--only").isEmpty()
            || PARTS.containsAll(List.of(options.get("--only").split(",")));
    return isNumbered
            && hasParts
            && options.get("--connections").matches("[1-9][0-9]?(,[1-9][0-9]?)*")
        ? options
        : null;
  }
}
