package io.tierstream.benchmark.arena;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts records on their topics as fast as the broker takes them, in order. */
public final class Feed implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();

  public Feed(String bootstrapServers) {
    producer =
        new KafkaProducer<>(
            Map.<String, Object>of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ProducerConfig.LINGER_MS_CONFIG,
                20,
                ProducerConfig.BATCH_SIZE_CONFIG,
                1 << 18,
                // One at a time keeps the order as well, and doesn't stop for good on a loaded
                // machine.
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                false,
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                1),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  public void put(ProducerRecord<byte[], byte[]> record) {
    var unused = producer.send(record, (sent, e) -> failure.compareAndSet(null, e));
  }

  /**
   * Returns when the broker has all of it.
   *
   * @throws IllegalStateException when it didn't take everything
   */
  @Override
  public void close() {
    producer.close();
    if (failure.get() != null) {
      throw new IllegalStateException("the records couldn't be sent", failure.get());
    }
  }
}
