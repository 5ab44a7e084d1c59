package io.tierstream.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record that could not be taken in: the original bytes and headers, and where it stood and why
 * it was refused.
 *
 * @param topic the dead-letter topic, without prefix
 * @param partition the same number as the record's own
 * @param key null when the record had none; not copied
 * @param timestamp when it was refused
 * @param headers those of the record and {@code dead-letter-*}
 * @param value null when the record had none; not copied
 */
public record DeadLetter(
    String topic, int partition, byte[] key, Instant timestamp, Headers headers, byte[] value) {

  /** What the connector adds on the way; no part of the original. */
  private static final Set<String> ADDED = Set.of("__smallrye_generation_id");

  private static final int MAX_DETAIL = 500;

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
        source + "." + consumer + ".dlq",
        original.partition(),
        original.key(),
        now,
        headers(original, poison, ADDED),
        original.value());
  }

  /**
   * The headers of the dead letter that {@code original} becomes: its own, where it stood and why
   * it was refused.
   *
   * @param added names of headers that came on the way to the consumer; no part of the original
   */
  public static Headers headers(
      ConsumerRecord<byte[], byte[]> original, PoisonException poison, Set<String> added) {
    var headers = new RecordHeaders();
    for (var header : original.headers()) {
      if (!added.contains(header.key())) {
        headers.add(header);
      }
    }
    add(headers, "reason", poison.reason().name());
    add(headers, "exception", shortened(poison.getMessage()));
    add(headers, "topic", original.topic());
    add(headers, "partition", Integer.toString(original.partition()));
    add(headers, "offset", Long.toString(original.offset()));
    add(headers, "timestamp", Long.toString(original.timestamp()));
    return headers;
  }

  private static String shortened(String detail) {
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL);
  }

  private static void add(RecordHeaders headers, String name, String value) {
    headers.add("dead-letter-" + name, value.getBytes(UTF_8));
  }
}
