package io.tierstream.embedded;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class KafkaProcessIT {
  private static final String TOPIC = "facts";
  private static final Instant LONG_AGO = Instant.parse("2010-12-01T08:26:00Z");
  private static final Instant TO_COME = Instant.parse("2090-01-01T00:00:00Z");

  @Test
  void whatWasAcknowledgedSurvivesSigkillAndRestart(@TempDir Path directory) throws Exception {
    var log = directory.resolve("logs/broker.log");
    var options =
        KafkaProcess.Options.in(directory.resolve("broker"))
            .withJvm(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"))
            .loggingTo(log);
    try (var kafka = KafkaProcess.start(options)) {
      kafka.createTopics(List.of(new NewTopic(TOPIC, 2, (short) 1)));
      produce(kafka, "a", LONG_AGO);
      produce(kafka, "b", TO_COME);
      long killed = kafka.pid();
      int port = kafka.port();
      var exit = kafka.onExit();

      kafka.kill();

      assertThat(kafka.isAlive()).isFalse();
      assertThat(exit.get(1, SECONDS)).isEqualTo(137);
      assertThat(ProcessHandle.of(killed)).isEmpty();

      kafka.restart();

      assertThat(kafka.isAlive()).isTrue();
      assertThat(kafka.pid()).isNotEqualTo(killed);
      assertThat(kafka.port()).isEqualTo(port);
      for (var protocol : List.of("classic", "consumer")) {
        assertThat(consume(kafka, protocol, 2))
            .as(protocol)
            .containsExactlyInAnyOrder("a @ " + LONG_AGO, "b @ " + TO_COME);
      }

      kafka.stop();

      assertThat(kafka.isAlive()).isFalse();
      assertThat(log).content().contains("Kafka Server started");
    }

    try (var again = KafkaProcess.start(options)) {
      again.createTopics(
          List.of(new NewTopic(TOPIC, 5, (short) 1), new NewTopic("other", 1, (short) 1)));
      assertThat(partitions(again)).containsOnly(entry(TOPIC, 2), entry("other", 1));
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

  private static Map<String, Integer> partitions(KafkaProcess kafka) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      var topics = admin.listTopics().names().get(20, SECONDS);
      return admin.describeTopics(topics).allTopicNames().get(20, SECONDS).values().stream()
          .collect(Collectors.toMap(TopicDescription::name, topic -> topic.partitions().size()));
    }
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
