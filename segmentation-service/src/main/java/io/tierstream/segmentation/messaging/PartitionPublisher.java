package io.tierstream.segmentation.messaging;

import io.tierstream.events.RecordHeaderBytes;
import io.tierstream.segmentation.persistence.Publication;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Publishes what a partition number's commits have decided, one Kafka transaction at a time. Its
 * transactional id is the number's: initialising it fences whoever published for the number before.
 */
final class PartitionPublisher implements AutoCloseable {

  private final int number;
  private final String crossing;
  private final Map<String, Object> configuration;
  private KafkaProducer<byte[], byte[]> producer;

  /**
   * @param crossing the topic of what goes to other numbers, too, by its key
   * @param configuration of the producer, its {@code transactional.id} included
   */
  PartitionPublisher(int number, String crossing, Map<String, Object> configuration) {
    this.number = number;
    this.crossing = crossing;
    this.configuration = configuration;
  }

  /** Fences the predecessor; may be repeated when it failed. */
  void initialise() {
    close();
    producer =
        new KafkaProducer<>(configuration, new ByteArraySerializer(), new ByteArraySerializer());
    try {
      producer.initTransactions();
    } catch (KafkaException e) {
      close();
      throw e;
    }
  }

  boolean isInitialised() {
    return producer != null;
  }

  /** Hands the records to the producer in an open transaction; {@link #commit} ends it. */
  void send(List<Publication> publications) {
    producer.beginTransaction();
    for (var publication : publications) {
      var unused =
          producer.send(
              new ProducerRecord<>(
                  publication.topic(),
                  // Dead letters stay in their number whatever key they have, or none.
                  publication.topic().equals(crossing) ? null : Integer.valueOf(number),
                  publication.recordTime().toEpochMilli(),
                  publication.key(),
                  publication.value(),
                  RecordHeaderBytes.read(publication.headers())));
    }
  }

  /** Returns when the broker has acknowledged all of it. */
  void commit() {
    producer.commitTransaction();
  }

  /** Forgets what was sent and not committed; the producer has to be initialised anew. */
  @Override
  public void close() {
    if (producer != null) {
      producer.close(Duration.ZERO);
      producer = null;
    }
  }
}
