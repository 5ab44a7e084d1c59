package io.tierstream.benchmark;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How long a payment takes to become a tier change on the topic: from the instant at which the
 * payment over REST was due until a {@code read_committed} subscriber of {@code tier-changes} has
 * read it. Each payment is a new customer's first, so each makes one change; the payments are sent
 * at a steady rate, whatever becomes of those before.
 */
public final class PaymentLatency {
  private static final String USAGE =
      """
      usage: deploy/benchmark/run PaymentLatency [option value]…
        --orders URL       order-service, by default http://127.0.0.1:8082
        --kafka HOST:PORT  the broker, by default 127.0.0.1:19092
        --currency CODE    the base currency of the system, by default CNY
        --count N          payments measured, by default 1000
        --warm-up N        payments before them, by default 200
        --rate N           payments per second, by default 50""";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Options options;
  private final Shop shop;
  private final String run = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);

  private PaymentLatency(Options options) {
    this.options = options;
    this.shop = new Shop(URI.create(options.get("--orders")), options.get("--currency"));
  }

  /** Exits with 1 when a payment's change was not read, with 2 when an option makes no sense. */
  public static void main(String[] arguments) throws Exception {
    var options = options().readOrExit(arguments);
    System.exit(new PaymentLatency(options).measure());
  }

  private int measure() throws IOException, InterruptedException {
    int warmUp = options.number("--warm-up");
    int count = options.number("--count");
    System.out.printf("placing %d orders…%n", warmUp + count);
    for (int i = 0; i < warmUp + count; i++) {
      shop.place(order(i), customer(i));
    }
    try (var changes = new FirstChanges(options.get("--kafka"))) {
      System.out.printf("%d payments to warm up…%n", warmUp);
      pay(0, warmUp, changes);
      System.out.printf("%d payments at %s/s…%n", count, options.get("--rate"));
      var due = pay(warmUp, warmUp + count, changes);
      return report(due, changes);
    }
  }

  /**
   * The instants at which the payments were due; returns when all changes were read, or too late.
   */
  private Map<String, Long> pay(int from, int to, FirstChanges changes) {
    long interval = TimeUnit.SECONDS.toNanos(1) / options.number("--rate");
    var due = new LinkedHashMap<String, Long>();
    var answers = new ArrayList<CompletableFuture<Void>>();
    long began = System.nanoTime();
    for (int i = from; i < to; i++) {
      long at = began + (i - from) * interval;
      for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      due.put(customer(i), at);
      answers.add(shop.pay(order(i)));
    }
    CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline
        && due.keySet().stream().anyMatch(customer -> changes.readAt(customer) == null)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    return due;
  }

  private static int report(Map<String, Long> due, FirstChanges changes) {
    var nanos = new ArrayList<Long>();
    due.forEach(
        (customer, at) -> {
          var read = changes.readAt(customer);
          if (read != null) {
            nanos.add(read - at);
          }
        });
    int missing = due.size() - nanos.size();
    if (!nanos.isEmpty()) {
      var latencies = Latencies.of(nanos);
      System.out.printf(
          Locale.ROOT,
          "payment to tier change, %d payments: p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms%n",
          latencies.count(),
          latencies.millis(0.5),
          latencies.millis(0.9),
          latencies.millis(0.99),
          latencies.millis(1));
    }
    if (missing > 0) {
      System.out.printf("%d changes were not read within %d s%n", missing, PATIENCE.toSeconds());
    }
    return missing > 0 ? 1 : 0;
  }

  private String order(int number) {
    return "L-" + run + "-" + number;
  }

  private String customer(int number) {
    return "LC-" + run + "-" + number;
  }

  private static Options options() {
    return new Options(USAGE)
        .word("--orders", "http://127.0.0.1:8082", "https?://.+")
        .word("--kafka", "127.0.0.1:19092", ".+:[0-9]+(,.+:[0-9]+)*")
        .word("--currency", "CNY", "[A-Z]{3}")
        .number("--count", 1_000)
        .number("--warm-up", 200)
        .number("--rate", 50);
  }
}
