package io.tierstream.local.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.events.DeadLetter;
import io.tierstream.events.PoisonException.Reason;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * How far the letters of one partition have been replayed, for each reason. Each mark is a record
 * among the letters, put there by the transaction that replays: unlike offsets that a group
 * commits, which a broker forgets a week later, it stays as long as the letters below it.
 */
final class Marks {
  private static final String REASON = DeadLetter.HEADER_PREFIX + "replayed-reason";
  private static final String BELOW = DeadLetter.HEADER_PREFIX + "replayed-below";

  /** Every letter has it, whatever else its record brought along; a mark doesn't. */
  private static final String LETTER = DeadLetter.HEADER_PREFIX + "reason";

  private final Map<Reason, Long> below = new EnumMap<>(Reason.class);

  /** Letters with {@code reason} below this offset are done. */
  static ProducerRecord<byte[], byte[]> mark(
      TopicPartition letters, Reason reason, long below, long timestamp) {
    var headers =
        new RecordHeaders()
            .add(REASON, reason.name().getBytes(UTF_8))
            .add(BELOW, Long.toString(below).getBytes(UTF_8));
    return new ProducerRecord<>(
        letters.topic(), letters.partition(), timestamp, null, null, headers);
  }

  static boolean isMark(ConsumerRecord<byte[], byte[]> record) {
    return record.headers().lastHeader(LETTER) == null
        && record.headers().lastHeader(REASON) != null;
  }

  /** Of one reason the last mark counts. */
  void read(ConsumerRecord<byte[], byte[]> mark) {
    try {
      below.put(
          Reason.valueOf(Letter.text(mark.headers(), REASON)),
          Long.valueOf(Letter.text(mark.headers(), BELOW)));
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new ReplayFailure(
          "%s-%d has a mark at %d that can't be read"
              .formatted(mark.topic(), mark.partition(), mark.offset()));
    }
  }

  boolean isDone(Letter letter) {
    return letter.offset() < below.getOrDefault(letter.reason(), 0L);
  }
}
