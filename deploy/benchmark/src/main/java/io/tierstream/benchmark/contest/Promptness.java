package io.tierstream.benchmark.contest;

import io.tierstream.benchmark.Latencies;
import io.tierstream.benchmark.LivePayments;
import io.tierstream.benchmark.Options;
import io.tierstream.benchmark.PaidOrder;
import io.tierstream.benchmark.arena.Arena;
import io.tierstream.benchmark.arena.Heat;
import io.tierstream.events.CloudEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;

/**
 * How soon a payment on the topic is a tier change that a subscriber has read, at a steady rate:
 * from the instant at which the payment was due, whatever became of those before. Each is a new
 * customer's first, so each makes one change. Beside it what can't be saved: a record's way to a
 * subscriber, and one commit.
 */
public final class Promptness {
  private static final String USAGE =
      """
      usage: deploy/benchmark/run Promptness [option value]…
        --rates N,N…   payments per second, one after the other, by default 500
        --seconds N    measured at each rate, by default 20
        --warm-up N    seconds before, at each rate, by default 120: a contestant compiles so long
        --rounds N     by default 1
        --only NAME,NAME  of the contestants: segmentation-service, Kafka Streams
        --jvm "OPTION …"  further options of segmentation-service's JVM""";

  private static final int COMMITS = 2_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String BARE = "a record's round trip";

  /** Seconds; there is little to compile. */
  private static final int BARE_WARM_UP = 20;

  private static final String COMMIT = "one commit";

  private final Options options;

  private Promptness(Options options) {
    this.options = options;
  }

  /** Exits with 2 when an option makes no sense. */
  public static void main(String[] arguments) throws Exception {
    var options = options().readOrExit(arguments);
    new Promptness(options).measure();
    System.exit(0);
  }

  private void measure() throws Exception {
    var contestants =
        Contestant.chosen(
            options.get("--only"),
            new SegmentationContestant(options.words("--jvm")),
            new StreamsContestant());
    try (var arena = Arena.open()) {
      for (int round = 1; round <= options.number("--rounds"); round++) {
        arena.empty();
        commits(arena);
        var bare = arena.heat();
        run(bare, BARE, BARE_WARM_UP, "orders", CloudEvent.TYPE_PREFIX + PaidOrder.TYPE);
        arena.clear(bare);
        for (var contestant : contestants) {
          arena.empty();
          var heat = arena.heat();
          try (var entry = contestant.start(heat)) {
            if (!entry.program().isAlive()) {
              throw new IllegalStateException(contestant.name() + " didn't start");
            }
            run(
                heat,
                contestant.name(),
                options.number("--warm-up"),
                "tier-changes",
                "io.tierstream.tier.changed.v1");
          }
          arena.clear(heat);
        }
      }
    }
  }

  /** What one row of its own costs, committed durably, one after the other. */
  private static void commits(Arena arena) throws Exception {
    var heat = arena.heat();
    var nanos = new ArrayList<Long>();
    try (var connection = heat.connect();
        var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE one (id int, value text)");
      for (int i = 0; i < 2 * COMMITS; i++) {
        long began = System.nanoTime();
        statement.execute("INSERT INTO one VALUES (" + i + ", 'some value')");
        if (i >= COMMITS) {
          nanos.add(System.nanoTime() - began);
        }
      }
    }
    print(COMMIT, "", Latencies.of(nanos), 0);
    arena.clear(heat);
  }

  private void run(Heat heat, String name, int warmUp, String topic, String type) throws Exception {
    try (var payments = new LivePayments(heat.bootstrapServers(), topic, type)) {
      for (var rate : options.numbers("--rates")) {
        payments.pay(rate, Duration.ofSeconds(warmUp), PATIENCE);
        var paid = payments.pay(rate, Duration.ofSeconds(options.number("--seconds")), PATIENCE);
        print(name, rate + "/s", paid.latencies(), paid.missing());
      }
    }
  }

  private static void print(String name, String rate, Latencies latencies, int missing) {
    System.out.printf(
        Locale.ROOT,
        "%-22s %8s  %,7d: p50 %7.2f ms, p90 %7.2f ms, p99 %7.2f ms, max %7.1f ms%s%n",
        name,
        rate,
        latencies.count(),
        latencies.millis(0.5),
        latencies.millis(0.9),
        latencies.millis(0.99),
        latencies.millis(1),
        missing == 0 ? "" : ", " + missing + " not read in time");
  }

  private static Options options() {
    return new Options(USAGE)
        .numbers("--rates", "500")
        .number("--seconds", 20)
        .number("--warm-up", 120)
        .number("--rounds", 1)
        .some("--only", SegmentationContestant.NAME, StreamsContestant.NAME)
        .text("--jvm");
  }
}
