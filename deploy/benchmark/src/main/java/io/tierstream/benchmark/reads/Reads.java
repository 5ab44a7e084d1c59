package io.tierstream.benchmark.reads;

import io.tierstream.benchmark.Options;
import io.tierstream.benchmark.arena.Arena;
import io.tierstream.benchmark.arena.Heat;
import io.tierstream.benchmark.arena.Kept;
import io.tierstream.benchmark.arena.Workload;
import java.net.http.HttpClient;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How quickly segmentation-service answers where a customer stands, beside an endpoint that only
 * reads the row, and who is where, of many customers. Everything it answers from it has taken in
 * itself.
 */
public final class Reads {
  private static final String USAGE =
      """
      usage: deploy/benchmark/run Reads [option value]…
        --customers N    by default 1000000, all of them registered
        --events N       of their orders and feedback, by default 1500000
        --connections N  to ask about single customers, by default 8
        --seconds N      of each round of that, by default 10
        --rounds N       by default 5
        --warm-up N      seconds before, by default 30
        --requests N     of each list, by default 100
        --jvm "OPTION …" further options of segmentation-service's JVM""";

  private static final long SEED = 20_110_601;

  private final Options options;
  private final Findings findings = new Findings();

  Reads(Options options) {
    this.options = options;
  }

  /** Exits with 2 when an option makes no sense. */
  public static void main(String[] arguments) throws Exception {
    var options = options().readOrExit(arguments);
    System.out.print(new Reads(options).measure().markdown());
    System.exit(0);
  }

  Findings measure() throws Exception {
    var now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    var workload =
        new Workload(
            options.number("--events"),
            options.number("--customers"),
            Workload.Keys.UNIFORM,
            SEED,
            now);
    try (var arena = Arena.open()) {
      say("generating %,d events and %,d registrations", workload.events(), workload.customers());
      arena.fill(workload);
      var heat = arena.heat();
      new Registrations(workload.customers(), SEED, now.minus(Workload.STAMPED))
          .send(heat.bootstrapServers());
      try (var real = Server.real(heat, options.words("--jvm"))) {
        takeIn(heat, real);
        try (var bare = Server.bare(heat, List.of())) {
          single(heat, arena.servers().get(Arena.DATABASE), real, bare);
        }
        lists(real);
      }
      arena.clear(heat);
    }
    return findings;
  }

  private void takeIn(Heat heat, Server real) throws SQLException, InterruptedException {
    try (var kept = new Kept(heat)) {
      var program = real.program();
      long began = System.nanoTime();
      kept.await(program, kept::isReady);
      long records = (long) options.number("--events") + options.number("--customers");
      kept.await(program, () -> kept.isThrough(records));
      say("taken in after %.0f s", seconds(began));
      kept.await(program, () -> kept.isListed() && !kept.isSomebodyDue(Instant.now()));
      say("all is listed, and nobody due, after %.0f s", seconds(began));
      // As autovacuum and the checkpointer will have left it, which come when they like.
      kept.tidy();
    }
  }

  private void single(Heat heat, long database, Server real, Server bare) throws Exception {
    var load = new Load(ids(heat), options.number("--connections"));
    bare.await(bare.prefix() + load.ids().get(0));
    for (var server : List.of(real, bare)) {
      load.run(server.port(), server.prefix(), options.number("--warm-up"), SEED);
    }
    for (int round = 1; round <= options.number("--rounds"); round++) {
      for (var server : round % 2 == 1 ? List.of(real, bare) : List.of(bare, real)) {
        var one = Round.of(server, database, options.number("--seconds"), load, round);
        findings.add(server, one);
        say(
            "round %d  %-20s %,6.0f answers/s, p50 %.2f ms, p99 %.2f ms, CPU µs/answer %.0f + %.0f",
            round,
            server.name(),
            one.rate(),
            one.millis(0.5),
            one.millis(0.99),
            one.own(),
            one.database());
      }
    }
  }

  private static List<String> ids(Heat heat) throws SQLException {
    var ids = new ArrayList<String>();
    try (var connection = heat.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT customer_id FROM standing")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  private void lists(Server real) throws Exception {
    var client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    for (var question : ListQuestion.all()) {
      var latencies = question.ask(client, real.port(), options.number("--requests"));
      findings.add(question, latencies);
      say(
          "%-75s p50 %.1f ms, p99 %.1f ms",
          question.name(), latencies.millis(0.5), latencies.millis(0.99));
    }
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static void say(String format, Object... arguments) {
    System.out.println(String.format(Locale.ROOT, format, arguments));
  }

  static Options options() {
    return new Options(USAGE)
        .number("--customers", 1_000_000)
        .number("--events", 1_500_000)
        .number("--connections", 8)
        .number("--seconds", 10)
        .number("--rounds", 5)
        .number("--warm-up", 30)
        .number("--requests", 100)
        .text("--jvm");
  }
}
