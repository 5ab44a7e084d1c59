package io.tierstream.local.faults;

import io.tierstream.local.Service;
import io.tierstream.local.faults.Finding.Part;
import io.tierstream.local.faults.Recorded.ApplicationRow;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;

/**
 * Watches when records of segmentation's inputs are there for everybody to read. What was there
 * before something changed by itself must have been folded before that, too: time may not pass the
 * facts.
 */
final class Arrivals implements AutoCloseable {
  private final Target target;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Map<Place, Instant> seen = new HashMap<>();
  private final Thread thread = new Thread(this::watch, "arrivals");

  private record Place(String topic, String customerId, long offset) {}

  private Arrivals(Target target) {
    this.target = target;
    consumer = Logs.fromNowOn(target.bootstrapServers(), Checker.INPUTS);
  }

  /** Watches from now on. */
  static Arrivals of(Target target) {
    var arrivals = new Arrivals(target);
    arrivals.thread.start();
    return arrivals;
  }

  private void watch() {
    try (consumer) {
      while (true) {
        var records = consumer.poll(Duration.ofMillis(200));
        var now = target.clock().get();
        synchronized (seen) {
          records.forEach(
              record ->
                  seen.put(new Place(record.topic(), Logs.key(record), record.offset()), now));
        }
      }
    } catch (WakeupException closed) {
      // That's how it is asked to end.
    }
  }

  /** The facts that were passed by time. */
  List<Finding> passed(String prefix) throws SQLException {
    var findings = new ArrayList<Finding>();
    try (var connection = target.connect(Service.SEGMENTATION)) {
      connection.setAutoCommit(false);
      try (var applications =
          new Rows.ByCustomer<>(connection, ApplicationRow::of, ApplicationRow.SELECT, prefix)) {
        for (var customer = applications.next(); customer != null; customer = applications.next()) {
          passed(customer, applications.of(customer), findings);
        }
      }
    }
    return findings;
  }

  private void passed(String customer, List<ApplicationRow> applications, List<Finding> findings) {
    ApplicationRow byTime = null;
    Instant before = Instant.MIN;
    for (var application : applications) {
      if (application.offset() == null) {
        // By another model somebody may be assessed where they are: no time passes then.
        byTime = application.at().isAfter(before) ? application : byTime;
      } else if (byTime != null) {
        Instant there;
        synchronized (seen) {
          there = seen.get(new Place(application.topic(), customer, application.offset()));
        }
        if (there != null && !there.isAfter(byTime.at())) {
          findings.add(
              new Finding(
                  Part.PATH,
                  customer,
                  "application %d from %s@%d"
                      .formatted(application.ordinal(), application.topic(), application.offset()),
                  "before %d, of %s".formatted(byTime.ordinal(), byTime.at()),
                  "after it, though it was there at " + there));
        }
        // Whatever comes later may have been passed by this fact, of another topic, and may be.
        byTime = null;
      }
      before = application.at();
    }
  }

  @Override
  public void close() throws InterruptedException {
    consumer.wakeup();
    thread.join();
  }
}
