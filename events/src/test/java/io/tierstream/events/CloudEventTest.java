package io.tierstream.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CloudEventTest {

  private static final byte[] DATA = "{\"orderId\":\"O-1\"}".getBytes(UTF_8);

  private static final CloudEvent PAID =
      new CloudEvent(
          "0197-1",
          "order-service",
          "io.tierstream.order.paid.v1",
          Instant.parse("2026-01-02T03:05:00.000123Z"),
          "O-1",
          "job-7",
          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          DATA);

  @Test
  void isReadAsItWasWritten() {
    assertThat(CloudEvent.from(record(PAID.toHeaders(), DATA))).isEqualTo(PAID);
  }

  @Test
  void hasTheHeadersOfTheBinaryContentMode() {
    assertThat(PAID.toHeaders())
        .extracting(header -> header.key() + "=" + new String(header.value(), UTF_8))
        .containsExactlyInAnyOrder(
            "ce_specversion=1.0",
            "ce_id=0197-1",
            "ce_source=order-service",
            "ce_type=io.tierstream.order.paid.v1",
            "ce_time=2026-01-02T03:05:00.000123Z",
            "ce_subject=O-1",
            "content-type=application/json",
            "traceparent=00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "ce_backfill=job-7");
  }

  @Test
  void aLiveFactWithoutATraceHasNeitherHeader() {
    var live =
        new CloudEvent(
            PAID.id(), PAID.source(), PAID.type(), PAID.time(), PAID.subject(), null, null, DATA);
    assertThat(live.toHeaders())
        .extracting(header -> header.key())
        .doesNotContain("traceparent", "ce_backfill");
    assertThat(CloudEvent.from(record(live.toHeaders(), DATA))).isEqualTo(live);
  }

  @Test
  void itsTimeIsCutToMicroseconds() {
    var event =
        new CloudEvent(
            "i", "s", "t", Instant.parse("2026-01-02T03:05:00.000123999Z"), "O", null, null, DATA);
    assertThat(event.time()).isEqualTo("2026-01-02T03:05:00.000123Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ce_specversion",
        "ce_id",
        "ce_source",
        "ce_type",
        "ce_time",
        "ce_subject",
        "content-type"
      })
  void aMissingHeaderIsNamed(String header) {
    var headers = PAID.toHeaders();
    headers.remove(header);
    assertMalformed(headers, DATA, header);
  }

  @ParameterizedTest
  @CsvSource({
    "ce_specversion, 0.3",
    "ce_id, a b",
    "ce_id, ''",
    "ce_id, 01234567890123456789012345678901234567890123456789012345678901234",
    "ce_source, ''",
    "ce_type, a b",
    "ce_time, yesterday",
    "ce_subject, O/1",
    "ce_backfill, ''",
    "content-type, text/plain",
  })
  void anUnusableHeaderIsNamed(String header, String value) {
    assertMalformed(with(header, value.getBytes(UTF_8)), DATA, header);
  }

  @Test
  void aHeaderThatIsNoTextIsNamed() {
    assertMalformed(with("ce_id", new byte[] {(byte) 0xC3, 0x28}), DATA, "ce_id");
    assertMalformed(with("ce_id", null), DATA, "ce_id");
  }

  @Test
  void aRecordWithoutValueIsNoEvent() {
    assertMalformed(PAID.toHeaders(), null, "value");
  }

  @Test
  void theLastOfEqualHeadersCounts() {
    assertThat(CloudEvent.from(record(with("ce_id", "another".getBytes(UTF_8)), DATA)).id())
        .isEqualTo("another");
  }

  @Test
  void aBrokenTraceIsDropped() {
    assertThat(CloudEvent.from(record(with("traceparent", "x".getBytes(UTF_8)), DATA)))
        .extracting(CloudEvent::traceparent)
        .isNull();
  }

  @Test
  void saysWhichFactItIsButNotItsContent() {
    assertThat(PAID).hasToString("io.tierstream.order.paid.v1 0197-1 of O-1");
  }

  private static Headers with(String header, byte[] value) {
    return PAID.toHeaders().add(header, value);
  }

  private static void assertMalformed(Headers headers, byte[] value, String what) {
    assertThatThrownBy(() -> CloudEvent.from(record(headers, value)))
        .isInstanceOf(MalformedEventException.class)
        .hasMessageContaining(what);
  }

  private static ConsumerRecord<byte[], byte[]> record(Headers headers, byte[] value) {
    return new ConsumerRecord<>(
        "orders",
        0,
        0,
        0,
        TimestampType.CREATE_TIME,
        1,
        1,
        "C-1".getBytes(UTF_8),
        value,
        headers,
        Optional.empty());
  }
}
