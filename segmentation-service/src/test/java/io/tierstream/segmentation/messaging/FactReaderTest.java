package io.tierstream.segmentation.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tierstream.events.CloudEvent;
import io.tierstream.events.PoisonException;
import io.tierstream.events.PoisonException.Reason;
import io.tierstream.events.Topics;
import io.tierstream.segmentation.application.Intake;
import io.tierstream.segmentation.domain.Bond;
import io.tierstream.segmentation.domain.CustomerAttributes;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.FeedbackKind;
import io.tierstream.segmentation.domain.FeedbackStatus;
import io.tierstream.segmentation.domain.GroupName;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.OrderStatus;
import io.tierstream.segmentation.domain.RateKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FactReaderTest {

  private static final Instant NOW = Instant.parse("2026-02-01T00:00:00Z");
  private static final int PARTITIONS = 12;

  private final FactReader reader =
      new FactReader(
          Clock.fixed(NOW, ZoneOffset.UTC), "CNY", new DeadLetters(new Topics(""), "segmentation"));

  private String type = "order.refunded.v1";
  private String key = "C-42";
  private Instant timestamp = NOW;
  private String json = golden("order.refunded.v1");

  @ParameterizedTest
  @ValueSource(
      strings = {"order.placed.v1", "order.paid.v1", "order.refunded.v1", "order.cancelled.v1"})
  void readsTheGoldenExamples(String example) throws PoisonException {
    type = example;
    json = golden(example);
    assertThat(read()).isInstanceOf(Intake.FactTaken.class);
  }

  @Test
  void takesWhatSegmentationNeedsOfAnOrder() throws PoisonException {
    json =
        """
        {"orderId":"O-1","customerId":"C-42","version":3,"status":"PARTIALLY_REFUNDED",
         "total":{"amount":"129.90","currency":"CNY"},"refunded":{"amount":"20.00","currency":"CNY"},
         "placedAt":"2026-01-02T03:04:05.1234567Z","paidAt":"2026-01-02T03:05:00Z",
         "occurredAt":"2026-01-09T10:00:00Z","channel":"web","lines":[],"later":{"field":1}}""";
    var taken = (Intake.FactTaken) read();
    assertThat(taken.customerId()).isEqualTo("C-42");
    assertThat(taken.recordTimestamp()).isEqualTo(NOW);
    var order = ((OrderFact) taken.fact()).order();
    assertThat(order.orderId()).isEqualTo("O-1");
    assertThat(order.version()).isEqualTo(3);
    assertThat(order.status()).isEqualTo(OrderStatus.PARTIALLY_REFUNDED);
    assertThat(order.net()).isEqualByComparingTo(new BigDecimal("109.90"));
    assertThat(order.placedAt()).isEqualTo("2026-01-02T03:04:05.123456Z");
    assertThat(taken.cause().subject()).isEqualTo("O-1");
    assertThat(taken.cause().backfill()).isEqualTo("job-7");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"version\": 3 | \"version\": 0 | version must be a positive whole number",
        "\"version\": 3 | \"version\": 3.5 | version must be a positive whole number",
        "\"version\": 3 | \"version\": 1e999 | version must be a positive whole number",
        "\"PARTIALLY_REFUNDED\" | \"SHIPPED\" | status isn't a known OrderStatus",
        "\"PARTIALLY_REFUNDED\" | \"PAID\" | refunded must be zero when PAID",
        "\"PARTIALLY_REFUNDED\" | \"REFUNDED\" | refunded must equal total when REFUNDED",
        "\"PARTIALLY_REFUNDED\" | \"PLACED\" | paidAt must be absent while PLACED",
        "\"129.90\" | 129.90 | amount must be a string",
        "\"129.90\" | \"-1\" | amount must be a decimal string of up to 14 digits and 4 decimals",
        "\"129.90\" | \"1e3\" | amount must be a decimal string of up to 14 digits and 4 decimals",
        "\"129.90\" | \"1.00001\" | amount must be a decimal string of up to 14 digits and 4 decimals",
        "\"129.90\" | \"19.99\" | refunded must be at most total",
        "\"placedAt\": \"2026-01-02T03:04:05Z\" | \"placedAt\": \"2026-01-02\""
            + " | placedAt must be an RFC 3339 instant in UTC",
        "\"placedAt\": \"2026-01-02T03:04:05Z\" | \"placedAt\": \"0001-01-01T00:00:00Z\""
            + " | placedAt must not be before 1900",
        "\"O-1001\" | \"O 1001\" | orderId must be 1 to 64 characters of A-Z a-z 0-9 . _ : -",
        "\"C-42\" | 42 | customerId must be a string",
      })
  void namesTheFieldAndTheRule(String good, String bad, String message) {
    assertThat(json).contains(good);
    json = json.replace(good, bad);
    refuses(Reason.BREAKS_SCHEMA, message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "[]", "null", "{\"a\":1}{}", "{\"a\":1,\"a\":2}", "\u0000", "NaN"})
  void refusesWhatIsNoJsonObject(String bad) {
    json = bad;
    refuses(Reason.UNPARSABLE, null);
  }

  @Test
  void refusesABottomlessNesting() {
    json = "{\"a\":" + "[".repeat(100_000);
    refuses(Reason.UNPARSABLE, null);
  }

  @Test
  void refusesAKeyThatIsNotTheCustomers() {
    key = "C-43";
    refuses(Reason.NO_USABLE_KEY, "the record's key isn't its customerId");
  }

  @Test
  void refusesAMissingKey() {
    key = null;
    refuses(Reason.NO_USABLE_KEY, "the record's key isn't its customerId");
  }

  @Test
  void refusesAKeyThatBelongsToAnotherPartition() {
    var elsewhere = record(Optional.of((partition() + 1) % PARTITIONS));
    assertThatThrownBy(() -> reader.read(elsewhere, PARTITIONS))
        .hasMessage("the key belongs to another partition");
  }

  @Test
  void tellsAnotherCurrencyAndTheDayOfItsRate() throws PoisonException {
    json = json.replace("CNY", "EUR");
    var taken = (Intake.ForeignFactTaken) read();
    assertThat(taken.order().currency()).isEqualTo("EUR");
    assertThat(taken.parked().waitsFor())
        .isEqualTo(new RateKey("EUR", LocalDate.parse("2026-01-02")));
    assertThat(taken.parked().value()).isEqualTo(json.getBytes(UTF_8));
    assertThat(taken.letter().topic()).isEqualTo("orders.segmentation.dlq");
  }

  @Test
  void refusesAmountsInTwoCurrencies() {
    json = json.replaceFirst("CNY", "EUR");
    refuses(Reason.BREAKS_SCHEMA, "refunded must be in the currency of total");
  }

  @Test
  void refusesARecordMoreThanFiveMinutesAheadOfTheClock() throws PoisonException {
    timestamp = NOW.plusSeconds(300);
    read();
    timestamp = NOW.plusSeconds(300).plusMillis(1);
    refuses(
        Reason.AHEAD_OF_CLOCK,
        "the record's timestamp is more than five minutes ahead of the clock");
  }

  @Test
  @Tag("domain-1.22")
  void refusesAFactMoreThanFiveMinutesAheadOfItsRecord() throws PoisonException {
    timestamp = Instant.parse("2026-01-09T09:55:00Z");
    read();
    timestamp = timestamp.minusMillis(1);
    refuses(Reason.AHEAD_OF_CLOCK, "a fact is dated more than five minutes after its record");
  }

  @Test
  void refusesAnEnvelopeWithoutType() {
    var headerless =
        new ConsumerRecord<>("orders", 0, 0, key.getBytes(UTF_8), json.getBytes(UTF_8));
    assertThatThrownBy(() -> reader.read(headerless, PARTITIONS))
        .isInstanceOfSatisfying(
            PoisonException.class,
            poison -> assertThat(poison.reason()).isEqualTo(Reason.UNREADABLE_ENVELOPE));
  }

  @Test
  void skipsTypesWithoutEffect() throws PoisonException {
    type = "customer.praised.v1";
    assertThat(read()).isInstanceOf(Intake.Skipped.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"feedback.received.v1", "feedback.resolved.v1"})
  void readsTheGoldenExamplesOfFeedback(String example) throws PoisonException {
    type = example;
    json = golden(example);
    assertThat(((Intake.FactTaken) read()).fact()).isInstanceOf(Feedback.class);
  }

  @Test
  void takesWhatSegmentationNeedsOfFeedback() throws PoisonException {
    type = "feedback.resolved.v1";
    json = golden(type);
    var taken = (Intake.FactTaken) read();
    assertThat(taken.customerId()).isEqualTo("C-42");
    assertThat(taken.fact())
        .isEqualTo(
            new Feedback(
                "F-310",
                2,
                FeedbackKind.COMPLAINT,
                new BigDecimal("2"),
                3,
                FeedbackStatus.RESOLVED,
                new BigDecimal("4.5"),
                Instant.parse("2026-01-06T15:30:00Z")));
    assertThat(taken.cause().type()).isEqualTo("io.tierstream.feedback.resolved.v1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"2.0\" | 2.0 | rating must be a string",
        "\"2.0\" | \"5.1\" | rating must be a decimal string from 1 to 5",
        "\"2.0\" | \"0.9\" | rating must be a decimal string from 1 to 5",
        "\"2.0\" | \"2e0\" | rating must be a decimal string from 1 to 5",
        "\"4.5\" | \"4,5\" | resolutionRating must be a decimal string from 1 to 5",
        "\"nps\": 3 | \"nps\": 11 | nps must be a whole number from 0 to 10",
        "\"nps\": 3 | \"nps\": 3.5 | nps must be a whole number from 0 to 10",
        "\"version\": 2 | \"version\": 0 | version must be a positive whole number",
        "COMPLAINT | GOSSIP | kind isn't a known FeedbackKind",
        "COMPLAINT | SURVEY | status must be OPEN or RESOLVED for a COMPLAINT, and RECEIVED for anything else",
        "RESOLVED | OPEN | resolutionRating must be absent until RESOLVED",
        "F-310 | F 310 | feedbackId must be 1 to 64 characters of A-Z a-z 0-9 . _ : -",
        "2026-01-06T15:30:00Z | yesterday | occurredAt must be an RFC 3339 instant in UTC",
      })
  void namesTheFieldAndTheRuleOfFeedback(String good, String bad, String message) {
    type = "feedback.resolved.v1";
    json = golden(type);
    assertThat(json).contains(good);
    json = json.replace(good, bad);
    refuses(Reason.BREAKS_SCHEMA, message);
  }

  @Test
  @Tag("domain-1.22")
  void refusesFeedbackMoreThanFiveMinutesAheadOfItsRecord() throws PoisonException {
    type = "feedback.resolved.v1";
    json = golden(type);
    timestamp = Instant.parse("2026-01-06T15:25:00Z");
    read();
    timestamp = timestamp.minusMillis(1);
    refuses(Reason.AHEAD_OF_CLOCK, "a fact is dated more than five minutes after its record");
  }

  @ParameterizedTest
  @ValueSource(strings = {"customer.registered.v1", "customer.changed.v1"})
  void readsTheAttributesOfTheGoldenExamples(String example) throws PoisonException {
    type = example;
    json = golden(example);
    timestamp = Instant.parse("2026-02-01T00:00:00Z");
    json = json.replaceAll("2026-02-\\d\\dT", "2026-01-31T");
    var taken = (Intake.CustomerTaken) read();
    assertThat(taken.mergedInto()).isNull();
    assertThat(taken.attributes()).isNotEqualTo(CustomerAttributes.none());
  }

  @Test
  @Tag("domain-1.17")
  void readsThatACustomerWasMergedUnmergedOrErased() throws PoisonException {
    type = "customer.merged.v1";
    json = goldenLastYear();
    assertThat(((Intake.CustomerTaken) read()).mergedInto()).isEqualTo("C-7");
    type = "customer.unmerged.v1";
    json = goldenLastYear();
    assertThat(((Intake.CustomerTaken) read()).mergedInto()).isNull();
    type = "customer.erased.v1";
    json = goldenLastYear();
    assertThat(((Intake.CustomerTaken) read()).isErased()).isTrue();
  }

  private String goldenLastYear() {
    return golden(type).replace("2026-", "2025-");
  }

  @Test
  void readsWhatTheOwnersOfMergedCustomersSend() throws PoisonException {
    key = "C-7";
    type = "facts.transferred.v1";
    json = goldenLastYear();
    var transfer = ((Intake.FactsTransferred) read()).transfer();
    assertThat(transfer.from()).isEqualTo("C-42");
    assertThat(transfer.isLast()).isTrue();
    var order = ((OrderFact) transfer.facts().get(0).fact()).order();
    assertThat(order.net()).isEqualTo(new BigDecimal("855.022"));
    assertThat(order.foreign().currency()).isEqualTo("EUR");
    assertThat(transfer.facts().get(1).via()).isEqualTo("C-43");
    assertThat(transfer.cause().type()).isEqualTo("io.tierstream.customer.merged.v1");

    json = json.replace("\"part\": 1", "\"part\": null");
    refuses(Reason.BREAKS_SCHEMA, "facts must be one when part is null");
    type = "facts.returned.v1";
    json = goldenLastYear();
    assertThat(((Intake.FactsReturned) read()).bond()).isEqualTo(new Bond.GivenBack("C-42", 4));
  }

  @Test
  @Tag("domain-4.26")
  void takesFactsOfAPartThatCameAfterTheMerge() throws PoisonException {
    key = "C-7";
    type = "facts.transferred.v1";
    json = goldenLastYear().replaceAll("\"at\": \"[^\"]*\"", "\"at\": \"2024-12-31T00:00:00Z\"");
    assertThat(((Intake.FactsTransferred) read()).transfer().facts()).hasSize(2);
  }

  @Test
  @Tag("domain-1.22")
  void refusesAForwardedFactMoreThanFiveMinutesAheadOfItsRecord() throws PoisonException {
    key = "C-7";
    type = "facts.transferred.v1";
    var facts = ",\\s*\\{\\s*\"via\": \"C-43\",(?s:.*?)\\}\\s*\\}";
    json = goldenLastYear().replace("\"part\": 1", "\"part\": null").replaceFirst(facts, "");
    assertThat(read()).isInstanceOf(Intake.FactForwarded.class);
    json = json.replaceAll("\"at\": \"[^\"]*\"", "\"at\": \"2024-12-31T00:00:00Z\"");
    refuses(Reason.AHEAD_OF_CLOCK, "a fact is dated more than five minutes after its record");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"1010.622\" | \"-1\" | total must be a decimal that isn't negative",
        "\"C-43\" | \"C-43/\" | via must be ids with slashes between them",
        "\"order\": | \"gift\": | facts must be order or feedback",
        "\"last\": true | \"last\": 1 | last must be true or false",
        "\"eventId\": | \"id\": | eventId must be a string",
      })
  void namesTheFieldAndTheRuleOfATransfer(String good, String bad, String message) {
    key = "C-7";
    type = "facts.transferred.v1";
    json = goldenLastYear();
    assertThat(json).contains(good);
    json = json.replace(good, bad);
    refuses(Reason.BREAKS_SCHEMA, message);
  }

  @Test
  void takesTheAttributesOfACustomer() throws PoisonException {
    type = "customer.changed.v1";
    json =
        """
        {"customerId":"C-42","version":7,"status":"REGISTERED","occurredAt":"2026-01-31T00:00:00Z",
         "attributes":{"region":"Zhejiang","city":null,"cityTier":2,"birthYear":1988,"tags":["press"],
         "shoeSize":44}}""";
    var taken = (Intake.CustomerTaken) read();
    assertThat(taken.customerId()).isEqualTo("C-42");
    assertThat(taken.version()).isEqualTo(7);
    assertThat(taken.mergedInto()).isNull();
    assertThat(taken.at()).isEqualTo(NOW);
    assertThat(taken.attributes())
        .isEqualTo(
            new CustomerAttributes(
                "Zhejiang", null, 2, 1988, null, null, null, List.of(), List.of("press")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"cityTier\":2 | \"cityTier\":0 | cityTier must be a whole number from 1 to 9",
        "\"cityTier\":2 | \"cityTier\":\"2\" | cityTier must be a whole number from 1 to 9",
        "\"tags\":[\"press\"] | \"tags\":\"press\" | tags must be a list",
        "\"tags\":[\"press\"] | \"tags\":[\"\"] | tags must have texts of 1 to 64 characters",
        "[\"press\"] | [\"a\",\"a\"] | tags must have at most 50 texts, all different",
        "{\"cityTier\":2,\"tags\":[\"press\"]} | null | attributes must be an object",
        "REGISTERED | GONE | status isn't a known CustomerStatus",
        "REGISTERED | MERGED | mergedInto must be a string",
        "\"status\":\"REGISTERED\" | \"status\":\"MERGED\",\"mergedInto\":\"C-42\" | mergedInto must be another customer",
        "\"version\":7 | \"version\":\"7\" | version must be a positive whole number",
      })
  void namesTheFieldAndTheRuleOfACustomer(String good, String bad, String message) {
    type = "customer.changed.v1";
    json =
        """
        {"customerId":"C-42","version":7,"status":"REGISTERED","occurredAt":"2026-01-31T00:00:00Z",
         "attributes":{"cityTier":2,"tags":["press"]}}""";
    assertThat(json).contains(good);
    json = json.replace(good, bad);
    refuses(Reason.BREAKS_SCHEMA, message);
  }

  @Test
  void readsTheMarkersOfAnImport() throws PoisonException {
    type = "import.started.v1";
    json = "{\"job\":\"job-7\",\"occurredAt\":\"2026-02-01T00:00:00Z\"}";
    assertThat(read()).isEqualTo(new Intake.ImportStarted("job-7", NOW));
    type = "import.ended.v1";
    assertThat(read()).isEqualTo(new Intake.ImportEnded("job-7", NOW));
  }

  @ParameterizedTest
  @ValueSource(strings = {"SIL\\u0000VER", "none", " "})
  void refusesAModelWithATierThatCanNotBeCalledSo(String name) {
    type = "model.published.v1";
    json = golden(type).replace("2026-02-27T16:00:00Z", NOW.toString()).replace("SILVER", name);
    refuses(Reason.BREAKS_SCHEMA, "definition: name " + GroupName.RULE);
  }

  @Test
  void refusesWhatTheDomainFindsImpossible() {
    type = "facts.transferred.v1";
    key = "C-7";
    json = golden(type).replace("\"paidAt\": \"2026-01-02T03:05:00Z\",", "");
    assertThat(json).isNotEqualTo(golden(type));
    refuses(
        Reason.BREAKS_SCHEMA,
        "can't be read: java.lang.IllegalArgumentException: paidAt must be present once paid");
  }

  private void refuses(Reason reason, String message) {
    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(
            PoisonException.class,
            poison -> {
              assertThat(poison.reason()).isEqualTo(reason);
              if (message != null) {
                assertThat(poison).hasMessage(message);
              }
            });
  }

  private Intake read() throws PoisonException {
    return reader.read(record(Optional.empty()), PARTITIONS);
  }

  private int partition() {
    return Utils.toPositive(Utils.murmur2(key.getBytes(UTF_8))) % PARTITIONS;
  }

  private ConsumerRecord<byte[], byte[]> record(Optional<Integer> partition) {
    var event =
        new CloudEvent(
            "e-1",
            "order-service",
            "io.tierstream." + type,
            NOW,
            "O-1",
            "job-7",
            null,
            json.getBytes(UTF_8));
    return new ConsumerRecord<>(
        Topics.ORDERS,
        partition.orElseGet(() -> key == null ? 0 : partition()),
        0,
        timestamp.toEpochMilli(),
        TimestampType.CREATE_TIME,
        0,
        0,
        key == null ? null : key.getBytes(UTF_8),
        event.data(),
        new RecordHeaders(event.toHeaders()),
        Optional.empty());
  }

  private static String golden(String type) {
    var resource = "tierstream/examples/" + type + ".json";
    try (var in = FactReaderTest.class.getClassLoader().getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
