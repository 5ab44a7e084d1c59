package io.tierstream.segmentation.messaging;

import static java.util.stream.Collectors.joining;
import static org.awaitility.Awaitility.await;

import io.tierstream.embedded.Infrastructure;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A further member of the group that folds nothing: what it is given waits until it leaves. */
final class Guest implements AutoCloseable {

  private static final Duration LONG = Duration.ofSeconds(90);
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;

  Guest(Infrastructure infrastructure, GroupProtocol protocol) {
    var settings =
        new HashMap<String, Object>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                infrastructure.bootstrapServers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                infrastructure.topic("segmentation"),
                ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                protocol.name,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false));
    if (protocol == GroupProtocol.CONSUMER) {
      settings.put(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG, "range");
    } else {
      settings.put(
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
    }
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.subscribe(FactsPipeline.INPUTS.stream().map(infrastructure::topic).toList());
  }

  /** Returns when it was given something. */
  void join() {
    await()
        .atMost(LONG)
        .pollInSameThread()
        .until(
            () -> {
              consumer.poll(POLL);
              return !consumer.assignment().isEmpty();
            });
  }

  /** The partition numbers that it was given something of, as SQL. */
  String numbers() {
    return consumer.assignment().stream()
        .map(TopicPartition::partition)
        .distinct()
        .map(String::valueOf)
        .collect(joining(",", "(", ")"));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
