package io.tierstream.benchmark.time;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.benchmark.LivePayments;
import io.tierstream.benchmark.PaidOrder;
import io.tierstream.benchmark.arena.Arena;
import io.tierstream.benchmark.arena.Feed;
import io.tierstream.benchmark.arena.Heat;
import io.tierstream.benchmark.arena.JavaProgram;
import io.tierstream.benchmark.arena.Kept;
import io.tierstream.benchmark.arena.ServiceProgram;
import io.tierstream.events.CloudEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A shop that opens with one import: while it goes on nobody imported is swept, and when it ends
 * everybody is due at once. Each bought once, 140 to 364 days ago, and has fallen since.
 *
 * @param customers of the import
 * @param rate of live payments, per second
 * @param seconds of the phases without a sweep
 */
record OpenedShop(int customers, int rate, int seconds) {

  static final String BEFORE = "before";
  static final String IMPORT = "import";
  static final String OPEN = "imported, not ended";
  static final String SWEEP = "sweep";
  static final String AFTER = "after";

  private static final int PARTITIONS = 12;
  private static final int NEWEST_DAYS = 140;
  private static final int OLDEST_DAYS = 364;
  private static final String JOB = "0197-opening";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Live payments before, while all is imported and nothing ended, in the sweep, and after. */
  List<Phase> measure(Arena arena) throws Exception {
    arena.empty();
    var heat = arena.heat();
    List<Phase> phases;
    try (var program = ServiceProgram.segmentation(heat, List.of(), 0);
        var kept = new Kept(heat)) {
      kept.await(program, kept::isReady);
      try (var payments = new LivePayments(heat.bootstrapServers())) {
        phases = measure(heat, program, kept, payments);
      }
    }
    arena.clear(heat);
    return phases;
  }

  private List<Phase> measure(Heat heat, JavaProgram program, Kept kept, LivePayments payments)
      throws Exception {
    var phases = new Phases();
    payments.pay(rate, Duration.ofSeconds(2L * seconds), PATIENCE); // to warm up
    payments.begin(rate);
    phases.begin(BEFORE);
    Thread.sleep(Duration.ofSeconds(seconds).toMillis());
    payments.end(PATIENCE);
    phases.begin(IMPORT);
    load(heat);
    kept.await(program, () -> kept.isThrough(PARTITIONS + customers + payments.count()));
    payments.begin(rate);
    phases.begin(OPEN);
    Thread.sleep(Duration.ofSeconds(seconds).toMillis());
    mark(heat, "import.ended.v1");
    var at = Instant.now();
    phases.begin(SWEEP);
    kept.await(program, () -> !kept.isSomebodyDue(at));
    phases.begin(AFTER);
    Thread.sleep(Duration.ofSeconds(seconds).toMillis());
    payments.end(PATIENCE);
    return phases.of(payments);
  }

  private void load(Heat heat) {
    mark(heat, "import.started.v1");
    var oldest = Instant.now().truncatedTo(ChronoUnit.MILLIS).minus(Duration.ofDays(OLDEST_DAYS));
    var step = Duration.ofDays(OLDEST_DAYS - NEWEST_DAYS).dividedBy(customers);
    try (var feed = new Feed(heat.bootstrapServers())) {
      for (int i = 0; i < customers; i++) {
        var paidAt = oldest.plus(step.multipliedBy(i)).truncatedTo(ChronoUnit.MILLIS);
        feed.put(new PaidOrder("C-" + i, i, "640.00", paidAt, paidAt, JOB).record());
      }
    }
  }

  private static void mark(Heat heat, String type) {
    var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    var value = "{\"job\":\"%s\",\"occurredAt\":\"%s\"}".formatted(JOB, now).getBytes(UTF_8);
    try (var feed = new Feed(heat.bootstrapServers())) {
      for (int partition = 0; partition < PARTITIONS; partition++) {
        var event =
            new CloudEvent(
                UUID.randomUUID().toString(),
                "order-service",
                CloudEvent.TYPE_PREFIX + type,
                now,
                JOB,
                null,
                null,
                value);
        feed.put(
            new ProducerRecord<>(
                "orders",
                partition,
                now.toEpochMilli(),
                JOB.getBytes(UTF_8),
                event.data(),
                event.toHeaders()));
      }
    }
  }
}
