package io.tierstream.events;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The relay's producer. Opening one fences its predecessors and ends what they left open, so after
 * any failure it is thrown away for a new one; there is no other way back.
 */
final class TransactionalSender implements AutoCloseable {

  private final KafkaProducer<byte[], byte[]> producer;
  private final Topics topics;

  /**
   * @throws KafkaException when the broker can't be reached
   */
  TransactionalSender(
      Map<String, Object> kafka, String transactionalId, Topics topics, Duration timeout) {
    this.topics = topics;
    var settings = KafkaSettings.only(kafka, ProducerConfig.configNames());
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout.toMillis());
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, DeadLetter.MAX_REQUEST_BYTES);
    // The coordinator says "busy" while it still writes the last transaction's markers: a pause of
    // the default 100 ms there would be the latency of everything.
    settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 10);
    settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
    producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Begins a transaction and hands over all rows, waiting for none of them.
   *
   * @throws KafkaException when a row can't even be handed over, as when its topic is unknown
   */
  void send(List<OutboxTable.Row> rows) {
    producer.beginTransaction();
    for (var row : rows) {
      var acknowledgement =
          producer.send(
              new ProducerRecord<>(
                  topics.name(row.topic()),
                  row.partition(),
                  // Kafka knows no time before 1970.
                  Math.max(0, row.timestamp().toEpochMilli()),
                  row.key(),
                  row.value(),
                  row.headers()));
      // The client answers what it can't hand over by a failed future, after having waited its
      // longest; the rest of the portion would wait as long, row by row. Later failures show in
      // commit.
      if (acknowledgement.isDone()) {
        failIfFailed(acknowledgement);
      }
    }
  }

  private static void failIfFailed(Future<RecordMetadata> done) {
    try {
      done.get();
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /**
   * Returns once the broker has acknowledged every row of the transaction and the transaction.
   *
   * @throws org.apache.kafka.common.errors.TimeoutException when that isn't known yet: call again
   */
  void commit() {
    producer.commitTransaction();
  }

  @Override
  public void close() {
    producer.close(Duration.ZERO);
  }
}
