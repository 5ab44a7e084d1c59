package io.tierstream.segmentation.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.reactive.messaging.kafka.impl.KafkaRecordHelper;
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

  private static final int MAX_DETAIL = 500;

  private final Topics topics;
  private final String consumer;

  DeadLetters(Topics topics, String consumer) {
    this.topics = topics;
    this.consumer = consumer;
  }

  Intake.Refused of(ConsumerRecord<byte[], byte[]> original, PoisonException poison) {
    var headers = new RecordHeaders();
    for (var header : original.headers()) {
      if (!ADDED.contains(header.key())) {
        headers.add(header);
      }
    }
    add(headers, "reason", poison.reason().name());
    add(headers, "exception", shortened(poison.getMessage()));
    add(headers, "topic", original.topic());
    add(headers, "partition", Integer.toString(original.partition()));
    add(headers, "offset", Long.toString(original.offset()));
    add(headers, "timestamp", Long.toString(original.timestamp()));
    return new Intake.Refused(
        topics.deadLetters(topics.topic(original.topic()), consumer),
        original.key(),
        RecordHeaderBytes.write(headers),
        original.value());
  }

  private static String shortened(String detail) {
    return detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL);
  }

  private static void add(RecordHeaders headers, String name, String value) {
    headers.add("dead-letter-" + name, value.getBytes(UTF_8));
  }
}
