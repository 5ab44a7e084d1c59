package io.tierstream.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A CloudEvent 1.0 as it travels in Kafka's binary content mode: attributes in headers, JSON in the
 * value.
 *
 * @param id assigned once, in the transaction that made the fact true; survives every retry
 * @param source the service that owns the fact, such as {@code order-service}
 * @param type full type with version, such as {@code io.tierstream.order.paid.v1}
 * @param time when it happened or was recorded; kept to the microsecond
 * @param subject id of the aggregate, or of the job
 * @param backfill the job that imported the fact; null when it is live
 * @param traceparent W3C trace context; null when there is none
 * @param data JSON, UTF-8; not copied
 */
public record CloudEvent(
    String id,
    String source,
    String type,
    Instant time,
    String subject,
    String backfill,
    String traceparent,
    byte[] data) {

  public static final String SPECVERSION_HEADER = "ce_specversion";
  public static final String ID_HEADER = "ce_id";
  public static final String SOURCE_HEADER = "ce_source";
  public static final String TYPE_HEADER = "ce_type";
  public static final String TIME_HEADER = "ce_time";
  public static final String SUBJECT_HEADER = "ce_subject";
  public static final String BACKFILL_HEADER = "ce_backfill";
  public static final String TRACEPARENT_HEADER = "traceparent";
  public static final String CONTENT_TYPE_HEADER = "content-type";

  /** The namespace of all types. */
  public static final String TYPE_PREFIX = "io.tierstream.";

  private static final String SPECVERSION = "1.0";
  private static final String JSON = "application/json";
  private static final Pattern NAME = Pattern.compile("[!-~]{1,255}");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
  private static final Pattern TRACEPARENT =
      Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  public CloudEvent {
    requireNonNull(id, "id");
    requireNonNull(source, "source");
    requireNonNull(type, "type");
    time = time.truncatedTo(ChronoUnit.MICROS);
    requireNonNull(subject, "subject");
    requireNonNull(data, "data");
  }

  /** The attributes as record headers, {@code content-type} included. */
  public Headers toHeaders() {
    var headers = new RecordHeaders();
    add(headers, SPECVERSION_HEADER, SPECVERSION);
    add(headers, ID_HEADER, id);
    add(headers, SOURCE_HEADER, source);
    add(headers, TYPE_HEADER, type);
    add(headers, TIME_HEADER, time.toString());
    add(headers, SUBJECT_HEADER, subject);
    add(headers, CONTENT_TYPE_HEADER, JSON);
    if (traceparent != null) {
      add(headers, TRACEPARENT_HEADER, traceparent);
    }
    if (backfill != null) {
      add(headers, BACKFILL_HEADER, backfill);
    }
    return headers;
  }

  /**
   * Reads the envelope; the value is taken as it is, its JSON isn't parsed here.
   *
   * @throws MalformedEventException naming the header that is missing or unusable, or the value
   *     when there is none
   */
  public static CloudEvent from(ConsumerRecord<byte[], byte[]> record) {
    var headers = record.headers();
    if (!SPECVERSION.equals(required(headers, SPECVERSION_HEADER, NAME))) {
      throw new MalformedEventException(SPECVERSION_HEADER + " isn't " + SPECVERSION);
    }
    if (!required(headers, CONTENT_TYPE_HEADER).startsWith(JSON)) {
      throw new MalformedEventException(CONTENT_TYPE_HEADER + " isn't " + JSON);
    }
    if (record.value() == null) {
      throw new MalformedEventException("the value is missing");
    }
    return new CloudEvent(
        required(headers, ID_HEADER, ID),
        required(headers, SOURCE_HEADER, NAME),
        required(headers, TYPE_HEADER, NAME),
        instant(required(headers, TIME_HEADER)),
        required(headers, SUBJECT_HEADER, ID),
        headers.lastHeader(BACKFILL_HEADER) == null ? null : required(headers, BACKFILL_HEADER, ID),
        traceparent(headers),
        record.value());
  }

  /** What the type is called without its namespace, such as {@code order.paid.v1}. */
  public String shortType() {
    return type.startsWith(TYPE_PREFIX) ? type.substring(TYPE_PREFIX.length()) : type;
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new MalformedEventException(TIME_HEADER + " isn't an instant");
    }
  }

  /** The trace that a record belongs to; null when there is none, or none that is usable. */
  public static String traceparent(Headers headers) {
    return usableTraceparent(text(headers, TRACEPARENT_HEADER));
  }

  // The trace is a courtesy: a broken one is dropped, as W3C wants it, and harms no fact.
  static String usableTraceparent(String value) {
    return value != null && TRACEPARENT.matcher(value).matches() ? value : null;
  }

  private static String required(Headers headers, String name, Pattern pattern) {
    var value = required(headers, name);
    if (!pattern.matcher(value).matches()) {
      throw new MalformedEventException(name + " doesn't match " + pattern);
    }
    return value;
  }

  private static String required(Headers headers, String name) {
    var value = text(headers, name);
    if (value == null) {
      throw new MalformedEventException(name + " is missing or isn't UTF-8");
    }
    return value;
  }

  private static String text(Headers headers, String name) {
    var header = headers.lastHeader(name);
    if (header == null || header.value() == null) {
      return null;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(header.value())).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CloudEvent that
        && id.equals(that.id)
        && source.equals(that.source)
        && type.equals(that.type)
        && time.equals(that.time)
        && subject.equals(that.subject)
        && Objects.equals(backfill, that.backfill)
        && Objects.equals(traceparent, that.traceparent)
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  /** Names the fact, never its payload. */
  @Override
  public String toString() {
    return type + " " + id + " of " + subject;
  }
}
