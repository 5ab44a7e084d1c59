package io.tierstream.segmentation.messaging;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;

import io.tierstream.events.Topics;
import io.tierstream.segmentation.application.OwnedNumber;
import io.tierstream.segmentation.persistence.Ownerships;
import io.tierstream.segmentation.persistence.Publication;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * The partition numbers that one consumer owns. A number is owned while all its input partitions
 * are assigned to the consumer, from a successful taking in the database until one of them is
 * revoked or it is lost. Taking happens on the polling thread, inside an assignment or between two
 * polls, so that no record that is polled afterwards comes from before the position that the
 * database knows, and those polled earlier can be told by their stamps.
 */
final class OwnedNumbers {

  private static final Logger LOG = Logger.getLogger(OwnedNumbers.class);

  /** How long the polling thread waits for the group's answer. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final String owner;
  private final List<String> inputs;
  private final Topics topics;
  private final Ownerships ownerships;
  private final IntFunction<PartitionPublisher> publishers;
  private final PollStamps.Consumption consumption;
  private final Clock clock;
  private final long cachedFacts;
  private final Map<Integer, Held> held = new ConcurrentHashMap<>();

  /** Publishers of numbers given up; closed by the thread that may still be using them. */
  private final Queue<PartitionPublisher> released = new ConcurrentLinkedQueue<>();

  private record Held(OwnedNumber number, PartitionPublisher publisher) {}

  OwnedNumbers(
      String owner,
      List<String> inputs,
      Topics topics,
      Ownerships ownerships,
      IntFunction<PartitionPublisher> publishers,
      PollStamps.Consumption consumption,
      Clock clock,
      long cachedFacts) {
    this.owner = owner;
    this.inputs = inputs;
    this.topics = topics;
    this.ownerships = ownerships;
    this.publishers = publishers;
    this.consumption = consumption;
    this.clock = clock;
    this.cachedFacts = cachedFacts;
  }

  /** Takes the numbers that are complete now; on the polling thread. */
  void assigned(Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
    var complete = complete(consumer.assignment());
    complete.retainAll(numbers(partitions));
    take(consumer, complete);
  }

  /**
   * Takes the numbers that are assigned in full and not owned, since the database or the broker was
   * away or another took them; on the polling thread.
   */
  void takeMissing(Consumer<byte[], byte[]> consumer) {
    var missing = complete(consumer.assignment());
    missing.removeAll(held.keySet());
    if (!missing.isEmpty() && isMember(consumer, missing)) {
      take(consumer, missing);
    }
  }

  /**
   * Whether the group still knows the consumer, which it is asked by committing anew what is
   * committed: who was expelled, or replaced by another of the same name, may not have heard of it,
   * and must not take from its successor again and again.
   */
  private boolean isMember(Consumer<byte[], byte[]> consumer, Set<Integer> numbers) {
    try {
      var committed = consumer.committed(partitions(numbers), PATIENCE);
      var offsets = new HashMap<TopicPartition, OffsetAndMetadata>();
      committed.forEach(
          (partition, offset) ->
              offsets.put(partition, offset == null ? new OffsetAndMetadata(0) : offset));
      consumer.commitSync(offsets, PATIENCE);
      return true;
    } catch (KafkaException e) {
      LOG.warnf("%s leaves %s to the group: %s", owner, numbers, e.getMessage());
      return false;
    }
  }

  private void take(Consumer<byte[], byte[]> consumer, SortedSet<Integer> numbers) {
    if (numbers.isEmpty()) {
      return;
    }
    release(numbers);
    try {
      var stamp = consumption.next();
      var taken = ownerships.take(numbers, inputs, owner, clock.instant());
      for (var one : taken) {
        hold(consumer, new OwnedNumber(one, stamp, cachedFacts));
      }
      LOG.infof("%s owns %s", owner, held.keySet());
    } catch (SQLException | KafkaException e) {
      LOG.warnf("%s couldn't take %s yet: %s", owner, numbers, e.getMessage());
    }
  }

  private void hold(Consumer<byte[], byte[]> consumer, OwnedNumber number) {
    var publisher = publishers.apply(number.number());
    try {
      publisher.initialise();
      sendAgain(number, publisher);
    } catch (KafkaException e) {
      publisher.close();
      throw e;
    }
    for (var topic : inputs) {
      var partition = new TopicPartition(topics.name(topic), number.number());
      consumer.seek(partition, number.position(topic));
      consumption.sought(partition);
    }
    hold(number, publisher);
  }

  void hold(OwnedNumber number, PartitionPublisher publisher) {
    held.put(number.number(), new Held(number, publisher));
  }

  private static void sendAgain(OwnedNumber number, PartitionPublisher publisher) {
    var unsent = number.unsent();
    if (!unsent.isEmpty()) {
      publisher.send(unsent);
      publisher.commit();
      number.acknowledged(last(unsent));
      LOG.infof("Sent %d records of number %d again", unsent.size(), number.number());
    }
  }

  /** The numbers of which all inputs are among {@code assignment}. */
  private SortedSet<Integer> complete(Set<TopicPartition> assignment) {
    var complete = numbers(assignment);
    complete.removeIf(number -> !assignment.containsAll(partitions(Set.of(number))));
    return complete;
  }

  private static SortedSet<Integer> numbers(Collection<TopicPartition> partitions) {
    return partitions.stream().map(TopicPartition::partition).collect(toCollection(TreeSet::new));
  }

  /** Gives up the numbers of these partitions, also where the rest of a number stays assigned. */
  void revoked(Collection<TopicPartition> partitions) {
    release(numbers(partitions));
  }

  private void release(SortedSet<Integer> numbers) {
    for (var number : numbers) {
      var given = held.get(number);
      if (given != null) {
        release(given);
      }
    }
  }

  private void release(Held given) {
    if (held.remove(given.number().number(), given)) {
      given.number().lose();
      released.add(given.publisher());
    }
  }

  /** Gives up every number; when nobody polls or publishes any more. */
  void close() {
    release(new TreeSet<>(held.keySet()));
    closeReleased();
  }

  /** Closes the publishers of numbers given up; on the thread that publishes. */
  void closeReleased() {
    for (var one = released.poll(); one != null; one = released.poll()) {
      one.close();
    }
  }

  /**
   * The fence has refused these ownerships: their numbers are to be taken anew. One that was given
   * up and taken anew meanwhile is another, and stays.
   */
  void lose(Collection<OwnedNumber> refused) {
    for (var number : refused) {
      var found = held.get(number.number());
      if (found != null && found.number() == number) {
        release(found);
      }
    }
  }

  /**
   * Asks the database whether all are owned still; those that aren't are lost, as when the fence
   * refuses them.
   *
   * @return their numbers
   */
  SortedSet<Integer> loseWhatIsTaken() throws SQLException {
    var owned = all();
    var taken =
        ownerships.lost(owned.stream().collect(toMap(OwnedNumber::number, OwnedNumber::epoch)));
    lose(owned.stream().filter(one -> taken.contains(one.number())).toList());
    return taken;
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  List<OwnedNumber> all() {
    return held.values().stream().map(Held::number).toList();
  }

  /** Those that any of {@code partitions} is of. */
  List<OwnedNumber> of(Collection<TopicPartition> partitions) {
    var numbers = numbers(partitions);
    return all().stream().filter(one -> numbers.contains(one.number())).toList();
  }

  /** The owner of {@code partition}'s number, if a record polled with {@code stamp} is its. */
  Optional<OwnedNumber> polledWith(int partition, int stamp) {
    var found = held.get(partition);
    return found != null && stamp >= found.number().stamp()
        ? Optional.of(found.number())
        : Optional.empty();
  }

  /** All partitions of the numbers owned. */
  Set<TopicPartition> partitions() {
    return partitions(held.keySet());
  }

  private Set<TopicPartition> partitions(Collection<Integer> numbers) {
    var partitions = new HashSet<TopicPartition>();
    for (var number : numbers) {
      for (var topic : inputs) {
        partitions.add(new TopicPartition(topics.name(topic), number));
      }
    }
    return partitions;
  }

  /** Where the folding stands, by partition. */
  Map<TopicPartition, Long> positions() {
    var positions = new HashMap<TopicPartition, Long>();
    for (var number : all()) {
      for (var topic : inputs) {
        positions.put(
            new TopicPartition(topics.name(topic), number.number()), number.position(topic));
      }
    }
    return positions;
  }

  /** Compares where the consumer is with where the partition ended at {@code askedAt}. */
  void seen(TopicPartition partition, long position, long end, Instant askedAt) {
    var found = held.get(partition.partition());
    if (found == null || position < end) {
      return;
    }
    var topic = topics.topic(partition.topic());
    var last = consumption.last(partition);
    if (last == null || last < found.number().position(topic)) {
      found.number().caughtUp(topic, askedAt);
    }
  }

  /**
   * Publishes what was committed until now, in order. Waits for a broker that is away; leaves what
   * is of a number that is lost meanwhile.
   */
  void publish(BackOff backOff) {
    var pending = new ArrayList<>(held.values());
    pending.removeIf(one -> one.number().unsentCount() == 0);
    while (!pending.isEmpty()) {
      var sent = new LinkedHashMap<Held, Long>();
      // All are sent before the first is waited for: the broker works on them at once.
      for (var one : pending) {
        attempt(
            one,
            backOff,
            () -> {
              var unsent = one.number().unsent();
              one.publisher().send(unsent);
              sent.put(one, last(unsent));
            });
      }
      sent.forEach(
          (one, last) ->
              attempt(
                  one,
                  backOff,
                  () -> {
                    one.publisher().commit();
                    one.number().acknowledged(last);
                    pending.remove(one);
                  }));
      pending.removeIf(one -> one.number().isLost());
    }
  }

  private static long last(List<Publication> publications) {
    return publications.get(publications.size() - 1).seq();
  }

  private void attempt(Held one, BackOff backOff, Runnable step) {
    try {
      if (!one.publisher().isInitialised()) {
        restore(one);
      }
      if (!one.number().isLost()) {
        step.run();
      }
    } catch (RuntimeException e) {
      one.publisher().close();
      if (!one.number().isLost()) {
        backOff.failed("Publishing for number " + one.number().number() + " failed", e);
      }
    } catch (SQLException e) {
      one.publisher().close();
      backOff.failed("The database is away", e);
    }
  }

  /**
   * After a failure the publisher starts anew, which fences whoever publishes for the number; so it
   * may go on only if the number is still its own afterwards. A successor that was fenced wrongly
   * comes back the same way, and stays.
   */
  private void restore(Held one) throws SQLException {
    one.publisher().initialise();
    if (!ownerships.holds(one.number().claim())) {
      one.publisher().close();
      lose(Set.of(one.number()));
    }
  }
}
