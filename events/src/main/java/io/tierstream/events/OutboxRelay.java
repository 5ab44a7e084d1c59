package io.tierstream.events;

import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Sends what committed transactions left in the outbox, in the order of their ids: one portion, one
 * Kafka transaction, then the mark. Of a backlog, the broker takes one portion in while the one
 * before is marked and the next is read. One relay per service works, by lease; the others wait for
 * it to end. A broker or database that fails is retried in place.
 *
 * <p>A row is sent again only if the process dies between the broker's acknowledgement and the
 * mark: both a commit in doubt and an outstanding mark are kept over every other failure.
 */
public final class OutboxRelay implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
  private static final int DELETE_PORTION = 5_000;

  private final String name;
  private final DataSource dataSource;
  private final Map<String, Object> kafka;
  private final Topics topics;
  private final Clock clock;
  private final OutboxConfig config;
  private final RelayLease lease;
  private final RelayMetrics metrics;
  private final Outage database;
  private final Outage broker;
  private final Outage unknown;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Thread thread;

  // All below belongs to the thread.
  private TransactionalSender sender;
  private List<OutboxTable.Row> ahead = List.of();
  private List<Long> committing = List.of();
  private List<Long> unmarked = List.of();
  private long nextNanos = System.nanoTime();
  private Instant nextDeletion = Instant.MIN;

  /**
   * @param service whose outbox it is: names the lease and the transactional id
   * @param kafka the installation's Kafka configuration
   */
  public OutboxRelay(
      String service,
      OutboxConfig config,
      DataSource dataSource,
      Map<String, Object> kafka,
      Topics topics,
      Clock clock,
      MeterRegistry registry) {
    this.name = topics.name(service + "-relay");
    this.dataSource = dataSource;
    this.kafka = kafka;
    this.topics = topics;
    this.clock = clock;
    this.config = config;
    this.lease = new RelayLease(service, config.relay().lease(), clock);
    this.metrics = new RelayMetrics(registry);
    var least = config.relay().minBackOff();
    var most = config.relay().maxBackOff();
    this.database = new Outage(name, "the database", least, most);
    this.broker = new Outage(name, "sending", least, most);
    this.unknown = new Outage(name, "the relay", least, most);
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  /** Starts relaying in a thread of its own; returns at once. */
  public void start() {
    thread.start();
  }

  /** Ends after the portion in hand, gives up the lease and returns. */
  @Override
  public void close() {
    stop.countDown();
    try {
      thread.join(config.relay().sendTimeout().multipliedBy(3).toMillis());
      // Only when it hangs: a commit that is interrupted may be repeated.
      thread.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean stopped() {
    return stop.getCount() == 0;
  }

  private void run() {
    while (!stopped()) {
      try (var connection = new RelayConnection(dataSource)) {
        relay(connection);
      } catch (SQLException e) {
        pause(database.failed(e));
      } catch (InterruptException e) {
        LOG.warnf("%s: stopped in the middle of a transaction", name);
      } catch (RuntimeException e) {
        LOG.debugf(e, "%s: an error it doesn't know", name);
        discardSender();
        pause(unknown.failed(e));
      }
    }
    discardSender();
  }

  private void relay(RelayConnection connection) throws SQLException {
    var jdbc = connection.jdbc();
    // A lease is known by its holder's session, and this is another.
    lease.doubt();
    while (!stopped()) {
      // With the next portion at hand, that goes out first.
      if (ahead.isEmpty()) {
        mark(jdbc);
      }
      if (!hold(jdbc)) {
        // Lease or no lease: what was acknowledged is sent.
        mark(jdbc);
        // At least a moment: a lease may seem to end now and still be there for our clock.
        var left = lease.untilExpiry(jdbc).plusMillis(10);
        database.worked();
        connection.await(RelayLease.CHANNEL, left, this::stopped);
        continue;
      }
      database.worked();
      try {
        if (!step(jdbc)) {
          connection.await(OutboxTable.CHANNEL, longestWait(), this::stopped);
        }
      } catch (InterruptException e) {
        throw e;
      } catch (KafkaException e) {
        var pause = broker.failed(e);
        discardSender();
        metrics.failed();
        metrics.unsent(OutboxTable.countUnsent(jdbc));
        pause(pause);
      }
    }
    mark(jdbc);
    lease.release(jdbc);
  }

  /** One portion, or the rest of one; false when there is nothing to do. */
  private boolean step(Connection jdbc) throws SQLException {
    if (sender == null) {
      sender = new TransactionalSender(kafka, name, topics, config.relay().sendTimeout());
    }
    if (committing.isEmpty()) {
      if (ahead.isEmpty()) {
        pause(Duration.ofNanos(nextNanos - System.nanoTime()));
        ahead = unsent(jdbc);
      }
      var rows = ahead;
      ahead = List.of();
      if (rows.isEmpty()) {
        return delete(jdbc);
      }
      sender.send(rows);
      committing = rows.stream().map(OutboxTable.Row::id).toList();
      // The broker has work now.
      mark(jdbc);
      if (rows.size() == config.relay().portion()) {
        ahead = unsent(jdbc);
      } else {
        nextNanos = System.nanoTime() + config.relay().pace().toNanos();
      }
    }
    try {
      sender.commit();
    } catch (TimeoutException e) {
      // Not refused, only not known yet: asking again is what keeps the rows from being sent twice.
      broker.failed(e);
      metrics.failed();
      metrics.unsent(OutboxTable.countUnsent(jdbc));
      return true;
    }
    unmarked = committing;
    committing = List.of();
    broker.worked();
    unknown.worked();
    metrics.sent(unmarked.size());
    if (ahead.isEmpty()) {
      mark(jdbc);
    }
    delete(jdbc);
    return true;
  }

  /** The next portion beside the one that is under way; all before must be marked. */
  private List<OutboxTable.Row> unsent(Connection jdbc) throws SQLException {
    var relay = config.relay();
    var rows = OutboxTable.unsent(jdbc, relay.portion(), relay.portionBytes(), committing);
    measure(jdbc, rows.size());
    return rows;
  }

  /** Whether the lease is ours; a sender opened under an earlier lease is no longer of use. */
  private boolean hold(Connection jdbc) throws SQLException {
    if (lease.keep(jdbc)) {
      return true;
    }
    discardSender();
    if (lease.acquire(jdbc)) {
      LOG.infof("%s: relays from now on", name);
      return true;
    }
    return false;
  }

  private void mark(Connection jdbc) throws SQLException {
    if (!unmarked.isEmpty()) {
      OutboxTable.mark(jdbc, unmarked, clock.instant());
      unmarked = List.of();
    }
  }

  /** Deletes a portion of what was sent long ago, when it is time to; whether there may be more. */
  private boolean delete(Connection jdbc) throws SQLException {
    var now = clock.instant();
    if (now.isBefore(nextDeletion)) {
      return false;
    }
    if (OutboxTable.delete(jdbc, now.minus(config.retention()), DELETE_PORTION) == DELETE_PORTION) {
      return true;
    }
    nextDeletion = now.plus(config.relay().deletionInterval());
    return false;
  }

  private void measure(Connection jdbc, int read) throws SQLException {
    if (read < config.relay().portion()) {
      metrics.unsent(read);
    } else if (metrics.isStale()) {
      metrics.unsent(OutboxTable.countUnsent(jdbc));
    }
  }

  private Duration longestWait() {
    var renewal = config.relay().lease().dividedBy(3);
    var poll = config.relay().pollInterval();
    return poll.compareTo(renewal) < 0 ? poll : renewal;
  }

  private void discardSender() {
    ahead = List.of();
    committing = List.of();
    lease.doubt();
    if (sender != null) {
      sender.close();
      sender = null;
    }
  }

  private void pause(Duration duration) {
    try {
      stop.await(duration.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
