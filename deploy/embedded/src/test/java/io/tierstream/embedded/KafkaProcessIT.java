package io.tierstream.embedded;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(90)
class KafkaProcessIT {
  private static final String TOPIC = "facts";
  private static final Instant LONG_AGO = Instant.parse("2010-12-01T08:26:00Z");
  private static final Instant TO_COME = Instant.parse("2090-01-01T00:00:00Z");

  @ParameterizedTest
  @ValueSource(strings = {"classic", "consumer"})
  void whatWasAcknowledgedSurvivesSigkillAndRestart(String protocol) throws Exception {
    try (var kafka = KafkaProcess.start(KafkaProcess.Options.temporary())) {
      kafka.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1)));
      produce(kafka, "a", LONG_AGO);
      produce(kafka, "b", TO_COME);
      long killed = kafka.pid();
      var exit = kafka.onExit();

      kafka.kill();

      assertThat(kafka.isAlive()).isFalse();
      assertThat(exit.get(1, SECONDS)).isEqualTo(137);
      assertThat(ProcessHandle.of(killed)).isEmpty();

      kafka.restart();

      assertThat(kafka.isAlive()).isTrue();
      assertThat(kafka.pid()).isNotEqualTo(killed);
      assertThat(consume(kafka, protocol, 2))
          .containsExactlyInAnyOrder("a @ " + LONG_AGO, "b @ " + TO_COME);
    }
  }

  @Test
  void startsAgainOnTheFolderOfAStoppedBroker(@TempDir Path directory) throws Exception {
    var options =
        KafkaProcess.Options.in(directory.resolve("broker"))
            .loggingTo(directory.resolve("logs/broker.log"));
    int port;
    try (var kafka = KafkaProcess.start(options)) {
      port = kafka.port();
      kafka.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)));
      produce(kafka, "a", LONG_AGO);
      kafka.stop();
      assertThat(kafka.isAlive()).isFalse();
    }
    assertThat(directory.resolve("broker/data")).isNotEmptyDirectory();
    assertThat(Files.readString(directory.resolve("logs/broker.log")))
        .contains("Kafka Server started");
    try (var kafka = KafkaProcess.start(options.onPort(port))) {
      kafka.createTopics(
          List.of(new NewTopic(TOPIC, 5, (short) 1), new NewTopic("other", 1, (short) 1)));
      assertThat(consume(kafka, "classic", 1)).containsExactly("a @ " + LONG_AGO);
      try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
        var topics = admin.describeTopics(List.of(TOPIC, "other")).allTopicNames().get();
        assertThat(topics.get(TOPIC).partitions()).hasSize(1);
      }
    }
  }

  @Test
  void saysAtOnceWhichPortIsTaken(@TempDir Path directory) throws IOException {
    try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var options = KafkaProcess.Options.in(directory).onPort(other.getLocalPort());
      assertThatThrownBy(() -> KafkaProcess.start(options))
          .isInstanceOf(PortTakenException.class)
          .hasMessageContaining("Kafka")
          .hasMessageContaining(Integer.toString(other.getLocalPort()));
    }
  }

  @Test
  void showsTheEndOfTheLogOfABrokerThatWillNotStart(@TempDir Path directory) {
    var options = KafkaProcess.Options.in(directory).with("log.cleaner.threads", "none");
    assertThatThrownBy(() -> KafkaProcess.start(options))
        .isInstanceOf(ServerStartException.class)
        .hasMessageContaining("status 1")
        .hasMessageContaining("Invalid value none for configuration log.cleaner.threads");
  }

  private static void produce(KafkaProcess kafka, String value, Instant timestamp)
      throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "acks",
                "all",
                "compression.type",
                "zstd"),
            new StringSerializer(),
            new StringSerializer())) {
      producer
          .send(new ProducerRecord<>(TOPIC, null, timestamp.toEpochMilli(), value, value))
          .get(20, SECONDS);
    }
  }

  private static List<String> consume(KafkaProcess kafka, String protocol, int count) {
    var seen = new ArrayList<String>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "group.id",
                "readers-" + protocol,
                "group.protocol",
                protocol,
                "auto.offset.reset",
                "earliest"),
            new StringDeserializer(),
            new StringDeserializer())) {
      consumer.subscribe(List.of(TOPIC));
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (seen.size() < count && System.nanoTime() < deadline) {
        for (var fact : consumer.poll(Duration.ofMillis(200))) {
          seen.add(fact.value() + " @ " + Instant.ofEpochMilli(fact.timestamp()));
        }
      }
    }
    return seen;
  }
}
