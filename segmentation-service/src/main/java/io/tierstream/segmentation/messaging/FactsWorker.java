package io.tierstream.segmentation.messaging;

import static java.util.stream.Collectors.toSet;

import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.tierstream.events.PoisonException;
import io.tierstream.segmentation.application.HistoryNeededException;
import io.tierstream.segmentation.application.Intake;
import io.tierstream.segmentation.application.OwnedNumber;
import io.tierstream.segmentation.application.Prepared;
import io.tierstream.segmentation.application.Received;
import io.tierstream.segmentation.persistence.Commits;
import io.tierstream.segmentation.persistence.OwnershipLostException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Works the partition numbers of one channel: folds what was polled, lets time pass in between, and
 * has published what was committed. One thing at a time; infrastructure that is away is waited for
 * in place, so that a batch is either committed or dropped with its ownership.
 */
final class FactsWorker {

  private static final Logger LOG = Logger.getLogger(FactsWorker.class);

  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

  /** How long a sweep waits; longer than most batches take, while all is well. */
  private static final Duration TURN = Duration.ofSeconds(5);

  /**
   * How long the polling thread waits for the batch at work, and for what it has decided to be
   * published: the whole group waits for it.
   */
  private static final Duration PARTING = Duration.ofSeconds(2);

  private final String channel;
  private final PipelineParts parts;
  private final OwnedNumbers owned;
  private final PipelineMetrics metrics;
  private final Publishing publishing;

  /** Fair, so that time passes under load, too: batches and sweeps take turns. */
  private final ReentrantLock work = new ReentrantLock(true);

  /** One at a time: without a broker the polling thread may be long about it. */
  private final AtomicBoolean takesMissing = new AtomicBoolean();

  /** What the group was told last; nothing after a failure, so that it is told again. */
  private volatile Map<TopicPartition, OffsetAndMetadata> advised = Map.of();

  private final SweepPace pace;

  /** Whether a batch was folded since the last sweep. Guarded by {@link #work}. */
  private boolean foldedMeanwhile;

  /** Whether more customers were due than the last sweep took. */
  private volatile boolean sweeping;

  /** When a failed sweep was last warned of; null before that. Guarded by {@link #work}. */
  private Instant warnedAt;

  FactsWorker(
      String channel,
      PipelineParts parts,
      OwnedNumbers owned,
      PipelineMetrics metrics,
      SweepPace pace) {
    this.channel = channel;
    this.parts = parts;
    this.owned = owned;
    this.metrics = metrics;
    this.publishing = new Publishing(channel, owned, parts::backOff);
    this.pace = pace;
  }

  OwnedNumbers owned() {
    return owned;
  }

  Publishing publishing() {
    return publishing;
  }

  /** Works on what is put into {@code polls} until they are closed; on a thread of its own. */
  void work(WaitingPolls polls) {
    try {
      for (var polled = next(polls); !polled.isEmpty(); polled = next(polls)) {
        take(polled);
      }
    } catch (BackOff.StoppingException e) {
      polls.close();
    } catch (RuntimeException e) {
      LOG.errorf(e, "%s: no record is folded any more", channel);
      polls.close(e);
    }
  }

  /** What comes while the broker is waited for belongs to the same commit. */
  private List<ReadPoll> next(WaitingPolls polls) {
    publishing.awaitRoom();
    return polls.take();
  }

  /** Folds and commits what these polls brought; publishing it is begun when this returns. */
  void take(List<ReadPoll> polls) {
    work.lock();
    foldedMeanwhile = true;
    try {
      var batch = new ArrayList<Received>(polls.stream().mapToInt(ReadPoll::count).sum());
      for (var polled : polls) {
        for (var partition : polled.partitions()) {
          owned
              .polledWith(partition.number(), partition.stamp())
              .ifPresentOrElse(
                  number -> add(number, partition, batch),
                  () -> metrics.dropped(partition.records().size()));
        }
      }
      foldAll(batch);
    } finally {
      work.unlock();
    }
  }

  private static void add(
      OwnedNumber number, ReadPoll.OfPartition partition, List<Received> batch) {
    for (var record : partition.records()) {
      batch.add(
          new Received(
              number,
              partition.topic(),
              record.offset(),
              record.timestamp(),
              record.traceparent(),
              record.intake()));
    }
  }

  /** Halves a batch that a record spoils, until that record stands alone. */
  private void foldAll(List<Received> batch) {
    var portions = new ArrayDeque<List<Received>>();
    portions.add(batch);
    while (!portions.isEmpty()) {
      var portion = portions.poll();
      try {
        foldInPlace(portion);
      } catch (HistoryNeededException e) {
        aroundOne(portion, e.record()).forEach(portions::addFirst);
      } catch (SpoiltBatchException e) {
        if (portion.size() == 1) {
          portions.addFirst(List.of(refused(portion.get(0), e)));
        } else {
          var half = portion.size() / 2;
          portions.addFirst(portion.subList(half, portion.size()));
          portions.addFirst(portion.subList(0, half));
        }
      }
    }
  }

  /** What comes after {@code one}, it alone, and what comes before. */
  private static List<List<Received>> aroundOne(List<Received> portion, Received one) {
    var at = portion.indexOf(one);
    return Stream.of(
            portion.subList(at + 1, portion.size()),
            portion.subList(at, at + 1),
            portion.subList(0, at))
        .filter(part -> !part.isEmpty())
        .toList();
  }

  private Received refused(Received spoilt, SpoiltBatchException e) {
    if (spoilt.intake() instanceof Intake.Refused) {
      throw new IllegalStateException("a dead letter that can't be written", e);
    }
    var poison =
        new PoisonException(
            PoisonException.Reason.REFUSED_BY_DATABASE, String.valueOf(e.getCause().getMessage()));
    return new Received(
        spoilt.owned(),
        spoilt.topic(),
        spoilt.offset(),
        spoilt.timestamp(),
        spoilt.traceparent(),
        parts.reader().refused(original(spoilt), poison));
  }

  /** Tries until the topic is read. */
  private ConsumerRecord<byte[], byte[]> original(Received received) {
    var backOff = parts.backOff();
    while (true) {
      try {
        return parts
            .history()
            .record(received.topic(), received.owned().number(), received.offset());
      } catch (KafkaException e) {
        backOff.failed("A record can't be read again", e);
      }
    }
  }

  /** Tries until the records are committed or their ownership is lost. */
  private void foldInPlace(List<Received> portion)
      throws SpoiltBatchException, HistoryNeededException {
    var backOff = parts.backOff();
    while (true) {
      var records = new ArrayList<Received>(portion.size());
      for (var received : portion) {
        if (!received.owned().isLost()) {
          records.add(received);
        }
      }
      metrics.dropped(portion.size() - records.size());
      if (records.isEmpty()) {
        return;
      }
      Prepared prepared;
      try {
        prepared = fold(records);
      } catch (OwnershipLostException e) {
        lose(e, records.stream().map(Received::owned).collect(toSet()));
        continue;
      } catch (SQLException e) {
        if (Commits.isFaultOfTheData(e)) {
          throw new SpoiltBatchException(e);
        }
        backOff.failed("The database is away", e);
        continue;
      } catch (RuntimeException e) {
        // Nobody knows whose fault it is: no record is passed over for it, and nothing ends.
        LOG.errorf(e, "%s: a batch can't be folded", channel);
        backOff.failed("A batch can't be folded", e);
        continue;
      }
      publish(prepared);
      return;
    }
  }

  private Prepared fold(ArrayList<Received> records)
      throws SQLException, OwnershipLostException, SpoiltBatchException, HistoryNeededException {
    try {
      return parts.foldFacts().fold(records);
    } catch (IllegalArgumentException | IllegalStateException | ArithmeticException e) {
      // Nothing but a record can make the fold itself fail.
      throw new SpoiltBatchException(e);
    }
  }

  /** A record can't be written or folded. */
  private static final class SpoiltBatchException extends Exception {
    private static final long serialVersionUID = 1L;

    SpoiltBatchException(Exception cause) {
      super(cause);
    }
  }

  /** Of the ownerships that a commit was about, loses those whose numbers the fence refused. */
  private void lose(OwnershipLostException e, Collection<OwnedNumber> claimed) {
    LOG.warnf("%s: %s", channel, e.getMessage());
    metrics.fenced();
    owned.lose(claimed.stream().filter(one -> e.numbers().contains(one.number())).toList());
  }

  private void publish(Prepared prepared) {
    metrics.committed(prepared.counts());
    publishing.due();
  }

  /**
   * Lets time pass for who is due, and marks what the broker has acknowledged; a portion of it.
   *
   * @return how long to rest before the next portion; empty when there is none
   */
  Optional<Duration> sweep() {
    publishing.awaitRoom();
    if (!takesTurn(TURN)) {
      return Optional.empty();
    }
    sweeping = false;
    var swept = owned.all();
    try {
      if (swept.isEmpty()) {
        return Optional.empty();
      }
      long began = System.nanoTime();
      var prepared = parts.sweepDue().sweep(swept, pace.portion());
      prepared.ifPresent(this::publish);
      return prepared
          .map(commit -> commit.counts().swept())
          .filter(customers -> customers > 0)
          .map(customers -> rest(customers, System.nanoTime() - began));
    } catch (OwnershipLostException e) {
      lose(e, swept);
      return Optional.empty();
    } catch (SQLException e) {
      warnOfSweep(e);
      return Optional.empty();
    } finally {
      work.unlock();
    }
  }

  private Duration rest(int customers, long nanos) {
    sweeping = customers == pace.portion();
    pace.took(customers, nanos);
    var rest = pace.rest(nanos, foldedMeanwhile);
    foldedMeanwhile = false;
    return rest;
  }

  /** Whether time has still to pass for many. */
  boolean isSweeping() {
    return sweeping;
  }

  /**
   * Queues as the batches do: under unbroken load there is always one at work, and whoever else has
   * something to do takes turns with them.
   *
   * @return whether the work is ours now
   */
  private boolean takesTurn(Duration patience) {
    try {
      return work.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /**
   * Gives up the numbers of these partitions, if possible with all marked that the broker has
   * acknowledged, so that their next owner publishes nothing again; on the polling thread.
   */
  void revoked(Collection<TopicPartition> partitions) {
    boolean isOurs = takesTurn(PARTING);
    try {
      if (isOurs) {
        var numbers = owned.of(partitions);
        publishing.awaitAllOf(numbers, PARTING);
        parts.sweepDue().mark(numbers);
      }
    } catch (SQLException | OwnershipLostException e) {
      LOG.debugf("%s: something will be published again: %s", channel, e.getMessage());
    } finally {
      owned.revoked(partitions);
      if (isOurs) {
        work.unlock();
      }
    }
  }

  /** While it fails nobody of this worker is swept, however long that goes unnoticed. */
  private void warnOfSweep(SQLException e) {
    var now = parts.clock().instant();
    if (warnedAt == null || !now.isBefore(warnedAt.plus(BETWEEN_WARNINGS))) {
      warnedAt = now;
      LOG.warnf("%s: nobody can be swept now: %s", channel, e.getMessage());
    } else {
      LOG.debugf("%s: no sweep now: %s", channel, e.getMessage());
    }
  }

  /**
   * Gives up the numbers that another owner has taken: a commit would notice, but while nothing
   * comes and nobody is due there is none, and the other may have left something to be published.
   * Then takes what is missing, while the database answers.
   */
  void check(KafkaConsumer<byte[], byte[]> consumer) {
    try {
      var taken = owned.loseWhatIsTaken();
      if (!taken.isEmpty()) {
        LOG.warnf("%s: another owner has taken %s", channel, taken);
        metrics.fenced();
      }
    } catch (SQLException e) {
      LOG.debugf("%s: couldn't ask whether its numbers are still its own: %s", channel, e);
      return;
    }
    if (takesMissing.compareAndSet(false, true)) {
      consumer
          .runOnPollingThread(owned::takeMissing)
          .onTermination()
          .invoke(() -> takesMissing.set(false))
          .subscribe()
          .with(done -> {}, e -> LOG.warnf("%s couldn't take what is missing: %s", channel, e));
    }
  }

  /** Learns which partitions are folded up to their ends. */
  void look(KafkaConsumer<byte[], byte[]> consumer) {
    try {
      var askedAt = parts.clock().instant();
      var ends = parts.ends().of(owned.partitions());
      consumer
          .runOnPollingThread(
              polling -> {
                var assigned = polling.assignment();
                ends.forEach(
                    (partition, end) -> {
                      if (assigned.contains(partition)) {
                        owned.seen(partition, polling.position(partition), end, askedAt);
                      }
                    });
              })
          .subscribe()
          .with(done -> {}, e -> LOG.debugf("%s: no look at the ends: %s", channel, e));
    } catch (KafkaException e) {
      LOG.debugf("%s: no look at the ends: %s", channel, e.getMessage());
    }
  }

  /**
   * Tells the group where this worker is: advice for those who watch the lag, imports among them,
   * which go on as it shrinks.
   */
  void advise(KafkaConsumer<byte[], byte[]> consumer) {
    var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
    owned
        .positions()
        .forEach((partition, offset) -> offsets.put(partition, new OffsetAndMetadata(offset)));
    if (offsets.equals(advised)) {
      return;
    }
    advised = offsets;
    consumer
        .runOnPollingThread(
            polling -> {
              polling.commitAsync(offsets, (committed, e) -> notAdvised(e));
            })
        .subscribe()
        .with(done -> {}, this::notAdvised);
  }

  /** An import that waits for the lag to shrink would wait for ever. */
  private void notAdvised(Throwable failure) {
    if (failure != null) {
      LOG.debugf("%s: no advice to the group: %s", channel, failure);
      advised = Map.of();
    }
  }
}
