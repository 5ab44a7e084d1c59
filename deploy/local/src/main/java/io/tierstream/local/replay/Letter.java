package io.tierstream.local.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.events.CloudEvent;
import io.tierstream.events.DeadLetter;
import io.tierstream.events.PoisonException.Reason;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A dead letter, and where the record stood that became it.
 *
 * @param origin null when its headers don't say
 * @param originOffset -1 when its headers don't say
 */
record Letter(
    ConsumerRecord<byte[], byte[]> record,
    Reason reason,
    TopicPartition origin,
    long originOffset,
    boolean isCut) {

  private static final Pattern ERASURE = Pattern.compile(".*\\.erased\\.v\\d+");
  private static final int MAX_KEY = 64;

  /** Empty when {@code record} is no dead letter, or one with a reason that isn't known here. */
  static Optional<Letter> of(ConsumerRecord<byte[], byte[]> record) {
    var headers = record.headers();
    return reason(value(headers, "reason"))
        .map(
            reason ->
                new Letter(
                    record,
                    reason,
                    origin(headers),
                    number(value(headers, "offset")),
                    value(headers, "cut") != null));
  }

  private static Optional<Reason> reason(String name) {
    try {
      return Optional.ofNullable(name).map(Reason::valueOf);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static TopicPartition origin(Headers headers) {
    var topic = value(headers, "topic");
    long partition = number(value(headers, "partition"));
    return topic == null || partition < 0 || partition > Integer.MAX_VALUE
        ? null
        : new TopicPartition(topic, (int) partition);
  }

  private static long number(String text) {
    try {
      return text == null ? -1 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  private static String value(Headers headers, String name) {
    return text(headers, DeadLetter.HEADER_PREFIX + name);
  }

  /** The text of the last header of that name; null when there is none. */
  static String text(Headers headers, String name) {
    var header = headers.lastHeader(name);
    return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
  }

  /** Whether {@code record} says that its key was erased. */
  static boolean isErasure(ConsumerRecord<byte[], byte[]> record) {
    var type = text(record.headers(), CloudEvent.TYPE_HEADER);
    return type != null && ERASURE.matcher(type).matches();
  }

  long offset() {
    return record.offset();
  }

  boolean isErasure() {
    return isErasure(record);
  }

  /** Null when the record has none. */
  ByteBuffer key() {
    return record.key() == null ? null : ByteBuffer.wrap(record.key());
  }

  /** What it takes to hold it. */
  int bytes() {
    return Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
  }

  /** The record as it was, to be put on {@code topic} at {@code timestamp}, in milliseconds. */
  ProducerRecord<byte[], byte[]> original(String topic, long timestamp) {
    var headers = new RecordHeaders();
    for (var header : record.headers()) {
      if (!header.key().startsWith(DeadLetter.HEADER_PREFIX)) {
        headers.add(header);
      }
    }
    return new ProducerRecord<>(
        topic, record.partition(), timestamp, record.key(), record.value(), headers);
  }

  /** Where it is, where it was and whose it is; of the key what can be printed. */
  @Override
  public String toString() {
    return "partition %d, offset %d (%s, from %s at %d, %s)"
        .formatted(record.partition(), offset(), reason, origin, originOffset, printableKey());
  }

  private String printableKey() {
    if (record.key() == null) {
      return "no key";
    }
    var key = new String(record.key(), UTF_8).replaceAll("[^!-~]", "?");
    return "key " + (key.length() <= MAX_KEY ? key : key.substring(0, MAX_KEY) + "…");
  }
}
