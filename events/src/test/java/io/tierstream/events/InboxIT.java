package io.tierstream.events;

import static io.tierstream.events.TopicReader.header;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.PoisonException.Reason;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Foreign events are taken in once, whatever is delivered again and whatever fails meanwhile. */
@QuarkusTest
@TestProfile(OutboxIT.RelayEnabled.class)
@WithTestResource(InfrastructureResource.class)
class InboxIT {

  private static final String CONSUMER = "customer-service";
  private static final String PAID = CloudEvent.TYPE_PREFIX + "order.paid.v1";

  @InjectInfrastructure Infrastructure infrastructure;
  @Inject AgroalDataSource dataSource;
  @Inject Outbox outbox;
  @Inject Topics topics;
  @Inject Clock clock;

  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private Inbox inbox;

  /** What a record says; at most nine characters fit into the table, and each fits once. */
  record Word(long offset, String text) {}

  @BeforeEach
  void open() {
    inbox = inbox();
    sql("TRUNCATE inbox_position, outbox");
    sql("DROP TABLE IF EXISTS word");
    sql("CREATE TABLE word (id serial, source bigint, text varchar(9) UNIQUE)");
  }

  @AfterEach
  void close() {
    if (!infrastructure.postgres().isAlive()) {
      infrastructure.postgres().restart();
    }
  }

  @Test
  void whatIsDeliveredAgainIsTakenOnce() {
    consume(words(0, "a", "b", "c"));
    consume(words(0, "a", "b", "c"));
    consume(words(1, "b", "c", "d"));

    assertThat(taken()).containsExactly("a", "b", "c", "d");
    assertThat(position(0)).isEqualTo(4);
  }

  @Test
  void eachConsumerHasItsOwnPositions() {
    consume(words(0, "a"));
    inbox.consume("order-service", records(words(0, "b")), this::read, this::write);

    assertThat(taken()).containsExactly("a", "b");
  }

  @Test
  void aCrashBetweenCommitAndOffsetCommitDropsTheRedelivery() throws Exception {
    var topic = topics.name(Topics.FEEDBACK);
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", infrastructure.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (var text : List.of("a", "b", "c")) {
        producer
            .send(
                new ProducerRecord<>(
                    topic, 5, clock.millis(), key(), text.getBytes(UTF_8), headers(PAID)))
            .get();
      }
    }

    for (int life = 1; life <= 2; life++) {
      var polled = pollFromTheCommittedOffset(topic);
      assertThat(polled.count()).as("records in life %d", life).isEqualTo(3);
      inbox.consume(CONSUMER, polled, this::read, this::write);
      // It dies here: nothing is committed to Kafka.
    }

    assertThat(taken()).containsExactly("a", "b", "c");
  }

  @Test
  void aPoisonedRecordLeavesAsItCameAndItsNeighboursAreTaken() {
    try (var letters = deadLetters()) {
      var poisoned = record(1, PAID, null, "poison");
      poisoned.headers().add("x-odd", null).add("__smallrye_generation_id", new byte[] {1});

      consume(List.of(word(0, "a"), poisoned, word(2, "b")));

      assertThat(taken()).containsExactly("a", "b");
      var letter = letters.await(1).get(0);
      assertThat(letter.partition()).isZero();
      assertThat(letter.key()).isNull();
      assertThat(new String(letter.value(), UTF_8)).isEqualTo("poison");
      assertThat(letter.headers().lastHeader("x-odd").value()).isNull();
      assertThat(letter.headers().lastHeader("__smallrye_generation_id")).isNull();
      assertThat(header(letter, CloudEvent.TYPE_HEADER)).isEqualTo(PAID);
      assertThat(header(letter, "dead-letter-reason")).isEqualTo("BREAKS_SCHEMA");
      assertThat(header(letter, "dead-letter-exception")).isEqualTo("text isn't a word");
      assertThat(header(letter, "dead-letter-topic")).isEqualTo(topics.name(Topics.ORDERS));
      assertThat(header(letter, "dead-letter-partition")).isEqualTo("0");
      assertThat(header(letter, "dead-letter-offset")).isEqualTo("1");
      assertThat(header(letter, "dead-letter-timestamp"))
          .isEqualTo(Long.toString(poisoned.timestamp()));
    }
  }

  @Test
  void whatOurOwnReadingStumblesOverIsRefusedAndTheRestIsTaken() {
    try (var letters = deadLetters()) {
      consume(List.of(word(0, "a"), word(1, "stumble"), word(2, "b")));

      assertThat(taken()).containsExactly("a", "b");
      assertThat(header(letters.await(1).get(0), "dead-letter-exception"))
          .isEqualTo("can't be read: java.lang.UnsupportedOperationException: stumble");
    }
  }

  @Test
  void aPoisonedRecordLargerThanItsTopicTakesUncompressedHoldsNothingUp() {
    try (var letters = deadLetters()) {
      var large = record(0, PAID, key(), "poison" + "x".repeat(3 * 1024 * 1024));
      var huge =
          record(1, PAID, "k".repeat(100_000).getBytes(UTF_8), "poison" + "y".repeat(20_000_000));
      huge.headers().add("x-huge", new byte[1024 * 1024]);

      consume(List.of(large, huge, record(2, PAID, null, "poison"), word(3, "a")));

      assertThat(taken()).containsExactly("a");
      var told = letters.await(3);
      assertThat(told.get(0).value()).isEqualTo(large.value());
      assertThat(told.get(0).headers().lastHeader("dead-letter-cut")).isNull();
      assertThat(told.get(1).value()).hasSize(DeadLetter.MAX_VALUE_BYTES);
      assertThat(told.get(1).key()).hasSize(DeadLetter.MAX_KEY_BYTES);
      assertThat(told.get(1).headers().lastHeader("x-huge")).isNull();
      assertThat(header(told.get(1), "dead-letter-cut"))
          .isEqualTo("key 100000 bytes, value 20000006 bytes");
      assertThat(new String(told.get(2).value(), UTF_8)).isEqualTo("poison");
    }
  }

  @Test
  void whatIsNoEventOrAheadOfTheClockIsRefused() {
    try (var letters = deadLetters()) {
      var naked = word(0, "a");
      naked.headers().remove(CloudEvent.ID_HEADER);
      var ahead = stamped(1, PAID, key(), "b", clock.instant().plus(Duration.ofMinutes(6)));
      var justAhead = stamped(2, PAID, key(), "c", clock.instant().plus(Duration.ofMinutes(4)));
      var withoutValue = record(3, PAID, key(), null);

      consume(List.of(naked, ahead, justAhead, withoutValue));

      assertThat(taken()).containsExactly("c");
      assertThat(letters.await(3))
          .extracting(letter -> header(letter, "dead-letter-reason"))
          .containsExactly(
              Reason.UNREADABLE_ENVELOPE.name(),
              Reason.AHEAD_OF_CLOCK.name(),
              Reason.UNREADABLE_ENVELOPE.name());
    }
  }

  @Test
  void whatTheDatabaseRefusesIsFoundAndTheRestIsTakenInOrder() {
    var texts = IntStream.range(0, 100).mapToObj(i -> "w" + i).toArray(String[]::new);
    texts[37] = "far too long";
    texts[74] = "w3";
    try (var letters = deadLetters()) {
      consume(words(0, texts));

      var good = new ArrayList<>(Arrays.asList(texts));
      good.remove(74);
      good.remove(37);
      assertThat(taken()).containsExactlyElementsOf(good);
      assertThat(letters.await(2))
          .extracting(letter -> header(letter, "dead-letter-offset"))
          .containsExactly("37", "74");
      assertThat(letters.poll())
          .extracting(letter -> header(letter, "dead-letter-reason"))
          .containsOnly(Reason.REFUSED_BY_DATABASE.name());
    }
    assertThat(position(0)).isEqualTo(100);
  }

  @Test
  void anUnknownTypeIsCountedAndSkipped() {
    var unknown = record(0, CloudEvent.TYPE_PREFIX + "order.framed.v1", key(), "poison");

    consume(List.of(unknown, word(1, "a")));

    assertThat(taken()).containsExactly("a");
    assertThat(counted("skipped")).isEqualTo(1);
    assertThat(refused()).isZero();
  }

  @Test
  void whatMeansNothingIsSkippedThoughItIsAheadOfTheClock() {
    var tomorrow = clock.instant().plus(Duration.ofDays(1));
    var unknown = CloudEvent.TYPE_PREFIX + "order.framed.v1";

    consume(List.of(stamped(0, unknown, key(), "a", tomorrow), word(1, "b")));

    assertThat(taken()).containsExactly("b");
    assertThat(counted("skipped")).isEqualTo(1);
    assertThat(refused()).isZero();
  }

  @Test
  void whatHoldsWheneverItIsToldIsTakenThoughItIsAheadOfTheClock() {
    var ahead = stamped(0, PAID, key(), "a", clock.instant().plus(Duration.ofDays(1)));

    inbox.consume(
        CONSUMER, records(List.of(ahead)), Inbox.Reading.ofAnyTime(this::read), this::write);

    assertThat(taken()).containsExactly("a");
    assertThat(refused()).isZero();
  }

  @Test
  void aDatabaseThatDiesInTheMiddleIsWaitedForAndNothingIsRefused() {
    var tries = new AtomicInteger();

    inbox.consume(
        CONSUMER,
        records(words(0, "a", "b")),
        this::read,
        words -> {
          write(words);
          if (tries.incrementAndGet() == 1) {
            infrastructure.postgres().kill();
            infrastructure.postgres().restart();
          }
        });

    assertThat(tries).hasValueGreaterThan(1);
    assertThat(taken()).containsExactly("a", "b");
    assertThat(refused()).isZero();
    assertThat(position(0)).isEqualTo(2);
  }

  @Test
  void aFailureThatIsNoFaultOfTheDataIsTriedAgainWhole() {
    var portions = new ArrayList<Integer>();

    inbox.consume(
        CONSUMER,
        records(words(0, "a", "b")),
        this::read,
        words -> {
          portions.add(words.size());
          write(words);
          if (portions.size() < 3) {
            throw new IllegalStateException("not now");
          }
        });

    assertThat(portions).containsExactly(2, 2, 2);
    assertThat(counted("taken")).isEqualTo(2);
    assertThat(taken()).containsExactly("a", "b");
    assertThat(refused()).isZero();
  }

  @Test
  void aStopEndsTheWaitingAndLeavesThePositionWhereItWas() {
    var stopping = inbox();
    Consumer<List<Word>> failing =
        words -> {
          stopping.stop(new ShutdownEvent());
          throw new IllegalStateException("not now");
        };

    assertThatThrownBy(
            () -> stopping.consume(CONSUMER, records(words(0, "a")), this::read, failing))
        .isInstanceOf(Inbox.StoppingException.class);

    consume(words(0, "a"));
    assertThat(taken()).containsExactly("a");
  }

  private Inbox inbox() {
    return new Inbox(dataSource, topics, outbox, clock, metrics);
  }

  private Word read(CloudEvent event, ConsumerRecord<byte[], byte[]> record)
      throws PoisonException {
    if (!event.type().equals(PAID)) {
      return null;
    }
    var text = new String(event.data(), UTF_8);
    if (text.startsWith("poison")) {
      throw new PoisonException(Reason.BREAKS_SCHEMA, "text isn't a word");
    }
    if (text.equals("stumble")) {
      throw new UnsupportedOperationException(text);
    }
    return new Word(record.offset(), text);
  }

  private void write(List<Word> words) {
    try (var connection = dataSource.getConnection();
        var insert = connection.prepareStatement("INSERT INTO word (source, text) VALUES (?, ?)")) {
      for (var word : words) {
        insert.setLong(1, word.offset());
        insert.setString(2, word.text());
        insert.addBatch();
      }
      insert.executeBatch();
    } catch (SQLException e) {
      throw new IllegalStateException("words can't be written", e);
    }
  }

  private void consume(List<ConsumerRecord<byte[], byte[]>> records) {
    inbox.consume(CONSUMER, records(records), this::read, this::write);
  }

  private TopicReader deadLetters() {
    return TopicReader.fromEnd(infrastructure, Topics.ORDERS + "." + CONSUMER + ".dlq");
  }

  private List<ConsumerRecord<byte[], byte[]>> words(long first, String... texts) {
    return IntStream.range(0, texts.length).mapToObj(i -> word(first + i, texts[i])).toList();
  }

  private ConsumerRecord<byte[], byte[]> word(long offset, String text) {
    return record(offset, PAID, key(), text);
  }

  private ConsumerRecord<byte[], byte[]> record(long offset, String type, byte[] key, String text) {
    return stamped(offset, type, key, text, clock.instant());
  }

  private ConsumerRecord<byte[], byte[]> stamped(
      long offset, String type, byte[] key, String text, Instant timestamp) {
    return new ConsumerRecord<>(
        topics.name(Topics.ORDERS),
        0,
        offset,
        timestamp.toEpochMilli(),
        TimestampType.CREATE_TIME,
        -1,
        -1,
        key,
        text == null ? null : text.getBytes(UTF_8),
        headers(type),
        Optional.empty());
  }

  private Headers headers(String type) {
    return new CloudEvent(
            "e-1", "test-service", type, clock.instant(), "O-1", null, null, new byte[0])
        .toHeaders();
  }

  private ConsumerRecords<byte[], byte[]> records(List<ConsumerRecord<byte[], byte[]>> records) {
    return new ConsumerRecords<>(
        Map.of(new TopicPartition(topics.name(Topics.ORDERS), 0), records), Map.of());
  }

  private ConsumerRecords<byte[], byte[]> pollFromTheCommittedOffset(String topic) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers",
                infrastructure.bootstrapServers(),
                "group.id",
                topics.name(CONSUMER),
                "enable.auto.commit",
                "false",
                "auto.offset.reset",
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 5)));
      return consumer.poll(Duration.ofSeconds(30));
    }
  }

  private static byte[] key() {
    return "C-1".getBytes(UTF_8);
  }

  private double counted(String outcome) {
    return metrics
        .counter(
            "tierstream.inbox.records",
            "consumer",
            CONSUMER,
            "topic",
            Topics.ORDERS,
            "outcome",
            outcome)
        .count();
  }

  private List<String> taken() {
    return strings("SELECT text FROM word ORDER BY id");
  }

  private long refused() {
    return Long.parseLong(strings("SELECT count(*) FROM outbox WHERE headers IS NOT NULL").get(0));
  }

  private long position(int partition) {
    return Long.parseLong(
        strings("SELECT next_offset FROM inbox_position WHERE partition = " + partition).get(0));
  }

  private List<String> strings(String query) {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      var strings = new ArrayList<String>();
      while (rows.next()) {
        strings.add(rows.getString(1));
      }
      return strings;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void sql(String sql) {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }
}
