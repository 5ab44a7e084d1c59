package io.tierstream.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tierstream.local.Service;
import io.tierstream.local.faults.Finding.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Damages a system at rest, as faults that it doesn't have could: each time a customer of its own,
 * or everybody's rest.
 */
final class Tampering implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What must be found.
   *
   * @param customerId null where it is nobody's
   * @param part null where nothing may be found
   */
  record Damage(String name, String customerId, Part part, String what) {
    boolean isMeantBy(Finding finding) {
      return customerId == null
          ? finding.part() == part && finding.toString().contains(what)
          : customerId.equals(finding.customerId());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final Target target;
  private final String prefix;
  private final KafkaProducer<byte[], byte[]> producer;
  private final List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
  private final Set<String> victims = new TreeSet<>();
  private final List<AutoCloseable> remedies = new ArrayList<>();
  final List<Damage> damages = new ArrayList<>();

  Tampering(Target target, String prefix) throws SQLException {
    this.target = target;
    this.prefix = prefix;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", target.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    try (var connection = target.connect(Service.SEGMENTATION)) {
      // Of who is or was merged the path isn't known.
      victims.addAll(
          Rows.all(
              connection,
              row -> row.getString(1),
              "SELECT DISTINCT customer_id FROM application"
                  + " WHERE (bond IS NOT NULL OR via IS NOT NULL) AND starts_with(customer_id, ?)",
              prefix));
    }
    try (var logs = new Logs(target.bootstrapServers())) {
      var topics = new ArrayList<>(Checker.INPUTS);
      topics.addAll(List.of("tier-changes", "customer-segments"));
      logs.read(
          topics,
          record -> {
            var key = Logs.key(record);
            if (key != null && key.startsWith(prefix)) {
              records.add(record);
            }
          });
    }
  }

  /** A customer whom nothing has been done to: of this service's query, which is asked for ids. */
  private String victim(Service service, String sql) throws SQLException {
    try (var connection = target.connect(service)) {
      return Rows.all(connection, row -> row.getString(1), sql, prefix).stream()
          .filter(victims::add)
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("nobody is left for " + sql));
    }
  }

  private void update(Service service, String sql, String customerId) throws SQLException {
    try (var connection = target.connect(service);
        var update = connection.prepareStatement(sql)) {
      update.setString(1, customerId);
      if (update.executeUpdate() == 0) {
        throw new IllegalStateException("nothing is damaged by " + sql);
      }
    }
  }

  private void damage(String name, Service service, String of, String sql, Part part, String what)
      throws SQLException {
    var customerId = victim(service, of);
    update(service, sql, customerId);
    damages.add(new Damage(name, customerId, part, what));
  }

  /** In tables. */
  void tables() throws SQLException {
    var changed =
        "SELECT customer_id FROM standing WHERE sequence > 1 AND as_of IS NOT NULL"
            + " AND (next_change_at IS NULL OR next_change_at > as_of + interval '1 hour')"
            + " AND starts_with(customer_id, ?) ORDER BY 1";
    var assessed = changed.replace("sequence > 1", "r IS NOT NULL");
    var changes = "tier_change WHERE customer_id = ? AND sequence = 2";
    var segmentation = Service.SEGMENTATION;
    damage(
        "a tier change is missing in the table",
        segmentation,
        changed,
        "DELETE FROM " + changes,
        Part.PATH,
        "tier change 2");
    damage(
        "a tier change is another in the table",
        segmentation,
        changed,
        "UPDATE tier_change SET to_tier = 'NOBLE' WHERE customer_id = ? AND sequence = 2",
        Part.PATH,
        "NOBLE");
    damage(
        "the evidence of a tier change is another in the table",
        segmentation,
        changed,
        "UPDATE tier_change SET event = replace(event::text, '\"frequency\":',"
            + " '\"frequency\":1')::json WHERE customer_id = ? AND sequence = 1",
        Part.PUBLISHED,
        "other bytes");
    damage(
        "a figure is wrong",
        segmentation,
        assessed,
        "UPDATE standing SET monetary = monetary + 0.01 WHERE customer_id = ?",
        Part.FIGURES,
        "figures at");
    damage(
        "a score is wrong",
        segmentation,
        assessed,
        "UPDATE standing SET r = 6 - r WHERE customer_id = ? AND r <> 3",
        Part.FIGURES,
        "figures at");
    damage(
        "satisfaction is wrong",
        segmentation,
        assessed.replace("r IS NOT NULL", "rating_sum IS NOT NULL"),
        "UPDATE standing SET rating_sum = rating_sum + 0.001 WHERE customer_id = ?",
        Part.FIGURES,
        "satisfaction");
    damage(
        "a tier falls at another time",
        segmentation,
        assessed,
        "UPDATE standing SET below_since = coalesce(below_since, as_of) - interval '1 microsecond'"
            + " WHERE customer_id = ?",
        Part.PATH,
        "belowSince");
    damage(
        "time would pass somebody over",
        segmentation,
        assessed.replace("r IS NOT NULL", "next_change_at IS NOT NULL"),
        "UPDATE standing SET next_change_at = next_change_at + interval '1 microsecond'"
            + " WHERE customer_id = ?",
        Part.PATH,
        "nextChangeAt");
    damage(
        "an application is dated otherwise",
        segmentation,
        assessed,
        "UPDATE application SET at = at + interval '1 microsecond' WHERE customer_id = ?"
            + " AND ordinal = 2",
        Part.PATH,
        "application 2");
    damage(
        "an application is missing",
        segmentation,
        // What came after it by itself would be found instead.
        assessed.replace(
            "r IS NOT NULL",
            "r IS NOT NULL AND (SELECT a.topic FROM application a WHERE a.customer_id ="
                + " standing.customer_id ORDER BY a.ordinal DESC LIMIT 1) IS NOT NULL"),
        "DELETE FROM application WHERE customer_id = ? AND ordinal ="
            + " (SELECT max(ordinal) FROM application a WHERE a.customer_id ="
            + " application.customer_id AND a.topic IS NOT NULL)",
        Part.PATH,
        "taken in");
    damage(
        "two applications are in another order",
        segmentation,
        assessed,
        "UPDATE application SET source_offset = (SELECT a.source_offset FROM application a"
            + " WHERE a.customer_id = application.customer_id AND a.topic = application.topic"
            + " AND a.ordinal > application.ordinal ORDER BY ordinal LIMIT 1)"
            + " WHERE customer_id = ? AND ordinal = 1",
        Part.PATH,
        "application 1");
    damage(
        "an order that waits for its rate is forgotten",
        segmentation,
        "SELECT DISTINCT convert_from(key, 'UTF8') FROM parked"
            + " WHERE starts_with(convert_from(key, 'UTF8'), ?) ORDER BY 1",
        "DELETE FROM parked WHERE key = convert_to(?, 'UTF8')",
        Part.LETTERS,
        "expected parked");
    damage(
        "order-service sees another tier",
        Service.ORDER,
        "SELECT customer_id FROM tier_view WHERE starts_with(customer_id, ?) ORDER BY 1",
        "UPDATE tier_view SET tier = 'NOBLE' WHERE customer_id = ?",
        Part.VIEWS,
        "order-service's tier");
    damage(
        "feedback-service has missed a tier change",
        Service.FEEDBACK,
        "SELECT customer_id FROM tier_view WHERE sequence > 1"
            + " AND starts_with(customer_id, ?) ORDER BY 1",
        "UPDATE tier_view SET sequence = sequence - 1 WHERE customer_id = ?",
        Part.VIEWS,
        "feedback-service's tier");
    damage(
        "a complaint has another priority",
        Service.FEEDBACK,
        "SELECT DISTINCT customer_id FROM feedback WHERE status = 'OPEN'"
            + " AND starts_with(customer_id, ?) ORDER BY 1",
        "UPDATE feedback SET priority = CASE priority WHEN 'LOW' THEN 'HIGH' ELSE 'LOW' END"
            + " WHERE customer_id = ? AND status = 'OPEN'",
        Part.VIEWS,
        "urgency");
    damage(
        "the management table has another segment",
        Service.CUSTOMER,
        "SELECT customer_id FROM listing WHERE segment IS NOT NULL"
            + " AND starts_with(customer_id, ?) ORDER BY 1",
        "UPDATE listing SET segment = 'Nobody' WHERE customer_id = ?",
        Part.VIEWS,
        "the table's row");
    damage(
        "customer-service has counted an order otherwise",
        Service.CUSTOMER,
        "SELECT DISTINCT customer_id FROM customer_order WHERE net > 0"
            + " AND starts_with(customer_id, ?) ORDER BY 1",
        "UPDATE customer_order SET net = net + 1 WHERE customer_id = ?",
        Part.VIEWS,
        "customer-service's order");
    var nobody = prefix + "C-nobody";
    update(
        Service.ORDER,
        "INSERT INTO tier_view (customer_id, tier, sequence) VALUES (?, 'NOBLE', 1)",
        nobody);
    damages.add(
        new Damage(
            "order-service sees a tier of nobody", nobody, Part.VIEWS, "order-service's tier"));
    damage(
        "a customer lives elsewhere than was told",
        Service.CUSTOMER,
        "SELECT customer_id FROM customer WHERE region IS NOT NULL AND status = 'REGISTERED'"
            + " AND starts_with(customer_id, ?) ORDER BY 1",
        "UPDATE customer SET region = 'Nowhere' WHERE customer_id = ?",
        Part.STATE,
        "Nowhere");
    damage(
        "an order is further than it was told",
        Service.ORDER,
        "SELECT DISTINCT customer_id FROM orders WHERE starts_with(customer_id, ?) ORDER BY 1",
        "UPDATE orders SET version = version + 1 WHERE customer_id = ?",
        Part.STATE,
        "in the table");
  }

  /** On topics. */
  void topics() throws SQLException, InterruptedException, ExecutionException {
    var order =
        record(
            "an order", one -> one.topic().equals("orders") && type(one).equals("order.paid.v1"));
    var foreign = json(order).put("orderId", prefix + "O-nobody").put("version", 1);
    send(order, Logs.key(order), foreign, "E-nobody");
    damages.add(
        new Damage("a fact that nobody has asked for", Logs.key(order), Part.FACTS, "O-nobody"));

    var doubled =
        record(
            "an order", one -> one.topic().equals("orders") && type(one).equals("order.paid.v1"));
    send(doubled, Logs.key(doubled), json(doubled), "E-again");
    damages.add(
        new Damage("a fact that is two events", Logs.key(doubled), Part.FACTS, "two events"));

    var repeated =
        record(
            "an order", one -> one.topic().equals("orders") && type(one).equals("order.paid.v1"));
    send(repeated, Logs.key(repeated), json(repeated), Logs.header(repeated, "ce_id"));
    damages.add(
        new Damage("an event that is repeated, as it may be", Logs.key(repeated), null, ""));

    var change =
        record(
            "a tier change",
            one -> one.topic().equals("tier-changes") && type(one).equals("tier.changed.v1"));
    send(change, Logs.key(change), json(change), "E-other-change");
    damages.add(
        new Damage(
            "a tier change that is two events", Logs.key(change), Part.PUBLISHED, "another event"));

    var segment = record("a segment", one -> one.topic().equals("customer-segments"));
    send(segment, Logs.key(segment), json(segment).put("segment", "Nobody"), "E-segment");
    damages.add(
        new Damage(
            "a standing that is told otherwise",
            Logs.key(segment),
            Part.PUBLISHED,
            "customer-segments"));

    var poisoned = record("anybody", one -> one.topic().equals("feedback"));
    var poison =
        new ProducerRecord<>("feedback", poisoned.partition(), poisoned.key(), "{".getBytes(UTF_8));
    Poison.envelope(poison, "E-poison", "feedback.received.v1");
    producer.send(poison).get();
    damages.add(
        new Damage(
            "poison that the ledger doesn't know", Logs.key(poisoned), Part.LETTERS, "UNPARSABLE"));
  }

  private ConsumerRecord<byte[], byte[]> record(
      String what, Predicate<ConsumerRecord<byte[], byte[]>> matches) {
    return records.stream()
        .filter(matches)
        .filter(one -> victims.add(Logs.key(one)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("nobody is left with " + what));
  }

  private static String type(ConsumerRecord<byte[], byte[]> record) {
    return Logs.header(record, "ce_type").substring("io.tierstream.".length());
  }

  private void send(
      ConsumerRecord<byte[], byte[]> like, String customerId, JsonNode json, String eventId)
      throws InterruptedException, ExecutionException {
    var record =
        new ProducerRecord<>(
            like.topic(),
            like.partition(),
            like.timestamp(),
            customerId.getBytes(UTF_8),
            json.toString().getBytes(UTF_8));
    like.headers().forEach(record.headers()::add);
    record.headers().remove("ce_id").add("ce_id", eventId.getBytes(UTF_8));
    producer.send(record).get();
  }

  private static ObjectNode json(ConsumerRecord<byte[], byte[]> record) {
    try {
      return (ObjectNode) JSON.readTree(record.value());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** In the ledger, of which it makes another. */
  void ledger(Path from, Path to) throws IOException {
    var lines = new ArrayList<>(Files.readAllLines(from, UTF_8));
    var owners = new HashMap<Long, String>();
    var intents = new HashMap<Long, JsonNode>();
    for (var line : lines) {
      var intent = JSON.readTree(line).path("intent");
      if (intent.has("effect") && intent.at("/effect/topic").asText().equals("orders")) {
        owners.put(intent.get("number").asLong(), intent.at("/effect/customerId").asText());
        intents.put(intent.get("number").asLong(), intent);
      }
    }
    long lost = ofVictim(owners, intents, "PAID");
    lines.removeIf(line -> isOf(lost, line));
    damages.add(
        new Damage(
            "a request that the ledger has lost",
            owners.get(lost),
            Part.FACTS,
            "expected nothing"));

    long altered = ofVictim(owners, intents, "PAID");
    lines.replaceAll(
        line ->
            isOf(altered, line)
                ? line.replaceAll("(\"total\":\\{\"amount\":\")(\\d)", "$19$2")
                : line);
    damages.add(
        new Damage(
            "an amount that was acknowledged otherwise",
            owners.get(altered),
            Part.FACTS,
            "what was acknowledged"));

    long half = ofVictim(owners, intents, "PLACED");
    lines.removeIf(line -> isOf(half, line) && line.contains("\"answer\""));
    lines.replaceAll(
        line -> isOf(half, line) ? line.replaceAll("\"quantity\":", "\"quantity\":1") : line);
    damages.add(
        new Damage(
            "half of what nobody acknowledged",
            owners.get(half),
            Part.FACTS,
            "all that was asked for, or nothing"));

    lines.add(
        "{\"intent\":{\"number\":2000000000,\"service\":\"SEGMENTATION\",\"method\":\"POST\","
            + "\"path\":\"/segmentation/models/99/publication\"}}");
    lines.add("{\"answer\":{\"number\":2000000000,\"status\":200,\"body\":{\"number\":99}}}");
    damages.add(new Damage("a model that no partition was told of", null, Part.FACTS, "model 99"));

    long never = ofVictim(owners, intents, "PLACED");
    var other = prefix + "O-never";
    var original = intents.get(never).at("/effect/id").asText();
    for (var line : List.copyOf(lines)) {
      if (isOf(never, line)) {
        lines.add(
            line.replace("\"number\":" + never + ",", "\"number\":1000000000,")
                .replace(original, other));
      }
    }
    damages.add(
        new Damage(
            "an acknowledged fact that was never told",
            owners.get(never),
            Part.FACTS,
            "nothing on the topic"));

    for (var line : List.copyOf(lines)) {
      var again = JSON.readTree(line).path("intent");
      if (again.has("again")) {
        long number = again.get("number").asLong();
        lines.replaceAll(
            one ->
                isOf(number, one) && one.contains("\"answer\"")
                    ? one.replaceFirst("\"version\":\\d+", "\"version\":77")
                    : one);
        damages.add(
            new Damage(
                "a key that is answered otherwise",
                null,
                Part.ANSWERS,
                "request " + again.get("again").asLong() + ","));
        break;
      }
    }

    var unsent =
        JSON.createObjectNode()
            .set(
                "note",
                JSON.createObjectNode()
                    .put("kind", Said.POISON)
                    .set(
                        "data",
                        JSON.createObjectNode()
                            .put("id", "P-never")
                            .put("topic", "orders")
                            .set("consumers", JSON.createArrayNode().add("segmentation"))));
    lines.add(unsent.toString());
    lines.add("{\"note\":{\"kind\":\"poison-sent\",\"data\":{\"id\":\"P-never\"}}}");
    damages.add(new Damage("poison without its dead letter", null, Part.LETTERS, "P-never"));
    Files.write(to, lines, UTF_8);
  }

  private long ofVictim(Map<Long, String> owners, Map<Long, JsonNode> intents, String status) {
    return owners.keySet().stream()
        .sorted()
        .filter(number -> intents.get(number).at("/effect/status").asText().equals(status))
        .filter(number -> victims.add(owners.get(number)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("nobody is left with " + status));
  }

  private static boolean isOf(long number, String line) {
    return line.contains("\"number\":" + number + ",");
  }

  /** So that the system doesn't come to rest until this is closed. */
  void rest() throws SQLException {
    var connection = target.connect(Service.ORDER);
    connection.setAutoCommit(false);
    // The relay can send it again, and can't mark it while it is locked.
    execute(connection, "UPDATE outbox SET sent_at = NULL WHERE id = (SELECT max(id) FROM outbox)");
    connection.commit();
    execute(connection, "SELECT 1 FROM outbox WHERE id = (SELECT max(id) FROM outbox) FOR UPDATE");
    remedies.add(
        () -> {
          connection.rollback();
          connection.close();
        });
    damages.add(new Damage("a row of an outbox that stays unsent", null, Part.REST, "unsent"));

    try (var segmentation = target.connect(Service.SEGMENTATION)) {
      execute(
          segmentation,
          "INSERT INTO publication (partition, seq, topic, record_time, headers)"
              + " VALUES (0, 1000000000, 'tier-changes', '2026-01-01', '')");
    }
    remedies.add(
        () -> {
          try (var segmentation = target.connect(Service.SEGMENTATION)) {
            execute(segmentation, "DELETE FROM publication WHERE seq = 1000000000");
          }
        });
    damages.add(
        new Damage("a publication that is never marked", null, Part.REST, "publications unmarked"));
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws Exception {
    producer.close();
    for (var remedy : remedies) {
      remedy.close();
    }
  }
}
