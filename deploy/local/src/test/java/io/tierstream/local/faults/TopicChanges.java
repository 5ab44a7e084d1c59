package io.tierstream.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.local.faults.Finding.Part;
import io.tierstream.segmentation.domain.RecordedOracle;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What segmentation-service has published of the customers of a run, each thing once. */
final class TopicChanges {
  private static final String CHANGES = "tier-changes";
  private static final String SEGMENTS = "customer-segments";
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A tier change.
   *
   * @param digest of its bytes
   */
  record Change(long sequence, String eventId, byte[] digest, String place) {}

  /** The last that {@code customer-segments} says of a customer; null for who is erased. */
  record Segment(
      String tier,
      String segment,
      String lifecycle,
      String scores,
      String composite,
      Integer model,
      Long sequence,
      Instant since,
      long offset) {}

  private final String prefix;
  private final List<Finding> findings;
  private final Set<String> seenRisks = new HashSet<>();
  final Map<String, List<Change>> changes = new HashMap<>();
  final Map<String, List<RecordedOracle.Risk>> risks = new HashMap<>();
  final Map<String, Segment> segments = new HashMap<>();
  long repeats;

  private TopicChanges(String prefix, List<Finding> findings) {
    this.prefix = prefix;
    this.findings = findings;
  }

  static TopicChanges read(Logs logs, String prefix, List<Finding> findings) {
    var published = new TopicChanges(prefix, findings);
    logs.read(
        List.of(CHANGES, SEGMENTS),
        record ->
            published.take(
                record, record.topic().equals(CHANGES) ? published::change : published::segment));
    return published;
  }

  private interface Reading {
    void take(ConsumerRecord<byte[], byte[]> record, String customerId) throws IOException;
  }

  private void take(ConsumerRecord<byte[], byte[]> record, Reading reading) {
    var key = Logs.key(record);
    if (key == null || !key.startsWith(prefix)) {
      return;
    }
    try {
      reading.take(record, key);
    } catch (IOException | RuntimeException e) {
      findings.add(
          new Finding(Part.PUBLISHED, key, place(record), "what can be read", e.toString()));
    }
  }

  private void change(ConsumerRecord<byte[], byte[]> record, String customerId) throws IOException {
    var json = JSON.readTree(record.value());
    var eventId = Logs.header(record, "ce_id");
    if (!customerId.equals(json.get("customerId").asText())) {
      findings.add(
          new Finding(Part.PUBLISHED, customerId, place(record), "its customer's key", "another"));
    }
    if ("io.tierstream.tier.at-risk.v1".equals(Logs.header(record, "ce_type"))) {
      if (seenRisks.add(eventId)) {
        risks.computeIfAbsent(customerId, customer -> new ArrayList<>()).add(risk(json));
      } else {
        repeats++;
      }
      return;
    }
    var seen = changes.computeIfAbsent(customerId, customer -> new ArrayList<>());
    var change =
        new Change(json.get("sequence").asLong(), eventId, digest(record.value()), place(record));
    if (change.sequence() == seen.size() + 1) {
      seen.add(change);
    } else if (change.sequence() < 1 || change.sequence() > seen.size()) {
      findings.add(
          new Finding(
              Part.PUBLISHED,
              customerId,
              change.place(),
              "sequence " + (seen.size() + 1),
              "sequence " + change.sequence()));
    } else {
      repeats++;
      var first = seen.get((int) change.sequence() - 1);
      if (!first.eventId().equals(eventId) || !Arrays.equals(first.digest(), change.digest())) {
        findings.add(
            new Finding(
                Part.PUBLISHED,
                customerId,
                change.place(),
                "the event %s of %s again".formatted(first.eventId(), first.place()),
                "another event %s with sequence %d".formatted(eventId, change.sequence())));
      }
    }
  }

  private static RecordedOracle.Risk risk(JsonNode json) {
    return new RecordedOracle.Risk(
        json.get("sequence").asLong(),
        Content.text(json.path("tier")),
        Content.text(json.path("fallsTo")),
        Content.instant(json.path("fallsAt")),
        Content.instant(json.path("effectiveAt")));
  }

  private void segment(ConsumerRecord<byte[], byte[]> record, String customerId)
      throws IOException {
    var json = JSON.readTree(record.value());
    if ("ERASED".equals(json.path("status").asText())) {
      segments.put(customerId, null);
      return;
    }
    segments.put(
        customerId,
        new Segment(
            Content.text(json.path("tier")),
            Content.text(json.path("segment")),
            Content.text(json.path("lifecycle")),
            scores(json.path("scores")),
            Content.text(json.path("composite")),
            json.get("model").asInt(),
            json.get("sequence").asLong(),
            Content.instant(json.path("since")),
            record.offset()));
  }

  boolean isErased(String customerId) {
    return segments.containsKey(customerId) && segments.get(customerId) == null;
  }

  /** {@code 5 3 3 null}; null for none. */
  static String scores(JsonNode scores) {
    return scores.isObject()
        ? "%s %s %s %s"
            .formatted(
                scores.get("r").asText(),
                scores.get("f").asText(),
                scores.get("m").asText(),
                scores.path("s").asText())
        : null;
  }

  static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String place(ConsumerRecord<byte[], byte[]> record) {
    return "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset());
  }
}
