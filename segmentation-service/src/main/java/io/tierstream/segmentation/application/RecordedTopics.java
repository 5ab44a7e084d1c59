package io.tierstream.segmentation.application;

import io.tierstream.segmentation.persistence.Publication;
import io.tierstream.segmentation.persistence.StagedRecord;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The input topics and their dead letters, read from the beginning beside those who consume them.
 */
public interface RecordedTopics {

  /** Takes what is read, one after the other. */
  interface Sink<T> {
    void take(T one) throws SQLException;
  }

  /** How many partition numbers there are. */
  int numbers();

  /** The topic that the broker calls {@code name}, without prefix. */
  String topic(String name);

  /**
   * What is there of a partition.
   *
   * @param first offset of the first record that is still there
   * @param end offset after the last record
   */
  record Extent(long first, long end) {}

  /**
   * A recorded dead letter.
   *
   * @param topic of the record that it was, without prefix
   * @param offset of that record
   */
  record Refusal(String topic, long offset, String reason) {}

  /** Reads on, number by number. */
  interface Reader extends AutoCloseable {

    /**
     * Reads what is there now of {@code number} in every input topic, and its dead letters.
     *
     * @return how much is there, by input topic
     */
    Map<String, Extent> read(int number, Sink<StagedRecord> records, Sink<Refusal> refusals)
        throws SQLException;

    @Override
    void close();
  }

  /** Begins to read. */
  Reader open();

  /** What a publication to an input topic means to those who read it. */
  Intake intake(Publication publication);

  /** The dead letter that is to be published; empty when it is something else. */
  Optional<Refusal> refusal(Publication publication);

  /** The input topics, without prefix. */
  Set<String> inputs();

  /** The id of the event; null when there is none. */
  String eventId(byte[] headers);

  /** What a record means, as the pipeline would read it; refused where it can't be read. */
  Intake intake(StagedRecord record);
}
