package io.tierstream.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

/** Envelopes are read by their bytes as they would be by the rules in full. */
class EnvelopesTest {

  private static final Mutations MUTATIONS = Mutations.of("envelopes");
  private static final int TRIES = 20;
  private static final byte[] DATA = "{}".getBytes(UTF_8);
  private static final List<String> NAMES =
      List.of(
          CloudEvent.SPECVERSION_HEADER,
          CloudEvent.ID_HEADER,
          CloudEvent.SOURCE_HEADER,
          CloudEvent.TYPE_HEADER,
          CloudEvent.TIME_HEADER,
          CloudEvent.SUBJECT_HEADER,
          CloudEvent.BACKFILL_HEADER,
          CloudEvent.TRACEPARENT_HEADER,
          CloudEvent.CONTENT_TYPE_HEADER,
          "CE_ID",
          "");
  private static final List<String> VALUES =
      List.of(
          "",
          " ",
          "1.0",
          "1.0 ",
          "1",
          "application/json",
          "application/json; charset=utf-8",
          "application/json; \u00e9",
          "application/jso",
          "0197-1",
          "x".repeat(64),
          "x".repeat(65),
          "x".repeat(255),
          "x".repeat(256),
          "caf\u00e9",
          "io.tierstream.",
          "io.tierstream.order.paid.v1",
          "order.paid.v1",
          "2026-01-02T03:05:00Z",
          "2026-01-02T03:05:00.123456789Z",
          "2026-01-02T03:05:00+01:00",
          "2016-12-31T23:59:60Z",
          "2026-02-29T00:00:00Z",
          "+12026-01-02T03:05:00Z",
          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          "00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

  @Test
  void areReadOrRefusedAsTheRulesSay() {
    MUTATIONS
        .numbers()
        .forEach(
            number -> {
              var dice = MUTATIONS.dice(number);
              for (int i = 0; i < TRIES; i++) {
                var headers = mutated(dice);
                assertThat(outcome(headers))
                    .as("%s, %s", headers, MUTATIONS.again(number))
                    .isEqualTo(ruled(headers));
              }
            });
  }

  @Test
  void areReadOrRefusedAsTheRulesSayOnceMutated() {
    var records =
        new RecordMutations(
            Subscription.ofInbox(
                "x", Topics.ORDERS, Subscription.Type.keyed("order.paid.v1", "orderId:ID")),
            MUTATIONS,
            "run",
            Instant.parse("2026-01-02T03:05:00Z"),
            false);
    MUTATIONS
        .numbers()
        .forEach(
            number -> {
              var headers = records.mutated(number).headers();
              assertThat(outcome(headers)).as(MUTATIONS.again(number)).isEqualTo(ruled(headers));
            });
  }

  private static Headers mutated(Random dice) {
    var headers =
        new CloudEvent(
                "0197-1",
                "order-service",
                "io.tierstream.order.paid.v1",
                Instant.ofEpochSecond(dice.nextInt(), dice.nextInt(1_000_000_000)),
                "O-1",
                dice.nextBoolean() ? "job-7" : null,
                dice.nextBoolean()
                    ? "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
                    : null,
                DATA)
            .toHeaders();
    for (int i = 0; i < dice.nextInt(3); i++) {
      var name = NAMES.get(dice.nextInt(NAMES.size()));
      if (dice.nextInt(4) == 0) {
        headers.remove(name);
      } else {
        headers.add(name, value(headers, name, dice));
      }
    }
    return headers;
  }

  private static byte[] value(Headers headers, String name, Random dice) {
    var last = headers.lastHeader(name);
    return switch (dice.nextInt(8)) {
      case 0 -> null;
      case 1 -> new byte[] {(byte) 0xc3, 0x28};
      case 2, 3 -> {
        var damaged = last == null || last.value() == null ? new byte[3] : last.value().clone();
        if (damaged.length > 0) {
          damaged[dice.nextInt(damaged.length)] = (byte) dice.nextInt(256);
        }
        yield damaged;
      }
      default -> VALUES.get(dice.nextInt(VALUES.size())).getBytes(UTF_8);
    };
  }

  private static Object outcome(Headers headers) {
    try {
      var event =
          CloudEvent.from(
              new ConsumerRecord<>(
                  "orders",
                  0,
                  0,
                  0,
                  TimestampType.CREATE_TIME,
                  1,
                  1,
                  null,
                  DATA,
                  headers,
                  Optional.empty()));
      assertThat(CloudEvent.traceparent(headers)).isEqualTo(event.traceparent());
      assertThat(CloudEvent.TYPE_PREFIX + event.shortType())
          .isIn(event.type(), CloudEvent.TYPE_PREFIX + event.type());
      return event;
    } catch (MalformedEventException e) {
      return e.getMessage();
    }
  }

  /** The event, or why it is none: by the last header of each name, as a text. */
  private static Object ruled(Headers headers) {
    try {
      if (!required(headers, CloudEvent.SPECVERSION_HEADER, "[!-~]{1,255}").equals("1.0")) {
        return "ce_specversion isn't 1.0";
      }
      if (!required(headers, CloudEvent.CONTENT_TYPE_HEADER).startsWith("application/json")) {
        return "content-type isn't application/json";
      }
      var trace = text(headers, CloudEvent.TRACEPARENT_HEADER);
      return new CloudEvent(
          required(headers, CloudEvent.ID_HEADER, "[A-Za-z0-9._:-]{1,64}"),
          required(headers, CloudEvent.SOURCE_HEADER, "[!-~]{1,255}"),
          required(headers, CloudEvent.TYPE_HEADER, "[!-~]{1,255}"),
          Instant.parse(required(headers, CloudEvent.TIME_HEADER)),
          required(headers, CloudEvent.SUBJECT_HEADER, "[A-Za-z0-9._:-]{1,64}"),
          headers.lastHeader(CloudEvent.BACKFILL_HEADER) == null
              ? null
              : required(headers, CloudEvent.BACKFILL_HEADER, "[A-Za-z0-9._:-]{1,64}"),
          trace != null && trace.matches("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")
              ? trace
              : null,
          DATA);
    } catch (DateTimeException e) {
      return "ce_time isn't an instant";
    } catch (MalformedEventException e) {
      return e.getMessage();
    }
  }

  private static String required(Headers headers, String name, String pattern) {
    var text = required(headers, name);
    if (!text.matches(pattern)) {
      throw new MalformedEventException(name + " doesn't match " + pattern);
    }
    return text;
  }

  private static String required(Headers headers, String name) {
    var text = text(headers, name);
    if (text == null) {
      throw new MalformedEventException(name + " is missing or isn't UTF-8");
    }
    return text;
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
}
