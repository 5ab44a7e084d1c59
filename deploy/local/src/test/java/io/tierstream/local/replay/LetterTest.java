package io.tierstream.local.replay;

import static io.tierstream.local.replay.Letters.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.events.PoisonException.Reason;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LetterTest {
  private static final TopicPartition LETTERS = new TopicPartition("orders.segmentation.dlq", 3);

  @Test
  void itSaysWhereTheRecordStood() {
    var letter = Letter.of(record("k", letterHeaders())).orElseThrow();
    assertThat(letter.origin()).isEqualTo(new TopicPartition("orders", 3));
    assertThat(letter.originOffset()).isEqualTo(17);
    assertThat(letter)
        .hasToString("partition 3, offset 5 (UNPARSABLE, from orders-3 at 17, key k)");
  }

  @Test
  void ofTwoHeadersTheConsumersOwnCounts() {
    // A record can bring along what looks like a letter's.
    var headers = new RecordHeaders().add("dead-letter-topic", bytes("customers"));
    letterHeaders().forEach(headers::add);
    var letter = Letter.of(record("k", headers)).orElseThrow();
    assertThat(letter.origin().topic()).isEqualTo("orders");
    assertThat(letter.original("orders", 1).headers()).isEmpty();
  }

  @Test
  void aRecordWithoutAReasonThatIsKnownIsNoLetter() {
    assertThat(Letter.of(record("k", new RecordHeaders()))).isEmpty();
    var unknown = new RecordHeaders().add("dead-letter-reason", bytes("TO_COME"));
    assertThat(Letter.of(record("k", unknown))).isEmpty();
  }

  @Test
  void aLetterThatDoesntSayWhereItCameFromComesFromNowhere() {
    var headers = new RecordHeaders().add("dead-letter-reason", bytes("UNPARSABLE"));
    headers.add("dead-letter-offset", bytes("x")).add("dead-letter-partition", bytes("-1"));
    var letter = Letter.of(record(null, headers)).orElseThrow();
    assertThat(letter.origin()).isNull();
    assertThat(letter.originOffset()).isNegative();
    assertThat(letter.toString()).contains("no key");
  }

  @Test
  void whatIsToldOfAKeyCanBePrinted() {
    assertThat(Letter.of(record("a\u001b[31m ü", letterHeaders())).orElseThrow().toString())
        .endsWith("key a?[31m??)");
  }

  @ParameterizedTest
  @CsvSource({
    "io.tierstream.customer.erased.v1, true",
    "io.tierstream.segment.erased.v12, true",
    "io.tierstream.customer.changed.v1, false",
    "io.tierstream.customer.erased.v1.draft, false"
  })
  void anErasureIsToldByItsType(String type, boolean isErasure) {
    var headers = letterHeaders();
    headers.add("ce_type", bytes(type));
    assertThat(Letter.of(record("k", headers)).orElseThrow().isErasure()).isEqualTo(isErasure);
  }

  @Test
  void aMarkIsReadAndARecordThatOnlyLooksLikeOneIsALetter() {
    var marks = new Marks();
    var mark = Marks.mark(LETTERS, Reason.UNPARSABLE, 6, 1);
    assertThat(Marks.isMark(record(null, mark.headers()))).isTrue();
    var letter = Letter.of(record("k", letterHeaders())).orElseThrow();
    assertThat(marks.isDone(letter)).isFalse();
    marks.read(record(null, mark.headers()));
    assertThat(marks.isDone(letter)).isTrue();
    // What begins anew.
    marks.read(record(null, Marks.mark(LETTERS, Reason.UNPARSABLE, 5, 1).headers()));
    assertThat(marks.isDone(letter)).isFalse();

    var looks = letterHeaders();
    mark.headers().forEach(looks::add);
    assertThat(Marks.isMark(record("k", looks))).isFalse();
    assertThat(Letter.of(record("k", looks)).orElseThrow().original("orders", 1).headers())
        .isEmpty();
  }

  private static RecordHeaders letterHeaders() {
    var headers = new RecordHeaders();
    headers
        .add("dead-letter-reason", bytes("UNPARSABLE"))
        .add("dead-letter-topic", bytes("orders"))
        .add("dead-letter-partition", bytes("3"))
        .add("dead-letter-offset", bytes("17"));
    return headers;
  }

  private static ConsumerRecord<byte[], byte[]> record(String key, Headers headers) {
    return new ConsumerRecord<>(
        LETTERS.topic(),
        LETTERS.partition(),
        5,
        1,
        TimestampType.CREATE_TIME,
        0,
        0,
        bytes(key),
        bytes("v"),
        headers,
        Optional.empty());
  }
}
