package io.tierstream.local.faults;

import io.tierstream.local.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** A customer who pays, and a subscriber who waits for the tier that this gives. */
final class RecoveryProbe implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration REQUEST = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(50);
  private static final String PREFIX = "probe-";

  private final URI orders;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(REQUEST).build();
  private final KafkaConsumer<byte[], byte[]> changes;
  private final AtomicLong number = new AtomicLong(System.currentTimeMillis());

  RecoveryProbe(Target target) {
    orders = target.addresses().apply(Service.ORDER);
    changes = Logs.fromNowOn(target.bootstrapServers(), List.of("tier-changes"));
  }

  /**
   * Returns when a payment that is made now has become a tier change.
   *
   * @return how long that took
   */
  Duration await() throws InterruptedException {
    long began = System.nanoTime();
    var customer = PREFIX + number.incrementAndGet();
    pay(customer, began);
    while (elapsed(began).compareTo(PATIENCE) < 0) {
      for (var change : changes.poll(Duration.ofMillis(100))) {
        if (customer.equals(Logs.key(change))) {
          return elapsed(began);
        }
      }
    }
    throw new IllegalStateException("no tier for " + customer + " after " + elapsed(began));
  }

  /**
   * As {@link #await()}, once all is revived that should soon be.
   *
   * @return how long both took
   */
  Duration await(FaultySystem system) throws InterruptedException {
    long began = System.nanoTime();
    system.awaitRevived();
    await();
    var took = elapsed(began);
    // A halt may take longer to be seen than the fault that made it.
    system.reviveDead();
    return took;
  }

  /** The median and the longest, in seconds. */
  static String medianAndLongest(Collection<Duration> times) {
    var millis = times.stream().map(Duration::toMillis).sorted().toList();
    return "%.1f / %.1f s"
        .formatted(millis.get((millis.size() - 1) / 2) / 1e3, millis.get(millis.size() - 1) / 1e3);
  }

  private void pay(String customer, long began) throws InterruptedException {
    var order = customer + "-O";
    send(
        "/orders",
        order + "-1",
        """
        {"orderId": "%s", "customerId": "%s", "currency": "CNY",
         "lines": [{"sku": "CAM-7", "quantity": 1, "unitPrice": "700.00"}]}
        """
            .formatted(order, customer),
        began);
    send("/orders/" + order + "/payment", order + "-2", "{}", began);
  }

  /** Again and again, with the same key. */
  private void send(String path, String key, String body, long began) throws InterruptedException {
    while (true) {
      try {
        var answer =
            client.send(
                HttpRequest.newBuilder(orders.resolve(path))
                    .timeout(REQUEST)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", key)
                    .POST(BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() < 300) {
          return;
        }
        if (answer.statusCode() < 500) {
          throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
      } catch (IOException e) {
        // It is away still.
      }
      if (elapsed(began).compareTo(PATIENCE) > 0) {
        throw new IllegalStateException("no answer to " + path + " after " + elapsed(began));
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }

  private static Duration elapsed(long began) {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @Override
  public void close() {
    changes.close();
  }
}
