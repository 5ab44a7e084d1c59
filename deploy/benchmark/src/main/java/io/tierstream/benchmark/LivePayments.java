package io.tierstream.benchmark;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Payments on the topic at a steady rate, whatever becomes of those before, and how soon each has
 * become an event that a subscriber has read: from the instant at which the payment was due. Each
 * is a new customer's first, so each makes one tier change. Instants are those of {@link
 * System#nanoTime()}.
 */
public final class LivePayments implements AutoCloseable {

  /** All its customers' ids begin so, and no others'. */
  private static final String CUSTOMERS = "P-";

  private final FirstChanges changes;
  private final KafkaProducer<byte[], byte[]> producer;

  /** In order; guarded by itself. */
  private final List<Payment> payments = new ArrayList<>();

  private Thread payer;
  private volatile long until;

  private record Payment(String customer, long dueAt) {}

  /**
   * How payments did that were due in some stretch of time.
   *
   * @param missing how many became nothing that was read
   */
  public record Stretch(Latencies latencies, int missing) {}

  /** Reads tier changes. */
  public LivePayments(String bootstrapServers) {
    this(bootstrapServers, "tier-changes", "io.tierstream.tier.changed.v1");
  }

  /**
   * Reads what is published on {@code topic}.
   *
   * @param type the full type of the events that count
   */
  public LivePayments(String bootstrapServers, String topic, String type) {
    changes = new FirstChanges(bootstrapServers, topic, type, CUSTOMERS);
    producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG,
                0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** Pays for so long; returns when all is read, or after {@code patience}. */
  public Stretch pay(int rate, Duration stretch, Duration patience) throws InterruptedException {
    long from = System.nanoTime();
    begin(rate, from + stretch.toNanos());
    join(patience);
    return between(from, Long.MAX_VALUE);
  }

  /**
   * Pays from now on, beside whatever else happens, until {@link #end}.
   *
   * @param rate payments per second
   */
  public void begin(int rate) {
    begin(rate, Long.MAX_VALUE);
  }

  private void begin(int rate, long end) {
    until = end;
    payer = new Thread(() -> payUntil(rate), "live-payments");
    payer.start();
  }

  /** Pays no more; returns when all is read, or after {@code patience}. */
  public void end(Duration patience) throws InterruptedException {
    until = System.nanoTime();
    join(patience);
  }

  private void join(Duration patience) throws InterruptedException {
    payer.join();
    long deadline = System.nanoTime() + patience.toNanos();
    while (System.nanoTime() < deadline
        && known().stream().anyMatch(one -> changes.readAt(one.customer()) == null)) {
      Thread.sleep(20);
    }
  }

  /** How many were made so far. */
  public int count() {
    synchronized (payments) {
      return payments.size();
    }
  }

  /** Those that were due from {@code from} on and before {@code to}. */
  public Stretch between(long from, long to) {
    var nanos = new ArrayList<Long>();
    int missing = 0;
    for (var one : known()) {
      if (one.dueAt() >= from && one.dueAt() < to) {
        var readAt = changes.readAt(one.customer());
        if (readAt == null) {
          missing++;
        } else {
          nanos.add(readAt - one.dueAt());
        }
      }
    }
    return new Stretch(Latencies.of(nanos), missing);
  }

  private List<Payment> known() {
    synchronized (payments) {
      return List.copyOf(payments);
    }
  }

  private void payUntil(int rate) {
    long interval = TimeUnit.SECONDS.toNanos(1) / rate;
    long first = System.nanoTime();
    for (long i = 0; ; i++) {
      long at = first + i * interval;
      for (long left = at - System.nanoTime(); left > 0; left = at - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
      if (at >= until) {
        return;
      }
      pay(at);
    }
  }

  private void pay(long dueAt) {
    long number;
    String customer;
    synchronized (payments) {
      number = payments.size() + 1L;
      customer = CUSTOMERS + number;
      payments.add(new Payment(customer, dueAt));
    }
    var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    var unused = producer.send(new PaidOrder(customer, number, "129.90", now, now, null).record());
  }

  @Override
  public void close() throws InterruptedException {
    until = Long.MIN_VALUE;
    if (payer != null) {
      payer.join();
    }
    producer.close();
    changes.close();
  }
}
