package io.tierstream.benchmark.contest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Where everybody stands, as a late subscriber of {@code customer-segments} learns it. */
final class Segments {

  private static final String TOPIC = "customer-segments";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Segments() {}

  /**
   * What each customer has come to. Only what is told whenever it changes: the figures themselves
   * may be of an earlier fact.
   */
  record Segment(String tier, String scores, String composite, String segment, String lifecycle) {

    private static Segment of(JsonNode told) {
      return new Segment(
          told.path("tier").asText(),
          told.path("scores").toString(),
          told.path("composite").asText(),
          told.path("segment").asText(),
          told.path("lifecycle").asText());
    }
  }

  /** By customer. */
  static Map<String, Segment> read(String bootstrapServers) throws IOException {
    var segments = new HashMap<String, Segment>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(TOPIC).stream()
              .map(partition -> new TopicPartition(TOPIC, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.get(one))) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          segments.put(
              new String(record.key(), StandardCharsets.UTF_8),
              Segment.of(JSON.readTree(record.value())));
        }
      }
    }
    return segments;
  }
}
