package io.tierstream.local.replay;

import static io.tierstream.events.PoisonException.Reason.AHEAD_OF_CLOCK;
import static io.tierstream.events.PoisonException.Reason.BREAKS_SCHEMA;
import static io.tierstream.events.PoisonException.Reason.NO_RATE;
import static io.tierstream.events.PoisonException.Reason.UNPARSABLE;
import static io.tierstream.local.replay.Letters.CONSUMER;
import static io.tierstream.local.replay.Letters.ERASED;
import static io.tierstream.local.replay.Letters.TYPE;
import static io.tierstream.local.replay.Letters.bytes;
import static io.tierstream.local.replay.Letters.headers;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Collections.singletonMap;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tierstream.embedded.KafkaProcess;
import io.tierstream.events.DeadLetter;
import io.tierstream.local.Home;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters go back to where they came from, each once, on a real broker. */
@Timeout(120)
class ReplayIT {
  private static final Map<String, String> COMPACTED = Map.of("cleanup.policy", "compact");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static KafkaProcess kafka;

  @TempDir private static Path folder;

  @BeforeAll
  static void start() {
    kafka =
        KafkaProcess.start(
            KafkaProcess.Options.in(folder)
                .withJvm(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")));
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void aRecordGoesBackAsItWasStampedNowByTheClocksOfTheInstallation(TestInfo test)
      throws Exception {
    try (var letters = letters(test, Map.of())) {
      var headers =
          new RecordHeaders()
              .add("ce_id", bytes("1"))
              .add("twice", bytes("a"))
              .add("twice", new byte[] {0, -1})
              .add("nothing", null);
      var key = new byte[] {-1, 0, 7};
      letters.letter(1, 5, key, new byte[] {1, 2, -3}, headers, UNPARSABLE);
      letters.letter(0, 9, null, null, new RecordHeaders(), UNPARSABLE);

      var before = Instant.now();
      assertThat(letters.told()).isEmpty();
      var run =
          Run.of(
              Map.of(
                  "KAFKA_BOOTSTRAP_SERVERS",
                  kafka.bootstrapServers(),
                  "TIERSTREAM_CLOCK_OFFSET",
                  "-PT1000H"),
              letters.topic(),
              CONSUMER);
      assertThat(run.err()).isEmpty();
      assertThat(run.code()).isZero();
      assertThat(run.out()).contains("replayed: 2 of " + letters.topic() + ".reader.dlq to ");

      var records = letters.onTopic();
      assertThat(records).hasSize(2);
      assertThat(records.get(0).partition()).isZero();
      assertThat(records.get(0).key()).isNull();
      assertThat(records.get(0).value()).isNull();
      assertThat(records.get(0).headers().toArray()).isEmpty();
      assertThat(records.get(1).partition()).isEqualTo(1);
      assertThat(records.get(1).key()).isEqualTo(key);
      assertThat(records.get(1).value()).containsExactly(1, 2, -3);
      assertThat(records.get(1).headers()).isEqualTo(headers);
      assertThat(Instant.ofEpochMilli(records.get(1).timestamp()).plus(Duration.ofHours(1000)))
          .isBetween(before.minusMillis(1), Instant.now());
    }
  }

  @Test
  void eachIsReplayedOnceInItsOrderHoweverOftenItIsRun(TestInfo test) throws Exception {
    try (var letters = letters(test, Map.of())) {
      for (var value : List.of("a", "b", "c")) {
        letters.letter(0, 1, bytes("k"), bytes(value), new RecordHeaders(), BREAKS_SCHEMA);
      }
      assertThat(letters.replay().out()).contains("replayed: 3 of");
      assertThat(letters.replay().out()).contains("replayed: 0 of");
      letters.letter(0, 2, bytes("k"), bytes("d"), new RecordHeaders(), BREAKS_SCHEMA);
      var run = letters.replay();
      assertThat(run.out().lines())
          .contains("        0  BREAKS_SCHEMA                1         3         0         0");
      assertThat(letters.told()).containsExactly("0 k a", "0 k b", "0 k c", "0 k d");
    }
  }

  @Test
  void whatIsntChosenWaitsForAnotherRun(TestInfo test) throws Exception {
    try (var letters = letters(test, Map.of())) {
      letters.letter(0, 1, bytes("k"), bytes("a"), new RecordHeaders(), BREAKS_SCHEMA);
      letters.letter(0, 2, bytes("k"), bytes("b"), new RecordHeaders(), AHEAD_OF_CLOCK);
      letters.letter(0, 3, bytes("k"), bytes("c"), new RecordHeaders(), NO_RATE);
      letters.letter(0, 4, bytes("k"), bytes("d"), new RecordHeaders(), BREAKS_SCHEMA);
      letters.letter(1, 5, bytes("l"), bytes("e"), new RecordHeaders(), BREAKS_SCHEMA);

      var run = letters.replay("--reason", "BREAKS_SCHEMA", "--limit", "2");
      assertThat(run.out().lines())
          .contains("        1  BREAKS_SCHEMA                0         0         0         1")
          .contains("      all                               2         0         0         3");
      assertThat(letters.told()).containsExactly("0 k a", "0 k d");

      // What waits for a rate comes back by itself.
      letters.replay();
      assertThat(letters.told()).containsExactly("0 k a", "0 k d", "0 k b", "1 l e");

      letters.replay("--reason=NO_RATE");
      assertThat(letters.told()).containsExactly("0 k a", "0 k d", "0 k b", "0 k c", "1 l e");
    }
  }

  @Test
  void againReplaysWhatWasReplayedAndOnlyOfTheChosenReasons(TestInfo test) throws Exception {
    try (var letters = letters(test, Map.of())) {
      letters.letter(0, 1, bytes("k"), bytes("a"), new RecordHeaders(), BREAKS_SCHEMA);
      letters.letter(0, 2, bytes("k"), bytes("b"), new RecordHeaders(), BREAKS_SCHEMA);
      letters.letter(0, 3, bytes("k"), bytes("c"), new RecordHeaders(), UNPARSABLE);
      letters.replay();

      // It begins anew and stops early; whoever goes on needn't say so again.
      letters.replay("--again", "--reason", "BREAKS_SCHEMA", "--limit", "1");
      assertThat(letters.told()).containsExactly("0 k a", "0 k b", "0 k c", "0 k a");
      letters.replay();
      assertThat(letters.told()).containsExactly("0 k a", "0 k b", "0 k c", "0 k a", "0 k b");
    }
  }

  @Test
  void aDryRunSaysWhatWouldBeAndDoesNothing(TestInfo test) throws Exception {
    try (var letters = letters(test, Map.of())) {
      letters.letter(0, 1, bytes("k"), bytes("a"), new RecordHeaders(), BREAKS_SCHEMA);
      var run = letters.replay("--dry-run");
      assertThat(run.code()).isZero();
      assertThat(run.out()).contains("to replay: 1 of");
      assertThat(letters.all(letters.topic())).isEmpty();
      assertThat(letters.all(DeadLetter.topic(letters.topic(), CONSUMER))).hasSize(1);

      letters.replay();
      assertThat(letters.replay("--dry-run").out()).contains("to replay: 0 of");
      assertThat(letters.replay("--dry-run", "--again").out()).contains("to replay: 1 of");
    }
  }

  @Test
  void whatCantBeReplayedIsToldAndHoldsUpNothing(TestInfo test) throws Exception {
    try (var letters = letters(test, Map.of("max.message.bytes", "5000"))) {
      letters.letter(0, 1, bytes("k"), bytes("a"), new RecordHeaders(), BREAKS_SCHEMA);
      var cut = new byte[DeadLetter.MAX_VALUE_BYTES + 1];
      letters.letter(0, 2, bytes("cut"), cut, new RecordHeaders(), UNPARSABLE);
      var large = new byte[20_000];
      new Random(1).nextBytes(large);
      letters.letter(0, 3, bytes("large"), large, new RecordHeaders(), UNPARSABLE);
      // As large, but as it came it was small.
      letters.letter(0, 4, bytes("dense"), new byte[20_000], new RecordHeaders(), UNPARSABLE);
      try (var producer = letters.producer(Map.of())) {
        var letter = letters.all(DeadLetter.topic(letters.topic(), CONSUMER)).get(0);
        letter.headers().add("dead-letter-topic", bytes("elsewhere"));
        producer
            .send(
                new ProducerRecord<>(
                    letter.topic(), 0, bytes("foreign"), letter.value(), letter.headers()))
            .get();
        producer.send(new ProducerRecord<>(letter.topic(), 0, bytes("none"), letter.value())).get();
      }
      letters.letter(0, 5, bytes("k"), bytes("b"), new RecordHeaders(), BREAKS_SCHEMA);

      var run = letters.replay();
      assertThat(run.err()).isEmpty();
      assertThat(run.code()).isEqualTo(3);
      assertThat(run.out().lines().filter(line -> line.startsWith("left: ")))
          .hasSize(4)
          .anyMatch(line -> line.contains("offset 1 (") && line.contains("only a part"))
          .anyMatch(line -> line.contains("key large") && line.contains("takes no record"))
          .anyMatch(line -> line.contains("key foreign") && line.contains("another topic"))
          .anyMatch(line -> line.contains("offset 5: no dead letter"));
      assertThat(letters.onTopic())
          .extracting(record -> new String(record.key(), UTF_8))
          .containsExactly("k", "dense", "k");
      assertThat(letters.replay().code()).isZero();
      assertThat(letters.onTopic()).hasSize(3);
    }
  }

  @Test
  void onACompactedTopicNothingHidesWhatIsNewerOrErased(TestInfo test) throws Exception {
    try (var letters = letters(test, COMPACTED)) {
      letters.refuse(0, "last", TYPE, "1", BREAKS_SCHEMA);
      letters.refuse(0, "newer", TYPE, "1", BREAKS_SCHEMA);
      letters.refuse(0, "newer", TYPE, "2", BREAKS_SCHEMA);
      letters.refuse(0, "hidden", TYPE, "1", BREAKS_SCHEMA);
      letters.put(0, "hidden", TYPE, "2");
      letters.refuse(0, "gone", TYPE, "1", BREAKS_SCHEMA);
      letters.put(0, "gone", ERASED, "E");
      letters.put(1, "late", ERASED, "E");
      letters.refuse(1, "late", TYPE, "2", BREAKS_SCHEMA);
      letters.refuse(1, "erasure", ERASED, "E", BREAKS_SCHEMA);
      letters.put(1, "erasure", TYPE, "late");

      var run = letters.replay();
      assertThat(run.code()).isZero();
      assertThat(run.out().lines().filter(line -> line.startsWith("left: ")))
          .hasSize(4)
          .anyMatch(line -> line.contains("key newer): superseded"))
          .anyMatch(line -> line.contains("key hidden): superseded"))
          .anyMatch(line -> line.contains("key gone): its key was erased"))
          .anyMatch(line -> line.contains("key late): its key was erased"));
      assertThat(letters.told())
          .containsExactly(
              "0 last 1",
              "0 newer 1",
              "0 newer 2",
              "0 hidden 1",
              "0 hidden 2",
              "0 gone 1",
              "0 gone E",
              "0 last 1",
              "0 newer 2",
              "1 late E",
              "1 late 2",
              "1 erasure E",
              "1 erasure late",
              "1 erasure E");
      assertThat(letters.replay("--again").out()).contains("replayed: 0 of");
    }
  }

  @Test
  void whatSomebodyIsAboutToSayOfAKeyIsWaitedFor(TestInfo test) throws Exception {
    try (var letters = letters(test, COMPACTED);
        var other = letters.other()) {
      letters.refuse(0, "k", TYPE, "1", BREAKS_SCHEMA);
      letters.refuse(0, "l", TYPE, "1", BREAKS_SCHEMA);
      var before = holdBack(letters, other, 0, "k");
      var run = CompletableFuture.supplyAsync(letters::replay);
      awaitWaiting(letters, "k", before);
      other.commitTransaction();
      assertThat(run.get(60, TimeUnit.SECONDS).out())
          .contains("replayed: 1 of")
          .contains("key k): superseded");
      assertThat(letters.told()).containsExactly("0 k 1", "0 l 1", "0 k about to be said", "0 l 1");

      letters.refuse(0, "k", TYPE, "3", BREAKS_SCHEMA);
      before = holdBack(letters, other, 0, "k");
      run = CompletableFuture.supplyAsync(letters::replay);
      awaitWaiting(letters, "k", before);
      other.abortTransaction();
      assertThat(run.get(60, TimeUnit.SECONDS).out()).contains("replayed: 1 of");
      assertThat(letters.told()).endsWith("0 k 3", "0 k 3");
    }
  }

  @Test
  void aRunThatIsKilledAmidstLosesAndDoublesNothing(TestInfo test) throws Exception {
    try (var letters = letters(test, Map.of())) {
      var expected = new ArrayList<String>();
      var random = new Random(1);
      for (int i = 0; i < 2_000; i++) {
        var value =
            i + " " + random.ints(200, '0', 'z').mapToObj(Character::toString).collect(joining());
        letters.letter(0, i, bytes("k"), bytes(value), new RecordHeaders(), BREAKS_SCHEMA);
        expected.add("0 k " + value);
      }

      assertThat(letters.told()).isEmpty();
      // So that its second portion takes seconds.
      limitProducers(10_000.0);
      try {
        var process = deployReplay(letters.topic());
        try {
          await().atMost(PATIENCE).until(() -> !letters.told().isEmpty());
        } finally {
          process.destroyForcibly();
        }
        assertThat(process.waitFor()).isEqualTo(137);
        assertThat(letters.told()).hasSizeBetween(1, expected.size() - 1);
      } finally {
        limitProducers(null);
      }

      assertThat(letters.replay().code()).isZero();
      assertThat(letters.told()).isEqualTo(expected);
    }
  }

  /** In bytes per second; null: as fast as they can. */
  private static void limitProducers(Double rate) throws Exception {
    var everybody = new ClientQuotaEntity(singletonMap(ClientQuotaEntity.CLIENT_ID, null));
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .alterClientQuotas(
              List.of(
                  new ClientQuotaAlteration(
                      everybody,
                      List.of(new ClientQuotaAlteration.Op("producer_byte_rate", rate)))))
          .all()
          .get();
    }
  }

  @Test
  void ofTwoRunsTheFirstEndsAndTheSecondGoesOn(TestInfo test) throws Exception {
    try (var letters = letters(test, COMPACTED);
        var other = letters.other()) {
      letters.refuse(0, "k", TYPE, "1", BREAKS_SCHEMA);
      var before = holdBack(letters, other, 0, "k");
      var first = CompletableFuture.supplyAsync(letters::replay);
      awaitWaiting(letters, "k", before);
      var second = CompletableFuture.supplyAsync(letters::replay);

      var ended = first.get(60, TimeUnit.SECONDS);
      assertThat(ended.code()).isEqualTo(1);
      assertThat(ended.err()).contains("another run on the same letters has taken over");
      other.abortTransaction();
      assertThat(second.get(60, TimeUnit.SECONDS).out()).contains("replayed: 1 of");
      assertThat(letters.told()).containsExactly("0 k 1", "0 k 1");
    }
  }

  @Test
  void whatThereIsIsSaidToWhoAsksForSomethingElse(TestInfo test) {
    try (var letters = letters(test, Map.of())) {
      var run = Run.on(kafka.bootstrapServers(), letters.topic(), "nobody");
      assertThat(run.code()).isEqualTo(2);
      assertThat(run.err())
          .contains("there is no topic " + letters.topic() + ".nobody.dlq")
          .contains(letters.topic() + " " + CONSUMER);
    }
  }

  private static Letters letters(TestInfo test, Map<String, String> settings) {
    return Letters.of(kafka, test.getTestMethod().orElseThrow().getName(), settings);
  }

  /**
   * Somebody else begins to say something of a key.
   *
   * @return how many records of the key there are since, committed or not
   */
  private static long holdBack(
      Letters letters, KafkaProducer<byte[], byte[]> other, int partition, String key)
      throws Exception {
    other.beginTransaction();
    other.send(letters.record(partition, key, TYPE, "about to be said")).get();
    return count(letters, key);
  }

  /** Until a run has tried twice at least. */
  private static void awaitWaiting(Letters letters, String key, long before) {
    await().atMost(PATIENCE).until(() -> count(letters, key) > before + 1);
  }

  private static long count(Letters letters, String key) {
    return letters.all(letters.topic()).stream()
        .filter(record -> key.equals(new String(record.key(), UTF_8)))
        .count();
  }

  private static Process deployReplay(String topic) throws Exception {
    var builder =
        new ProcessBuilder(
                Home.path().resolve("deploy/replay").toString(),
                topic,
                CONSUMER,
                "--bootstrap-servers",
                kafka.bootstrapServers())
            .inheritIO();
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder.start();
  }
}
