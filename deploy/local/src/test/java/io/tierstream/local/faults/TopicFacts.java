package io.tierstream.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.local.faults.Content.CustomerContent;
import io.tierstream.local.faults.Content.FeedbackContent;
import io.tierstream.local.faults.Content.OrderContent;
import io.tierstream.local.faults.Content.PinContent;
import io.tierstream.local.faults.Finding.Part;
import io.tierstream.segmentation.domain.Downgrade;
import io.tierstream.segmentation.domain.LifecycleAges;
import io.tierstream.segmentation.domain.Monetary;
import io.tierstream.segmentation.domain.SatisfactionRules;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.domain.SegmentMap;
import io.tierstream.segmentation.domain.SegmentRule;
import io.tierstream.segmentation.domain.Tier;
import io.tierstream.segmentation.domain.TierLadder;
import io.tierstream.segmentation.domain.Weights;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;

/** What the four input topics say of the customers of a run, and to every partition. */
final class TopicFacts {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE_PREFIX = "io.tierstream.";

  /** A model and when it comes into force. */
  record Published(ScoringModel model, Instant effectiveAt) {}

  private final Said said;
  private final String prefix;
  private final List<Finding> findings;

  /** In the order of each partition, physical repeats included. */
  final Map<String, List<Told>> byCustomer = new TreeMap<>();

  /** By {@code USD-2026-01-31}: what was told to each partition, by event id. */
  final Map<String, Map<Integer, Map<String, String>>> rates = new TreeMap<>();

  final TreeMap<Integer, Published> models = new TreeMap<>();

  /** Of models, by number: what was told to each partition, by event id. */
  final Map<Integer, Map<Integer, Map<String, JsonNode>>> publications = new TreeMap<>();

  /** Each import's end as each partition was told of it. */
  final Map<Integer, Map<String, Instant>> jobs = new HashMap<>();

  /** Who is or was. */
  final Set<String> merged = new TreeSet<>();

  private TopicFacts(Said said, String prefix, List<Finding> findings) {
    this.said = said;
    this.prefix = prefix;
    this.findings = findings;
  }

  static TopicFacts read(Logs logs, Said said, String prefix, List<Finding> findings) {
    var facts = new TopicFacts(said, prefix, findings);
    int partitions = logs.partitions(Checker.INPUTS.get(0)).size();
    logs.read(Checker.INPUTS, record -> facts.take(record, partitions));
    return facts;
  }

  private void take(ConsumerRecord<byte[], byte[]> record, int partitions) {
    var poison = Logs.header(record, Said.POISON_HEADER);
    if (poison != null && said.poison.containsKey(poison)) {
      return;
    }
    var type = Logs.header(record, "ce_type");
    var key = Logs.key(record);
    try {
      if (type == null) {
        throw new IOException("no ce_type");
      }
      type = type.substring(TYPE_PREFIX.length()).intern();
      switch (type) {
        case "rate.set.v1" -> rate(record);
        case "model.published.v1" -> model(record);
        case "import.started.v1" -> job(record, Instant.MAX);
        case "import.ended.v1" -> job(record, Instant.ofEpochMilli(record.timestamp()));
        default -> {
          if (key != null && key.startsWith(prefix)) {
            byCustomer
                .computeIfAbsent(key, customer -> new ArrayList<>())
                .add(told(record, type, key, JSON.readTree(record.value())));
            if (Utils.toPositive(Utils.murmur2(record.key())) % partitions != record.partition()) {
              findings.add(
                  new Finding(Part.FACTS, key, place(record), "its own partition", "another"));
            }
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      if (key == null ? prefix.isEmpty() : key.startsWith(prefix)) {
        findings.add(
            new Finding(Part.FACTS, key, place(record), "a record of the ledger", e.toString()));
      }
    }
  }

  private static String place(ConsumerRecord<byte[], byte[]> record) {
    return "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset());
  }

  private Told told(ConsumerRecord<byte[], byte[]> record, String type, String key, JsonNode json)
      throws IOException {
    if (!key.equals(json.path("customerId").asText())) {
      throw new IOException("the key isn't the customer's");
    }
    Content content = null;
    var id = key;
    switch (type.substring(0, type.indexOf('.'))) {
      case "order" -> {
        content = OrderContent.of(json);
        id = json.get("orderId").asText();
      }
      case "feedback" -> {
        content = FeedbackContent.ofEvent(json);
        id = json.get("feedbackId").asText();
      }
      case "customer" -> {
        var customer = CustomerContent.of(json);
        content = customer;
        if (customer.mergedInto() != null) {
          merged.add(key);
        }
      }
      case "pin" -> {
        content = PinContent.of(json);
        id = "pin";
      }
      default -> {
        // A merge's transfers: they repeat others' facts.
      }
    }
    return new Told(
        record.topic(),
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()),
        Logs.header(record, "ce_id"),
        type,
        id,
        json.path("version").asLong(),
        content,
        Content.instant(json.path("occurredAt")),
        Logs.header(record, "ce_backfill"));
  }

  private void rate(ConsumerRecord<byte[], byte[]> record) throws IOException {
    var json = JSON.readTree(record.value());
    rates
        .computeIfAbsent(
            json.get("currency").asText() + "-" + json.get("day").asText(), id -> new HashMap<>())
        .computeIfAbsent(record.partition(), partition -> new TreeMap<>())
        .put(Logs.header(record, "ce_id"), json.get("rate").asText());
  }

  private void job(ConsumerRecord<byte[], byte[]> record, Instant end) throws IOException {
    jobs.computeIfAbsent(record.partition(), partition -> new HashMap<>())
        .merge(
            JSON.readTree(record.value()).get("job").asText(),
            end,
            (one, other) -> one.isBefore(other) ? one : other);
  }

  private void model(ConsumerRecord<byte[], byte[]> record) throws IOException {
    var json = JSON.readTree(record.value());
    int number = json.get("model").asInt();
    models.putIfAbsent(
        number,
        new Published(
            model(number, json.get("definition")), Content.instant(json.get("effectiveAt"))));
    publications
        .computeIfAbsent(number, one -> new HashMap<>())
        .computeIfAbsent(record.partition(), partition -> new TreeMap<>())
        .put(Logs.header(record, "ce_id"), json);
  }

  private static ScoringModel model(int number, JsonNode json) {
    var satisfaction = json.get("satisfaction");
    var weights = json.get("weights");
    var downgrade = json.get("downgrade");
    var lifecycle = json.get("lifecycle");
    return new ScoringModel(
        number,
        duration(json.path("window")),
        list(json.get("recency"), TopicFacts::duration),
        list(json.get("frequency"), JsonNode::asInt),
        list(json.get("monetary"), TopicFacts::number),
        json.hasNonNull("monetaryBy")
            ? Monetary.By.valueOf(json.get("monetaryBy").asText())
            : Monetary.By.SUM,
        new SatisfactionRules(
            list(satisfaction.get("cutOffs"), TopicFacts::number),
            duration(satisfaction.get("halfLife")),
            number(satisfaction.get("priorWeight"))),
        new Weights(
            weights.get("r").asInt(),
            weights.get("f").asInt(),
            weights.get("m").asInt(),
            weights.get("s").asInt()),
        new TierLadder(list(json.get("tiers"), TopicFacts::tier)),
        new Downgrade(
            duration(downgrade.get("grace")),
            Downgrade.Reach.valueOf(downgrade.get("reach").asText()),
            downgrade.get("refundsBypassGrace").asBoolean()),
        SegmentMap.of(
            list(
                json.get("segments"),
                rule ->
                    new SegmentRule(
                        rule.get("segment").asText(),
                        scores(rule.path("r")),
                        scores(rule.path("f")),
                        scores(rule.path("m")),
                        scores(rule.path("fm"))))),
        new LifecycleAges(
            duration(lifecycle.get("new")),
            duration(lifecycle.get("dormant")),
            duration(lifecycle.get("churned"))),
        null);
  }

  private static Tier tier(JsonNode json) {
    return new Tier(
        json.get("name").asText(),
        number(json.get("enter")),
        number(json.get("keep")),
        json.hasNonNull("minMonetary") ? number(json.get("minMonetary")) : null,
        json.hasNonNull("minFrequency") ? json.get("minFrequency").asInt() : null);
  }

  private static Set<Integer> scores(JsonNode json) {
    return json.isArray() ? new HashSet<>(list(json, JsonNode::asInt)) : null;
  }

  private static Duration duration(JsonNode json) {
    return json.isTextual() ? Duration.parse(json.asText()) : null;
  }

  private static BigDecimal number(JsonNode json) {
    return new BigDecimal(json.asText());
  }

  private static <T> List<T> list(JsonNode array, Function<JsonNode, T> of) {
    var list = new ArrayList<T>();
    array.forEach(one -> list.add(of.apply(one)));
    return list;
  }
}
