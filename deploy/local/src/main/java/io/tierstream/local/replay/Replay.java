package io.tierstream.local.replay;

import io.tierstream.events.DeadLetter;
import io.tierstream.events.KafkaSettings;
import io.tierstream.events.PoisonException.Reason;
import io.tierstream.local.UsageException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Puts dead letters back on the topic they came from, partition by partition and in portions: each
 * is one Kafka transaction with the marks that say how far it is. So a letter is replayed once,
 * however a run ends.
 */
final class Replay implements AutoCloseable {
  private static final int PORTION = 500;
  private static final int PORTION_BYTES = 4 << 20;

  /** What a killed run has left open holds back the topic's readers for so long. */
  private static final int TRANSACTION_TIMEOUT_MILLIS = 30_000;

  private static final int BROKER_TIMEOUT_MILLIS = 30_000;

  /** A producer that hangs is ended by the broker: by default after a minute and ten seconds. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final ReplayOptions options;
  private final Clock clock;
  private final Tally tally;
  private final String letters;
  private final boolean isCompacted;
  private final int partitions;
  private final Producer<byte[], byte[]> producer;

  /** Of the letters. */
  private final PartitionReader reader;

  /** Of what is on their topic. */
  private final PartitionReader committed;

  /** Of what is on their topic or may be soon. */
  private final PartitionReader all;

  private int looked;

  /**
   * Ends every other run on the same letters, unless this is a dry one.
   *
   * @param clock the machine's
   * @param tally where each letter is counted
   * @throws UsageException when there are no such topics
   */
  Replay(ReplayOptions options, Clock clock, Tally tally) {
    this.options = options;
    this.clock = Clock.offset(clock, options.clockOffset());
    this.tally = tally;
    this.letters = DeadLetter.topic(options.topic(), options.consumer());
    try (var admin = admin()) {
      this.partitions = partitions(admin);
      this.isCompacted = isCompacted(admin);
    }
    this.reader = PartitionReader.ofCommitted(options.kafka());
    this.committed = PartitionReader.ofCommitted(options.kafka());
    this.all = PartitionReader.ofAll(options.kafka());
    this.producer = options.dryRun() ? null : producer();
  }

  /**
   * Replays what there was of letters when it began: what is refused again isn't replayed again.
   *
   * @throws ReplayFailure when something goes wrong, another run among others
   */
  void run() {
    try {
      if (producer != null) {
        producer.initTransactions();
      }
      var parts = IntStream.range(0, partitions).mapToObj(this::partition).toList();
      if (producer != null && options.again()) {
        forget(parts);
      }
      var ends = reader.ends(parts);
      parts.forEach(partition -> replay(partition, ends.get(partition)));
    } catch (KafkaException e) {
      throw failure(e);
    }
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(Duration.ZERO);
    }
    reader.close();
    committed.close();
    all.close();
  }

  private TopicPartition partition(int number) {
    return new TopicPartition(letters, number);
  }

  /** In one transaction, after which it goes on like any run: so also after a crash. */
  private void forget(List<TopicPartition> parts) {
    producer.beginTransaction();
    for (var partition : parts) {
      for (var reason : options.reasons()) {
        producer.send(Marks.mark(partition, reason, 0, clock.millis()));
      }
    }
    producer.commitTransaction();
  }

  private void replay(TopicPartition partition, long end) {
    var marks = new Marks();
    var keys = new HashSet<ByteBuffer>();
    reader.read(
        partition,
        0,
        end,
        record -> {
          if (Marks.isMark(record)) {
            marks.read(record);
          } else if (isCompacted && record.key() != null) {
            keys.add(ByteBuffer.wrap(record.key()));
          }
        });
    var portion = new Portion(partition.partition(), keys);
    reader.read(
        partition,
        0,
        end,
        record -> {
          if (!Marks.isMark(record)) {
            Letter.of(record)
                .ifPresentOrElse(
                    letter -> sort(letter, marks, portion), () -> tally.noLetter(record));
          }
        });
    portion.replay();
  }

  private void sort(Letter letter, Marks marks, Portion portion) {
    if (marks.isDone(letter) && !(options.again() && options.reasons().contains(letter.reason()))) {
      tally.count(letter, Tally.Fate.BEFORE);
    } else if (!options.reasons().contains(letter.reason()) || looked == options.limit()) {
      tally.count(letter, Tally.Fate.WAITING);
    } else {
      looked++;
      portion.add(letter);
    }
  }

  /** What is replayed in one transaction: letters of one partition, in their order. */
  private final class Portion {
    private final TopicPartition target;
    private final CompactedPartition others;
    private final List<Letter> chosen = new ArrayList<>();
    private int bytes;

    Portion(int partition, Set<ByteBuffer> keys) {
      target = new TopicPartition(options.topic(), partition);
      others = isCompacted ? new CompactedPartition(committed, all, target, keys) : null;
    }

    void add(Letter letter) {
      chosen.add(letter);
      bytes += letter.bytes();
      if (chosen.size() == PORTION || bytes >= PORTION_BYTES) {
        replay();
      }
    }

    void replay() {
      if (!chosen.isEmpty()) {
        var left = left();
        chosen.forEach(
            letter -> {
              if (left.containsKey(letter)) {
                tally.left(letter, left.get(letter));
              } else {
                tally.count(letter, Tally.Fate.REPLAYED);
              }
            });
        chosen.clear();
        bytes = 0;
      }
    }

    /** Tries until it is committed; those that were left. */
    private Map<Letter, Left> left() {
      var tooLarge = new HashMap<Letter, Left>();
      long began = System.nanoTime();
      while (true) {
        if (isCompacted) {
          others.catchUp();
        }
        var left = new HashMap<>(tooLarge);
        for (var letter : chosen) {
          var why = why(letter);
          if (why != null) {
            left.put(letter, why);
          }
        }
        if (options.dryRun()) {
          return left;
        }
        producer.beginTransaction();
        var sent = send(left.keySet());
        if (sent.tooLarge.isEmpty() && !(isCompacted && others.isOvertaken(sent.offsets))) {
          producer.commitTransaction();
          return left;
        }
        producer.abortTransaction();
        sent.tooLarge.forEach(letter -> tooLarge.put(letter, Left.TOO_LARGE));
        if (sent.tooLarge.isEmpty()) {
          pauseSince(began);
        }
      }
    }

    private Left why(Letter letter) {
      if (!target.equals(letter.origin()) || letter.originOffset() < 0) {
        return Left.NOT_OF_TOPIC;
      }
      if (letter.isCut()) {
        return Left.CUT;
      }
      return isCompacted ? others.left(letter) : null;
    }

    private Sent send(Set<Letter> left) {
      var acknowledgements = new LinkedHashMap<Letter, Future<RecordMetadata>>();
      KafkaException failure = null;
      try {
        var below = new EnumMap<Reason, Long>(Reason.class);
        long now = clock.millis();
        for (var letter : chosen) {
          below.put(letter.reason(), letter.offset() + 1);
          if (!left.contains(letter)) {
            acknowledgements.put(letter, producer.send(letter.original(target.topic(), now)));
          }
        }
        var marked = partition(target.partition());
        below.forEach((reason, end) -> producer.send(Marks.mark(marked, reason, end, now)));
        producer.flush();
      } catch (KafkaException e) {
        // Behind one that is too large nothing more is taken: which one, its own future says.
        failure = e;
      }
      var sent = new Sent(new HashMap<>(), new ArrayList<>());
      for (var each : acknowledgements.entrySet()) {
        try {
          sent.offsets.put(each.getKey(), each.getValue().get().offset());
        } catch (ExecutionException e) {
          if (e.getCause() instanceof RecordTooLargeException) {
            sent.tooLarge.add(each.getKey());
          } else if (failure == null) {
            failure = new KafkaException(e.getCause());
          }
        } catch (InterruptedException e) {
          throw new InterruptException(e);
        }
      }
      if (failure != null && sent.tooLarge.isEmpty()) {
        throw failure;
      }
      return sent;
    }

    private void pauseSince(long began) {
      if (System.nanoTime() - began > PATIENCE.toNanos()) {
        throw new ReplayFailure(
            "a transaction of somebody else doesn't end on %s, so it isn't known whether letters are superseded"
                .formatted(target));
      }
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
  }

  /** What a transaction has put on the topic, and what it couldn't. */
  private record Sent(Map<Letter, Long> offsets, List<Letter> tooLarge) {}

  private Producer<byte[], byte[]> producer() {
    var settings = KafkaSettings.only(options.kafka(), ProducerConfig.configNames());
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, letters + ".replay");
    settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MILLIS);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BROKER_TIMEOUT_MILLIS);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DeadLetter.MAX_REQUEST_BYTES);
    // What came compressed must be small enough again.
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Admin admin() {
    var settings = KafkaSettings.only(options.kafka(), AdminClientConfig.configNames());
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, BROKER_TIMEOUT_MILLIS);
    return Admin.create(settings);
  }

  private int partitions(Admin admin) {
    var names = answer(admin.listTopics().names());
    if (!names.contains(letters)) {
      throw new UsageException(
          "there is no topic %s, only %s".formatted(letters, deadLetters(names)));
    }
    if (!names.contains(options.topic())) {
      throw new UsageException("there is no topic " + options.topic());
    }
    var topics = answer(admin.describeTopics(List.of(letters, options.topic())).allTopicNames());
    int count = topics.get(letters).partitions().size();
    int most = topics.get(options.topic()).partitions().size();
    if (count > most) {
      throw new ReplayFailure(
          "%s has %d partitions, fewer than the %d of %s"
              .formatted(options.topic(), most, count, letters));
    }
    return count;
  }

  /** As they are to be given: {@code orders segmentation}. */
  private static String deadLetters(Set<String> names) {
    var pairs =
        names.stream()
            .filter(name -> name.endsWith(DeadLetter.TOPIC_SUFFIX))
            .map(name -> name.substring(0, name.length() - DeadLetter.TOPIC_SUFFIX.length()))
            .filter(name -> name.contains("."))
            .sorted()
            .map(name -> name.replaceFirst("\\.([^.]*)$", " $1"))
            .toList();
    return pairs.isEmpty() ? "none of dead letters at all" : "those of " + String.join(", ", pairs);
  }

  private boolean isCompacted(Admin admin) {
    var topic = new ConfigResource(ConfigResource.Type.TOPIC, options.topic());
    return answer(admin.describeConfigs(List.of(topic)).all())
        .get(topic)
        .get(TopicConfig.CLEANUP_POLICY_CONFIG)
        .value()
        .contains(TopicConfig.CLEANUP_POLICY_COMPACT);
  }

  private <T> T answer(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw failure(e);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private ReplayFailure failure(Exception e) {
    Throwable root = e;
    while (root.getCause() != null) {
      if (root instanceof ProducerFencedException) {
        break;
      }
      root = root.getCause();
    }
    if (root instanceof ProducerFencedException || root instanceof InvalidProducerEpochException) {
      return new ReplayFailure("another run on the same letters has taken over and goes on");
    }
    if (root instanceof TimeoutException) {
      return new ReplayFailure(
          "no answer from %s: %s".formatted(options.bootstrapServers(), root.getMessage()));
    }
    return new ReplayFailure(root.toString());
  }
}
