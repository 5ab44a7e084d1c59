package io.tierstream.local.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Records that come again, as they are, at new offsets and in another order. */
final class Repeats {
  private static final double SHARE = 0.3;

  private Repeats() {}

  /**
   * Repeats some of what is on a topic now, of each partition.
   *
   * @param prefix of the keys
   * @return how many
   */
  static int some(Target target, String topic, String prefix, long seed) {
    var random = new Random(seed);
    List<ConsumerRecord<byte[], byte[]>> repeated = new ArrayList<>();
    try (var logs = new Logs(target.bootstrapServers())) {
      logs.read(
          List.of(topic),
          record -> {
            var key = Logs.key(record);
            // Poison that comes again is refused again, which is as it should be.
            var isFact = Logs.header(record, Said.POISON_HEADER) == null;
            if (isFact && key != null && key.startsWith(prefix) && random.nextDouble() < SHARE) {
              repeated.add(record);
            }
          });
    }
    Collections.shuffle(repeated, random);
    try (var producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", target.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (var record : repeated) {
        var unused =
            producer.send(
                new ProducerRecord<>(
                    topic,
                    record.partition(),
                    record.timestamp(),
                    record.key(),
                    record.value(),
                    record.headers()));
      }
    }
    return repeated.size();
  }
}
