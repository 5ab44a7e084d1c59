package io.tierstream.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** What the relay tells about itself; reading it costs no query. */
final class RelayMetrics {

  private static final long STALE_AFTER_NANOS = 10_000_000_000L;

  private final Counter sent;
  private final Counter failures;
  private final AtomicLong unsent;
  private long countedAt = System.nanoTime() - STALE_AFTER_NANOS;

  RelayMetrics(MeterRegistry registry) {
    sent =
        Counter.builder("tierstream.outbox.sent")
            .description("Records acknowledged by the broker")
            .register(registry);
    failures =
        Counter.builder("tierstream.outbox.failures")
            .description("Tries to send that failed")
            .register(registry);
    unsent = registry.gauge("tierstream.outbox.unsent", new AtomicLong());
  }

  void sent(int count) {
    sent.increment(count);
  }

  void failed() {
    failures.increment();
  }

  void unsent(long count) {
    unsent.set(count);
    countedAt = System.nanoTime();
  }

  /** Whether the last count is so old that another is worth its query. */
  boolean isStale() {
    return System.nanoTime() - countedAt >= STALE_AFTER_NANOS;
  }
}
