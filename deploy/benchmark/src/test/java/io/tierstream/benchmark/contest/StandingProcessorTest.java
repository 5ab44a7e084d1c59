package io.tierstream.benchmark.contest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.events.CloudEvent;
import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.AtRisk;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.Fold;
import io.tierstream.segmentation.domain.ModelTimeline;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.domain.Step;
import io.tierstream.segmentation.domain.TierChange;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What contends with segmentation-service comes to what the domain's own fold comes to. */
class StandingProcessorTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CUSTOMER = "C-1";
  private static final byte[] KEY = CUSTOMER.getBytes(StandardCharsets.UTF_8);
  private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
  private static final int HISTORIES = 150;
  private static final int FACTS = 60;

  @ParameterizedTest
  @ValueSource(ints = {1, 24, 24 * 20})
  void everyHistoryLeadsToTheSameTiersWithTheSameEvidence(int hoursBetweenFacts) throws Exception {
    int changes = 0;
    for (int seed = 0; seed < HISTORIES; seed++) {
      changes += new History(seed, hoursBetweenFacts).tell();
    }
    assertThat(changes).isGreaterThan(HISTORIES);
  }

  private static final class Order {
    private final String id;
    private final long cents;
    private final Instant placedAt;
    private int version;
    private Instant paidAt;
    private long refunded;
    private boolean isCancelled;

    private Order(String id, long cents, Instant placedAt) {
      this.id = id;
      this.cents = cents;
      this.placedAt = placedAt;
    }
  }

  private static final class History {
    private final int seed;
    private final Random random;
    private final long hours;
    private final Map<String, KeyValueStore<Bytes, byte[]>> stores = new HashMap<>();
    private final List<JsonNode> told = new ArrayList<>();
    private final List<JsonNode> expected = new ArrayList<>();
    private final List<JsonNode> toldRisks = new ArrayList<>();
    private final List<JsonNode> expectedRisks = new ArrayList<>();
    private final StandingProcessor processor = new StandingProcessor();
    private final Fold fold = new Fold(ModelTimeline.of(KeptFigures.MODEL), job -> Instant.MAX);
    private final List<Order> orders = new ArrayList<>();
    private final List<Record<byte[], byte[]>> records = new ArrayList<>();
    private Standing standing = Standing.unknown(CUSTOMER);
    private Punctuator clock;
    private Instant now = BEGIN;
    private int complaints;

    private History(int seed, long hours) {
      this.seed = seed;
      this.random = new Random(seed);
      this.hours = hours;
      for (var name :
          List.of(
              StandingProcessor.PURCHASES,
              StandingProcessor.RATINGS,
              StandingProcessor.CUSTOMERS)) {
        stores.put(name, Stores.inMemoryKeyValueStore(name).get());
      }
      processor.init(context());
    }

    @SuppressWarnings("unchecked")
    private ProcessorContext<byte[], byte[]> context() {
      return (ProcessorContext<byte[], byte[]>)
          Proxy.newProxyInstance(
              StandingProcessorTest.class.getClassLoader(),
              new Class<?>[] {ProcessorContext.class},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "getStateStore" -> stores.get(arguments[0]);
                    case "currentSystemTimeMs", "currentStreamTimeMs" -> now.toEpochMilli();
                    case "schedule" -> {
                      clock = (Punctuator) arguments[2];
                      yield null;
                    }
                    case "forward" -> {
                      hear((Record<byte[], byte[]>) arguments[0], (String) arguments[1]);
                      yield null;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                  });
    }

    private void hear(Record<byte[], byte[]> record, String child) throws IOException {
      assertThat(child).isNotEqualTo(StandingProcessor.DEAD_LETTERS);
      if (child.equals(StandingProcessor.TIER_CHANGES)) {
        var event = JSON.readTree(record.value());
        (event.has("kind") ? told : toldRisks).add(event);
      }
    }

    /** Returns how many tier changes there were. */
    private int tell() throws Exception {
      for (int i = 0; i < FACTS; i++) {
        now = now.plusMillis(1 + (long) (random.nextDouble() * hours * 2 * 3_600_000));
        happen(i);
        if (random.nextInt(4) == 0) {
          letTimePass();
        }
        compare();
      }
      now = now.plus(Duration.ofDays(500));
      clock.punctuate(now.toEpochMilli());
      expect(fold.advance(standing, now.minusSeconds(2)));
      compare();
      return told.size();
    }

    private void letTimePass() {
      clock.punctuate(now.toEpochMilli());
      expect(fold.advance(standing, now));
    }

    private void happen(int number) throws Exception {
      switch (random.nextInt(10)) {
        case 0, 1 -> {
          var order = new Order("O-" + number, 100L + random.nextInt(400_000), now.minusSeconds(9));
          orders.add(order);
          order.version = 1;
          tell(order, "order.placed.v1", "PLACED");
        }
        case 2, 3, 4, 5 -> pay(number);
        case 6 -> giveBack();
        case 7 -> {
          if (!records.isEmpty()) {
            take(records.get(random.nextInt(records.size())).withTimestamp(now.toEpochMilli()));
          }
        }
        default -> rate(number);
      }
    }

    private void pay(int number) throws Exception {
      var order = new Order("O-" + number, 100L + random.nextInt(400_000), now.minusSeconds(9));
      order.version = 2;
      order.paidAt =
          switch (random.nextInt(4)) {
            case 0 -> now.minus(Duration.ofHours(random.nextInt(24 * 420)));
            case 1 -> now.plusSeconds(random.nextInt(290));
            default -> now;
          };
      orders.add(order);
      tell(order, "order.paid.v1", "PAID");
    }

    private void giveBack() throws Exception {
      if (orders.isEmpty()) {
        return;
      }
      var order = orders.get(random.nextInt(orders.size()));
      if (order.isCancelled || order.refunded == order.cents) {
        return;
      }
      // The one between comes late, or never.
      order.version += 1 + random.nextInt(2);
      if (order.paidAt == null || random.nextInt(4) == 0) {
        order.isCancelled = true;
        order.refunded = order.paidAt == null ? 0 : order.cents;
        tell(order, "order.cancelled.v1", "CANCELLED");
      } else {
        boolean all = random.nextBoolean();
        order.refunded = all ? order.cents : order.refunded + (order.cents - order.refunded) / 2;
        tell(
            order,
            "order.refunded.v1",
            order.refunded == order.cents ? "REFUNDED" : "PARTIALLY_REFUNDED");
      }
    }

    private void tell(Order order, String type, String status) throws Exception {
      var value =
          JSON.createObjectNode()
              .put("orderId", order.id)
              .put("customerId", CUSTOMER)
              .put("version", order.version)
              .put("status", status)
              .put("placedAt", order.placedAt.toString())
              .put("occurredAt", now.toString());
      value.set("total", amount(order.cents));
      value.set("refunded", amount(order.refunded));
      if (order.paidAt != null) {
        value.put("paidAt", order.paidAt.toString());
      }
      take(record(type, order.id, value));
    }

    private static JsonNode amount(long cents) {
      return JSON.createObjectNode()
          .put("amount", BigDecimal.valueOf(cents, 2).toPlainString())
          .put("currency", "CNY");
    }

    private void rate(int number) throws Exception {
      boolean resolves = complaints > 0 && random.nextInt(3) == 0;
      boolean complains = !resolves && random.nextInt(3) == 0;
      var id = resolves ? "F-" + random.nextInt(complaints) : "F-" + 1_000 + number;
      if (complains) {
        id = "F-" + complaints++;
      }
      var value =
          JSON.createObjectNode()
              .put("feedbackId", id)
              .put("customerId", CUSTOMER)
              .put("version", resolves ? 2 : 1)
              .put("kind", resolves || complains ? "COMPLAINT" : "REVIEW")
              .put("occurredAt", now.toString());
      if (resolves) {
        value.put("status", "RESOLVED").put("resolutionRating", "" + (1 + random.nextInt(5)));
      } else if (complains) {
        value.put("status", "OPEN");
      } else {
        value.put("status", "RECEIVED");
        if (random.nextInt(4) > 0) {
          value.put("rating", "%d.%d".formatted(1 + random.nextInt(4), random.nextInt(10)));
        } else if (random.nextBoolean()) {
          value.put("nps", random.nextInt(11));
        }
      }
      take(record(resolves ? "feedback.resolved.v1" : "feedback.received.v1", id, value));
    }

    private Record<byte[], byte[]> record(String type, String subject, JsonNode value)
        throws IOException {
      var event =
          new CloudEvent(
              "E-" + records.size(),
              "shop",
              CloudEvent.TYPE_PREFIX + type,
              now,
              subject,
              null,
              null,
              JSON.writeValueAsBytes(value));
      var record = new Record<>(KEY, event.data(), now.toEpochMilli(), event.toHeaders());
      records.add(record);
      return record;
    }

    private void take(Record<byte[], byte[]> record) throws Exception {
      processor.process(record);
      var timestamp = Instant.ofEpochMilli(record.timestamp());
      var fact = FactReading.read(record.key(), record.value(), record.headers(), timestamp);
      expect(fold.apply(standing, fact, timestamp, FactReading.cause(record.headers())));
      if (fact instanceof OrderFact order && !order.order().isPurchase()) {
        letTimePass(); // which such a fact doesn't, where it has no other effect
      }
    }

    private void expect(Step step) {
      standing = step.standing();
      step.changes().forEach(change -> expected.add(json(change)));
      step.risks().forEach(risk -> expectedRisks.add(json(risk)));
    }

    private static JsonNode json(TierChange change) {
      var json =
          JSON.createObjectNode()
              .put("sequence", change.sequence())
              .put("kind", change.kind().name())
              .put("from", change.from())
              .put("to", change.to())
              .put("effectiveAt", change.effectiveAt().toString())
              .put("crossed", change.crossed());
      json.set("before", figures(change.before(), change.effectiveAt()));
      json.set("after", figures(change.after(), change.effectiveAt()));
      json.set("cause", cause(change.cause()));
      return json;
    }

    private static JsonNode json(AtRisk risk) {
      var json =
          JSON.createObjectNode()
              .put("sequence", risk.sequence())
              .put("tier", risk.tier())
              .put("fallsTo", risk.fallsTo())
              .put("fallsAt", risk.fallsAt() == null ? null : risk.fallsAt().toString())
              .put("effectiveAt", risk.effectiveAt().toString())
              .put("crossed", risk.crossed());
      json.set("assessment", figures(risk.assessment(), risk.effectiveAt()));
      json.set("cause", cause(risk.cause()));
      return json;
    }

    private static JsonNode figures(Assessment assessment, Instant at) {
      if (assessment == null) {
        return JSON.nullNode();
      }
      var scores = assessment.scores();
      return JSON.createObjectNode()
          .put("recencyDays", assessment.recencyDays(at))
          .put("frequency", assessment.frequency())
          .put("monetary", Money.shown(assessment.monetary().value()))
          .put(
              "satisfaction",
              assessment.satisfaction() == null
                  ? null
                  : assessment.satisfaction().at(at).toString())
          .put("scores", scores == null ? null : scores.toString())
          .put(
              "composite",
              assessment.composite() == null ? null : assessment.composite().rounded().toString());
    }

    private static JsonNode cause(Cause cause) {
      return JSON.createObjectNode()
          .put("type", cause.type())
          .put("eventId", cause.eventId())
          .put("subject", cause.subject());
    }

    /** Of what was told only what is expected, and scores as the domain writes them. */
    private static String comparable(JsonNode told, JsonNode expected) {
      var json = JSON.createObjectNode();
      expected
          .fieldNames()
          .forEachRemaining(
              name -> {
                var value = told.path(name);
                if (value.has("r")) {
                  json.put(
                      name,
                      "Scores[r=%s, f=%s, m=%s, s=%s]"
                          .formatted(
                              value.get("r"), value.get("f"), value.get("m"), value.get("s")));
                } else if (value.isObject()) {
                  json.put(name, comparable(value, expected.get(name)));
                } else {
                  json.set(name, value);
                }
              });
      return json.toString();
    }

    private void compare() {
      compare(told, expected);
      compare(toldRisks, expectedRisks);
      var packed = stores.get(StandingProcessor.CUSTOMERS).get(Bytes.wrap(KEY));
      if (packed == null) {
        assertThat(standing.assessment()).isNull();
        return;
      }
      var customer =
          StoredCustomer.unpack(
              KEY, new StoredPurchases(stores.get(StandingProcessor.PURCHASES)), packed);
      assertThat(customer.tier()).as("history %d", seed).isEqualTo(standing.tier());
      assertThat(customer.tierSince()).isEqualTo(standing.tierSince());
      assertThat(customer.belowSince()).isEqualTo(standing.belowSince());
      assertThat(customer.sequence()).isEqualTo(standing.sequence());
      assertThat(customer.nextChangeAt()).as("history %d", seed).isEqualTo(standing.nextChangeAt());
      assertThat(customer.assessment().scores()).isEqualTo(standing.assessment().scores());
      assertThat(customer.assessment().lifecycle()).isEqualTo(standing.assessment().lifecycle());
      assertThat(customer.assessment().frequency()).isEqualTo(standing.assessment().frequency());
      assertThat(customer.assessment().monetary().net())
          .isEqualByComparingTo(standing.assessment().monetary().net());
    }

    private void compare(List<JsonNode> told, List<JsonNode> expected) {
      assertThat(told).as("history %d", seed).hasSameSizeAs(expected);
      for (int i = 0; i < told.size(); i++) {
        assertThat(comparable(told.get(i), expected.get(i)))
            .as("history %d", seed)
            .isEqualTo(comparable(expected.get(i), expected.get(i)));
      }
    }
  }
}
