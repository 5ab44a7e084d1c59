package io.tierstream.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.Ids;
import io.tierstream.events.OutboxRecord;
import io.tierstream.events.ServiceIdentity;
import io.tierstream.events.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** What stands around the facts of an import: one record in every partition of their topic. */
@ApplicationScoped
class ImportMarkers {

  private final ObjectMapper json;
  private final Ids ids;
  private final Clock clock;
  private final Topics topics;
  private final ServiceIdentity identity;

  ImportMarkers(ObjectMapper json, Ids ids, Clock clock, Topics topics, ServiceIdentity identity) {
    this.json = json;
    this.ids = ids;
    this.clock = clock;
    this.topics = topics;
    this.identity = identity;
  }

  /** The value of both. */
  record ImportV1(String job, Instant occurredAt) {}

  /** From here on facts of {@code job} may come. */
  List<OutboxRecord> started(String topic, String job) {
    return everywhere(topic, "import.started.v1", job);
  }

  /** No more facts of {@code job} will come. */
  List<OutboxRecord> ended(String topic, String job) {
    return everywhere(topic, "import.ended.v1", job);
  }

  private List<OutboxRecord> everywhere(String topic, String type, String job) {
    var now = clock.instant();
    var data = bytes(new ImportV1(job, now));
    return IntStream.range(0, topics.partitions(topic))
        .mapToObj(
            partition ->
                new OutboxRecord(
                    topic,
                    partition,
                    job,
                    now,
                    new CloudEvent(
                        ids.next(),
                        identity.name(),
                        CloudEvent.TYPE_PREFIX + type,
                        now,
                        job,
                        null,
                        null,
                        data)))
        .toList();
  }

  private byte[] bytes(ImportV1 marker) {
    try {
      return json.writeValueAsBytes(marker);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a marker can't be written as JSON", e);
    }
  }
}
