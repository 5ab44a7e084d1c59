package io.tierstream.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record that could not be taken in: the original bytes and headers, and where it stood and why
 * it was refused.
 *
 * @param topic the dead-letter topic, without prefix
 * @param partition the same number as the record's own
 * @param key null when the record had none; not copied unless cut
 * @param timestamp when it was refused
 * @param headers those of the record and {@code dead-letter-*}
 * @param value null when the record had none; not copied unless cut
 */
public record DeadLetter(
    String topic, int partition, byte[] key, Instant timestamp, Headers headers, byte[] value) {

  /** What the names of those headers begin with that a letter has beside the record's own. */
  public static final String HEADER_PREFIX = "dead-letter-";

  /** What the names of their topics end with. */
  public static final String TOPIC_SUFFIX = ".dlq";

  /** What the connector adds on the way; no part of the original. */
  private static final Set<String> ADDED = Set.of("__smallrye_generation_id");

  private static final int MAX_DETAIL = 500;

  /** The longest value that is kept whole: more than ten times what a topic takes as it is. */
  public static final int MAX_VALUE_BYTES = 12 * 1024 * 1024;

  /** The longest key that is kept whole; the partition stays the record's. */
  public static final int MAX_KEY_BYTES = 64 * 1024;

  /** What producers of dead letters must be able to send, and their topics to hold. */
  public static final int MAX_REQUEST_BYTES = 13 * 1024 * 1024;

  private static final int MAX_HEADERS_BYTES = 512 * 1024;

  /**
   * The dead letter that {@code original} becomes.
   *
   * @param source its topic, without prefix
   * @param consumer who refuses it
   */
  static DeadLetter of(
      ConsumerRecord<byte[], byte[]> original,
      String source,
      String consumer,
      PoisonException poison,
      Instant now) {
    return new DeadLetter(
        topic(source, consumer),
        original.partition(),
        key(original),
        now,
        headers(original, poison, ADDED),
        value(original));
  }

  /** The topic of what {@code consumer} refuses of {@code source}; both with prefix or without. */
  public static String topic(String source, String consumer) {
    return source + "." + consumer + TOPIC_SUFFIX;
  }

  /** The key of the dead letter that {@code original} becomes; null when it has none. */
  public static byte[] key(ConsumerRecord<byte[], byte[]> original) {
    return cut(original.key(), MAX_KEY_BYTES);
  }

  /** The value of the dead letter that {@code original} becomes; null when it has none. */
  public static byte[] value(ConsumerRecord<byte[], byte[]> original) {
    return cut(original.value(), MAX_VALUE_BYTES);
  }

  /**
   * The headers of the dead letter that {@code original} becomes: its own, where it stood and why
   * it was refused; and {@code dead-letter-cut} where the record, which came compressed, is too
   * large to be kept whole: a letter that no topic takes would hold up everything behind it.
   *
   * @param added names of headers that came on the way to the consumer; no part of the original
   */
  public static Headers headers(
      ConsumerRecord<byte[], byte[]> original, PoisonException poison, Set<String> added) {
    var headers = new RecordHeaders();
    var cut = key(original) != original.key() || value(original) != original.value();
    var bytes = 0L;
    for (var header : original.headers()) {
      if (added.contains(header.key())) {
        continue;
      }
      bytes += size(header);
      if (bytes <= MAX_HEADERS_BYTES) {
        headers.add(header);
      } else {
        cut = true;
      }
    }
    add(headers, "reason", poison.reason().name());
    add(headers, "exception", shortened(poison.getMessage()));
    add(headers, "topic", original.topic());
    add(headers, "partition", Integer.toString(original.partition()));
    add(headers, "offset", Long.toString(original.offset()));
    add(headers, "timestamp", Long.toString(original.timestamp()));
    if (cut) {
      add(
          headers,
          "cut",
          "key %d bytes, value %d bytes"
              .formatted(length(original.key()), length(original.value())));
    }
    return headers;
  }

  private static byte[] cut(byte[] bytes, int most) {
    return bytes == null || bytes.length <= most ? bytes : Arrays.copyOf(bytes, most);
  }

  private static long size(Header header) {
    return header.key().length() * 4L + length(header.value());
  }

  private static int length(byte[] bytes) {
    return bytes == null ? 0 : bytes.length;
  }

  private static String shortened(String detail) {
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL);
  }

  private static void add(RecordHeaders headers, String name, String value) {
    headers.add(HEADER_PREFIX + name, value.getBytes(UTF_8));
  }
}
