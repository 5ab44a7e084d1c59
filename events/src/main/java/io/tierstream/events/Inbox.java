package io.tierstream.events;

import static io.tierstream.events.PoisonException.Reason.AHEAD_OF_CLOCK;
import static io.tierstream.events.PoisonException.Reason.BREAKS_SCHEMA;
import static io.tierstream.events.PoisonException.Reason.REFUSED_BY_DATABASE;
import static io.tierstream.events.PoisonException.Reason.UNREADABLE_ENVELOPE;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * Takes foreign events into a service, each once in effect: what a record does, the dead letter
 * that it may become, and the position behind it are one transaction. A record below its position
 * was taken before and is dropped.
 *
 * <p>A record that can't be read, or that the database refuses for its data, becomes a dead letter
 * on {@code <topic>.<consumer>.dlq}; its neighbours are taken. Everything else that fails is
 * infrastructure: it is retried in place with growing pauses, until the service stops.
 */
@ApplicationScoped
public class Inbox {

  private static final Duration TOLERANCE = Duration.ofMinutes(5);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** The largest portion taken in one transaction, in records. */
  private static final int PORTION = 2_000;

  private final AgroalDataSource dataSource;
  private final Topics topics;
  private final Outbox outbox;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final CountDownLatch stopping = new CountDownLatch(1);

  @Inject
  public Inbox(
      AgroalDataSource dataSource,
      Topics topics,
      Outbox outbox,
      Clock clock,
      MeterRegistry metrics) {
    this.dataSource = dataSource;
    this.topics = topics;
    this.outbox = outbox;
    this.clock = clock;
    this.metrics = metrics;
  }

  /** How a service reads foreign events. */
  @FunctionalInterface
  public interface Reading<T> {

    /**
     * What {@code event} means to this service; null when it means nothing: its type is unknown or
     * of no interest.
     *
     * @throws PoisonException when it can never be taken in
     */
    T read(CloudEvent event, ConsumerRecord<byte[], byte[]> record) throws PoisonException;

    /**
     * What {@code record} means to this service, as above.
     *
     * @throws PoisonException whatever it is that keeps it from being read: what our own code
     *     stumbles over must not end the subscription
     */
    default T fact(ConsumerRecord<byte[], byte[]> record) throws PoisonException {
      try {
        return read(CloudEvent.from(record), record);
      } catch (MalformedEventException e) {
        throw new PoisonException(UNREADABLE_ENVELOPE, e.getMessage(), e);
      } catch (RuntimeException e) {
        throw new PoisonException(BREAKS_SCHEMA, "can't be read: " + e, e);
      }
    }

    /** Whether a record is taken though it is stamped ahead of the clock. */
    default boolean isOfAnyTime() {
      return false;
    }

    /**
     * The same as {@code reading}, of records that mean the same whenever they are told, and weigh
     * more than clocks that differ: a record is taken however far ahead it is stamped.
     */
    static <T> Reading<T> ofAnyTime(Reading<T> reading) {
      return new Reading<>() {
        @Override
        public T read(CloudEvent event, ConsumerRecord<byte[], byte[]> record)
            throws PoisonException {
          return reading.read(event, record);
        }

        @Override
        public boolean isOfAnyTime() {
          return true;
        }
      };
    }
  }

  /**
   * Takes {@code records} in, and returns when that is committed.
   *
   * @param consumer the subscriber's name, as in its dead-letter topics
   * @param effect is given, in the transaction and in their order, what of a portion has a meaning;
   *     called again with less when the database refuses a record
   * @throws StoppingException when the service stops before
   */
  public <T> void consume(
      String consumer,
      ConsumerRecords<byte[], byte[]> records,
      Reading<T> reading,
      Consumer<List<T>> effect) {
    var portion = new ArrayList<Read<T>>();
    for (var record : records) {
      portion.add(read(record, reading));
      if (portion.size() == PORTION) {
        take(consumer, portion, effect);
        portion.clear();
      }
    }
    if (!portion.isEmpty()) {
      take(consumer, portion, effect);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    stopping.countDown();
  }

  /** Infrastructure fails in place; a record's fault is found by halving. */
  private <T> void take(String consumer, List<Read<T>> portion, Consumer<List<T>> effect) {
    var outage = new Outage("inbox of " + consumer, "the database", FIRST_PAUSE, LONGEST_PAUSE);
    while (true) {
      try {
        var outcomes =
            QuarkusTransaction.requiringNew().call(() -> commit(consumer, portion, effect));
        outcomes.forEach(outcome -> count(consumer, outcome));
        outage.worked();
        return;
      } catch (RuntimeException e) {
        if (!PoisonException.isFaultOfData(e) || isDeadLetter(portion)) {
          pause(outage.failed(e));
        } else if (portion.size() == 1) {
          var poison = new PoisonException(REFUSED_BY_DATABASE, root(e).toString(), e);
          take(consumer, List.of(new Read<>(portion.get(0).record, null, poison)), effect);
          return;
        } else {
          var half = portion.size() / 2;
          take(consumer, List.copyOf(portion.subList(0, half)), effect);
          take(consumer, List.copyOf(portion.subList(half, portion.size())), effect);
          return;
        }
      }
    }
  }

  /** Then there is nothing left that could be refused for its data. */
  private static <T> boolean isDeadLetter(List<Read<T>> portion) {
    return portion.size() == 1 && portion.get(0).poison != null;
  }

  private <T> List<Outcome> commit(
      String consumer, List<Read<T>> portion, Consumer<List<T>> effect) {
    try (var connection = dataSource.getConnection()) {
      var outcomes = new ArrayList<Outcome>();
      var positions = InboxPositions.locked(connection, consumer, portion, topics);
      var facts = new ArrayList<T>();
      var deadLetters = new ArrayList<DeadLetter>();
      for (var read : portion) {
        var topic = topics.topic(read.record.topic());
        if (!positions.advance(topic, read.record)) {
          outcomes.add(new Outcome(topic, "repeated"));
        } else if (read.poison != null) {
          deadLetters.add(
              DeadLetter.of(read.record, topic, consumer, read.poison, clock.instant()));
          outcomes.add(new Outcome(topic, "dead-letter"));
        } else if (read.fact == null) {
          outcomes.add(new Outcome(topic, "skipped"));
        } else {
          facts.add(read.fact);
          outcomes.add(new Outcome(topic, "taken"));
        }
      }
      if (!facts.isEmpty()) {
        effect.accept(facts);
      }
      outbox.appendDeadLetters(deadLetters);
      positions.write(connection);
      return outcomes;
    } catch (SQLException e) {
      throw new OutboxFailure("can't take in events", e);
    }
  }

  private <T> Read<T> read(ConsumerRecord<byte[], byte[]> record, Reading<T> reading) {
    try {
      var fact = reading.fact(record);
      // what means nothing here is nobody's dead letter: it would be kept for ever, for nothing
      if (fact != null && !reading.isOfAnyTime() && isAhead(record)) {
        throw new PoisonException(
            AHEAD_OF_CLOCK, "the record's timestamp is more than five minutes ahead of the clock");
      }
      return new Read<>(record, fact, null);
    } catch (PoisonException e) {
      return new Read<>(record, null, e);
    }
  }

  private boolean isAhead(ConsumerRecord<byte[], byte[]> record) {
    return Instant.ofEpochMilli(record.timestamp()).isAfter(clock.instant().plus(TOLERANCE));
  }

  private void pause(Duration pause) {
    try {
      if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new StoppingException();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoppingException();
    }
  }

  private void count(String consumer, Outcome outcome) {
    metrics
        .counter(
            "tierstream.inbox.records",
            "consumer",
            consumer,
            "topic",
            outcome.topic,
            "outcome",
            outcome.name)
        .increment();
  }

  private static Throwable root(Throwable failure) {
    var root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  /** What became of a record, once it is committed. */
  private record Outcome(String topic, String name) {}

  /** A record and what it means: a fact, nothing (both null), or a poison. */
  record Read<T>(ConsumerRecord<byte[], byte[]> record, T fact, PoisonException poison) {}

  /** The service stops; what isn't committed will be delivered again. */
  public static final class StoppingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppingException() {
      super("the service is stopping");
    }
  }
}
