package io.tierstream.events;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
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

  private static final KnownTexts NAMES = new KnownTexts();
  private static final KnownTexts SHORT_TYPES = new KnownTexts();

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
    var attributes = new Attributes(record.headers());
    if (!isExactly(SPECVERSION, attributes.specversion)
        && !SPECVERSION.equals(required(SPECVERSION_HEADER, attributes.specversion, NAME))) {
      throw new MalformedEventException(SPECVERSION_HEADER + " isn't " + SPECVERSION);
    }
    if (!isPlainJson(attributes.contentType)
        && !required(CONTENT_TYPE_HEADER, attributes.contentType).startsWith(JSON)) {
      throw new MalformedEventException(CONTENT_TYPE_HEADER + " isn't " + JSON);
    }
    if (record.value() == null) {
      throw new MalformedEventException("the value is missing");
    }
    return new CloudEvent(
        id(ID_HEADER, attributes.id),
        name(SOURCE_HEADER, attributes.source),
        name(TYPE_HEADER, attributes.type),
        instant(attributes.time),
        id(SUBJECT_HEADER, attributes.subject),
        attributes.hasBackfill ? id(BACKFILL_HEADER, attributes.backfill) : null,
        traceparent(attributes.traceparent),
        record.value());
  }

  /** The values of the last headers of each name; null when there is no such header, or value. */
  private static final class Attributes {
    private byte[] specversion;
    private byte[] id;
    private byte[] source;
    private byte[] type;
    private byte[] time;
    private byte[] subject;
    private byte[] backfill;
    private boolean hasBackfill;
    private byte[] traceparent;
    private byte[] contentType;

    Attributes(Headers headers) {
      for (var header : headers) {
        switch (header.key()) {
          case SPECVERSION_HEADER -> specversion = header.value();
          case ID_HEADER -> id = header.value();
          case SOURCE_HEADER -> source = header.value();
          case TYPE_HEADER -> type = header.value();
          case TIME_HEADER -> time = header.value();
          case SUBJECT_HEADER -> subject = header.value();
          case BACKFILL_HEADER -> {
            backfill = header.value();
            hasBackfill = true;
          }
          case TRACEPARENT_HEADER -> traceparent = header.value();
          case CONTENT_TYPE_HEADER -> contentType = header.value();
          default -> {
            // Others may have others.
          }
        }
      }
    }
  }

  /** What the type is called without its namespace, such as {@code order.paid.v1}. */
  public String shortType() {
    return type.startsWith(TYPE_PREFIX) ? SHORT_TYPES.behind(TYPE_PREFIX.length(), type) : type;
  }

  private static void add(Headers headers, String name, String value) {
    headers.add(name, value.getBytes(UTF_8));
  }

  private static Instant instant(byte[] value) {
    var plain = value == null ? null : PlainInstant.parse(new String(value, ISO_8859_1));
    if (plain != null) {
      return plain;
    }
    var text = required(TIME_HEADER, value);
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new MalformedEventException(TIME_HEADER + " isn't an instant");
    }
  }

  /** The trace that a record belongs to; null when there is none, or none that is usable. */
  public static String traceparent(Headers headers) {
    var header = headers.lastHeader(TRACEPARENT_HEADER);
    return header == null ? null : traceparent(header.value());
  }

  private static String traceparent(byte[] value) {
    return value != null && AsciiForms.isTraceparent(value) ? new String(value, ISO_8859_1) : null;
  }

  // The trace is a courtesy: a broken one is dropped, as W3C wants it, and harms no fact.
  static String usableTraceparent(String value) {
    return value != null && TRACEPARENT.matcher(value).matches() ? value : null;
  }

  private static boolean isExactly(String text, byte[] value) {
    return value != null && AsciiForms.isSame(text, value, 0, value.length);
  }

  private static boolean isPlainJson(byte[] value) {
    return value != null
        && AsciiForms.begins(JSON, value, 0, value.length)
        && AsciiForms.isAscii(value);
  }

  private static String id(String header, byte[] value) {
    var ascii = value == null ? "" : new String(value, ISO_8859_1);
    return AsciiForms.isId(ascii) ? ascii : required(header, value, ID);
  }

  private static String name(String header, byte[] value) {
    return value != null && AsciiForms.isName(value)
        ? NAMES.of(value, 0, value.length)
        : required(header, value, NAME);
  }

  private static String required(String header, byte[] value, Pattern pattern) {
    var text = required(header, value);
    if (!pattern.matcher(text).matches()) {
      throw new MalformedEventException(header + " doesn't match " + pattern);
    }
    return text;
  }

  private static String required(String header, byte[] value) {
    var text = text(value);
    if (text == null) {
      throw new MalformedEventException(header + " is missing or isn't UTF-8");
    }
    return text;
  }

  private static String text(byte[] value) {
    if (value == null) {
      return null;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
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
