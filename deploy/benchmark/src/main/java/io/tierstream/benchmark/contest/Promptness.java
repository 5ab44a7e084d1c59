package io.tierstream.benchmark.contest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.benchmark.FirstChanges;
import io.tierstream.benchmark.Latencies;
import io.tierstream.benchmark.arena.Arena;
import io.tierstream.benchmark.arena.Heat;
import io.tierstream.events.CloudEvent;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

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
        --warm-up N    seconds before, at the first rate, by default 90
        --rounds N     by default 1
        --only NAME,NAME  of the contestants: segmentation-service, Kafka Streams
        --jvm "OPTION …"  further options of segmentation-service's JVM""";

  private static final String PAID = "order.paid.v1";
  private static final int COMMITS = 2_000;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final String BARE = "a record's round trip";
  private static final String COMMIT = "one commit";

  private final Map<String, String> options;
  private long customers;

  private Promptness(Map<String, String> options) {
    this.options = options;
  }

  /** Exits with 2 when an option makes no sense. */
  public static void main(String[] arguments) throws Exception {
    var options = options(List.of(arguments));
    if (options == null) {
      System.err.println(USAGE);
      System.exit(2);
    }
    new Promptness(options).measure();
    System.exit(0);
  }

  private void measure() throws Exception {
    var contestants =
        Contestant.chosen(
            options.get("--only"),
            new SegmentationContestant(options.get("--jvm")),
            new StreamsContestant());
    try (var arena = Arena.open()) {
      for (int round = 1; round <= number("--rounds"); round++) {
        arena.empty();
        commits(arena);
        var bare = arena.heat();
        run(bare, BARE, "orders", CloudEvent.TYPE_PREFIX + PAID);
        arena.clear(bare);
        for (var contestant : contestants) {
          arena.empty();
          var heat = arena.heat();
          try (var entry = contestant.start(heat)) {
            if (!entry.program().isAlive()) {
              throw new IllegalStateException(contestant.name() + " didn't start");
            }
            run(heat, contestant.name(), "tier-changes", "io.tierstream.tier.changed.v1");
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

  private void run(Heat heat, String name, String topic, String type) throws Exception {
    var rates = options.get("--rates").split(",");
    try (var changes = new FirstChanges(heat.bootstrapServers(), topic, type);
        var producer =
            new KafkaProducer<>(
                Map.<String, Object>of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    heat.bootstrapServers(),
                    ProducerConfig.LINGER_MS_CONFIG,
                    0),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      pay(producer, changes, Integer.parseInt(rates[0]), number("--warm-up"));
      for (var rate : rates) {
        var due = pay(producer, changes, Integer.parseInt(rate), number("--seconds"));
        var nanos = new ArrayList<Long>(due.size());
        due.forEach(
            (customer, at) -> {
              var read = changes.readAt(customer);
              if (read != null) {
                nanos.add(read - at);
              }
            });
        print(name, rate + "/s", Latencies.of(nanos), due.size() - nanos.size());
      }
    }
  }

  /** When each customer's payment was due; returns when all changes were read, or too late. */
  private Map<String, Long> pay(
      KafkaProducer<byte[], byte[]> producer, FirstChanges changes, int rate, int seconds) {
    int count = rate * seconds;
    var due = new LinkedHashMap<String, Long>(2 * count);
    long interval = TimeUnit.SECONDS.toNanos(1) / rate;
    long began = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long at = began + i * interval;
      for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      var customer = "P-" + ++customers;
      due.put(customer, at);
      producer.send(payment(customer, customers));
    }
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < deadline
        && due.keySet().stream().anyMatch(customer -> changes.readAt(customer) == null)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    return due;
  }

  private static ProducerRecord<byte[], byte[]> payment(String customer, long number) {
    var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    var order = "O-" + number;
    var payload =
        """
        {"orderId":"%s","customerId":"%s","version":2,"status":"PAID",\
        "total":{"amount":"129.90","currency":"CNY"},"refunded":{"amount":"0.00","currency":"CNY"},\
        "placedAt":"%s","paidAt":"%s","occurredAt":"%s","channel":"web",\
        "lines":[{"sku":"CAM-7","category":"camera","quantity":1,"unitPrice":"129.90"}]}"""
            .formatted(order, customer, now, now, now);
    var event =
        new CloudEvent(
            "p-" + number,
            "order-service",
            CloudEvent.TYPE_PREFIX + PAID,
            now,
            order,
            null,
            null,
            payload.getBytes(UTF_8));
    return new ProducerRecord<>(
        "orders",
        null,
        now.toEpochMilli(),
        customer.getBytes(UTF_8),
        event.data(),
        event.toHeaders());
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

  private int number(String option) {
    return Integer.parseInt(options.get(option));
  }

  /** Null when they make no sense. */
  private static Map<String, String> options(List<String> words) {
    var options = new LinkedHashMap<String, String>();
    options.put("--rates", "500");
    options.put("--seconds", "20");
    options.put("--warm-up", "90");
    options.put("--rounds", "1");
    options.put("--only", "");
    options.put("--jvm", "");
    for (int i = 0; i < words.size(); i += 2) {
      if (!options.containsKey(words.get(i)) || i + 1 == words.size()) {
        return null;
      }
      options.put(words.get(i), words.get(i + 1));
    }
    boolean isNumbered =
        List.of("--seconds", "--warm-up", "--rounds").stream()
            .allMatch(name -> options.get(name).matches("[1-9][0-9]{0,5}"));
    return isNumbered && options.get("--rates").matches("[1-9][0-9]{0,5}(,[1-9][0-9]{0,5})*")
        ? options
        : null;
  }
}
