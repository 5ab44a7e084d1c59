package io.tierstream.segmentation.messaging;

import io.tierstream.events.CloudEvent;
import io.tierstream.events.PoisonException;
import io.tierstream.events.Topics;
import io.tierstream.segmentation.application.Intake;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jboss.logging.Logger;

/**
 * Reads what was polled before it waits for its worker: the raw records, of which thousands would
 * wait, are let go of at once. Safe for several threads.
 */
final class PollReader {

  private static final Logger LOG = Logger.getLogger(PollReader.class);

  private final Topics topics;
  private final FactReader reader;
  private final DeadLetters deadLetters;

  PollReader(Topics topics, FactReader reader, DeadLetters deadLetters) {
    this.topics = topics;
    this.reader = reader;
    this.deadLetters = deadLetters;
  }

  ReadPoll read(ConsumerRecords<byte[], byte[]> polled) {
    var partitions = new ArrayList<ReadPoll.OfPartition>();
    for (var partition : polled.partitions()) {
      var topic = topics.topic(partition.topic());
      var records = polled.records(partition);
      partitions.add(
          new ReadPoll.OfPartition(
              topic,
              partition.partition(),
              PollStamps.stamp(records.get(0)),
              read(records, topics.partitions(topic))));
    }
    return new ReadPoll(partitions, polled.count());
  }

  private List<ReadPoll.OfRecord> read(
      List<ConsumerRecord<byte[], byte[]>> records, int partitions) {
    var read = new ArrayList<ReadPoll.OfRecord>(records.size());
    for (var record : records) {
      read.add(
          new ReadPoll.OfRecord(
              record.offset(),
              Instant.ofEpochMilli(record.timestamp()),
              CloudEvent.traceparent(record.headers()),
              read(record, partitions)));
    }
    return read;
  }

  private Intake read(ConsumerRecord<byte[], byte[]> record, int partitions) {
    try {
      return reader.read(record, partitions);
    } catch (PoisonException e) {
      return refused(record, e);
    }
  }

  /** The dead letter that {@code record} becomes. */
  Intake.Refused refused(ConsumerRecord<byte[], byte[]> record, PoisonException poison) {
    LOG.warnf(
        "Refused %s-%d@%d: %s, %s",
        record.topic(), record.partition(), record.offset(), poison.reason(), poison.getMessage());
    return deadLetters.of(record, poison);
  }
}
