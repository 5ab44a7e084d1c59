package io.tierstream.segmentation.messaging;

import io.smallrye.reactive.messaging.kafka.impl.KafkaRecordHelper;
import io.tierstream.events.DeadLetter;
import io.tierstream.events.PoisonException;
import io.tierstream.events.RecordHeaderBytes;
import io.tierstream.events.Topics;
import io.tierstream.segmentation.application.Intake;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Dead letters: the original bytes and headers, and where and why they were refused. */
final class DeadLetters {

  /** What the connector and we add on the way; no part of the original. */
  private static final Set<String> ADDED =
      Set.of(PollStamps.HEADER, KafkaRecordHelper.SMALLRYE_GENERATION_ID);

  private final Topics topics;
  private final String consumer;

  DeadLetters(Topics topics, String consumer) {
    this.topics = topics;
    this.consumer = consumer;
  }

  /** The headers of {@code original} as its producer wrote them. */
  static byte[] originalHeaders(ConsumerRecord<byte[], byte[]> original) {
    var headers = new RecordHeaders();
    for (var header : original.headers()) {
      if (!ADDED.contains(header.key())) {
        headers.add(header);
      }
    }
    return RecordHeaderBytes.write(headers);
  }

  Intake.Refused of(ConsumerRecord<byte[], byte[]> original, PoisonException poison) {
    return new Intake.Refused(
        topics.deadLetters(topics.topic(original.topic()), consumer),
        DeadLetter.key(original),
        RecordHeaderBytes.write(DeadLetter.headers(original, poison, ADDED)),
        DeadLetter.value(original));
  }
}
