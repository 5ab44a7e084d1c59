package io.tierstream.benchmark.writes;

import io.tierstream.benchmark.Medians;
import io.tierstream.benchmark.Options;
import io.tierstream.benchmark.arena.Arena;
import io.tierstream.benchmark.arena.Heat;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

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

  /** Imports would wait for a consumer that isn't there. */
  private static final Map<String, String> UNPACED =
      Map.of("TIERSTREAM_IMPORT_MAX_LAG", "1000000000");

  private static final Path RETAIL =
      Path.of("..", "shared", "data", "online-retail-2010-12_2011-05.csv.gz");
  private static final int RETAIL_ROWS = 209_029;

  private final Options options;

  Writes(Options options) {
    this.options = options;
  }

  /** Exits with 2 when an option makes no sense. */
  public static void main(String[] arguments) throws Exception {
    var options = options().readOrExit(arguments);
    new Writes(options).measure();
    System.exit(0);
  }

  void measure() throws Exception {
    try (var arena = Arena.open()) {
      if (options.has("--only", "rest") || options.has("--only", "relay")) {
        live(arena);
      }
      if (options.has("--only", "retail") || options.has("--only", "generated")) {
        imports(arena);
      }
    }
  }

  private void live(Arena arena) throws Exception {
    arena.empty();
    var heat = arena.heat();
    try (var service = OrderService.start(heat, options.words("--jvm"), UNPACED)) {
      var rates =
          new WriteRates(
              service,
              heat.postgres(),
              new Processors(service, arena.servers()),
              options.number("--seconds"));
      rates.warmUp(options.number("--warm-up"));
      if (options.has("--only", "rest")) {
        var connections = options.numbers("--connections");
        for (int round = 0; round < options.number("--rounds"); round++) {
          rates.round(connections);
        }
        System.out.print(rates.table());
      }
      if (options.has("--only", "relay")) {
        relay(new RelaySpeed(service, heat));
      }
    }
    arena.clear(heat);
  }

  private void relay(RelaySpeed relay) throws Exception {
    int records = options.number("--backlog");
    int rounds = options.number("--rounds");
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
    relay.steady(options.number("--rate"), Math.min(options.number("--steady"), 5));
    var latencies = relay.steady(options.number("--rate"), options.number("--steady"));
    System.out.printf(
        Locale.ROOT,
        "relay, %d placements/s: due to readable p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms"
            + " (%,d)%n",
        options.number("--rate"),
        latencies.millis(0.5),
        latencies.millis(0.9),
        latencies.millis(0.99),
        latencies.millis(1),
        latencies.count());
  }

  private void imports(Arena arena) throws Exception {
    var retail = Path.of(System.getProperty("tierstream.home")).resolve(RETAIL);
    if (options.has("--only", "retail") && Files.exists(retail)) {
      arena.empty();
      var heat = arena.heat();
      try (var service = OrderService.start(heat, options.words("--jvm"), UNPACED)) {
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
    } else if (options.has("--only", "retail")) {
      System.out.println("retail     skipped: there is no " + RETAIL);
    }
    if (options.has("--only", "generated")) {
      arena.empty();
      var heat = arena.heat();
      System.out.print(generated(heat).words("generated"));
      arena.clear(heat);
    }
  }

  /** Imports the generated file into a service of its own. */
  ImportSpeed.Import generated(Heat heat) throws Exception {
    try (var service = OrderService.start(heat, options.words("--jvm"), UNPACED)) {
      var history = new GeneratedHistory(options.number("--rows"), options.number("--seed"));
      return new ImportSpeed(service)
          .run("", null, history, options.number("--rows"), history::written);
    }
  }

  static Options options() {
    return new Options(USAGE)
        .some("--only", "rest", "relay", "retail", "generated")
        .numbers("--connections", "1,8,32")
        .number("--seconds", 5)
        .number("--rounds", 3)
        .number("--warm-up", 20)
        .number("--backlog", 200_000)
        .number("--rate", 200)
        .number("--steady", 20)
        .number("--rows", 1_000_000)
        .number("--seed", 1)
        .text("--jvm");
  }
}
