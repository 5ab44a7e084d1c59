package io.tierstream.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each owner's AsyncAPI document says is AsyncAPI, and true. */
class AsyncApiTest {

  private static final Map<String, JsonNode> DOCUMENTS = SchemaFolder.files("asyncapi");
  private static final Map<String, JsonNode> SCHEMAS = SchemaFolder.files("schemas");
  private static final JsonSchema ASYNC_API = asyncApi();

  static Stream<String> documents() {
    return DOCUMENTS.keySet().stream();
  }

  /** Every message with a type, by the document that describes it. */
  static Stream<Message> messages() {
    return DOCUMENTS.entrySet().stream()
        .flatMap(
            document ->
                document.getValue().at("/components/messages").properties().stream()
                    .map(
                        message ->
                            new Message(document.getKey(), message.getKey(), message.getValue())))
        .filter(message -> !message.name().equals("dead-letter"));
  }

  record Message(String document, String name, JsonNode json) {
    @Override
    public String toString() {
      return document + " " + name;
    }
  }

  @Test
  void everyServiceHasADocument() {
    assertThat(DOCUMENTS)
        .containsOnlyKeys(
            "customer-service.json",
            "feedback-service.json",
            "order-service.json",
            "segmentation-service.json");
  }

  @ParameterizedTest
  @MethodSource("documents")
  void aDocumentIsAsyncApi(String name) {
    assertThat(ASYNC_API.validate(DOCUMENTS.get(name)))
        .extracting(ValidationMessage::getMessage)
        .isEmpty();
  }

  @Test
  void whatIsNoAsyncApiIsFound() {
    var broken = DOCUMENTS.get("order-service.json").deepCopy();
    ((ObjectNode) broken.at("/operations/publishOrders")).put("action", "publish");
    assertThat(ASYNC_API.validate(broken)).isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("documents")
  void everyReferenceLeadsSomewhere(String name) {
    assertThat(references(DOCUMENTS.get(name)))
        .isNotEmpty()
        .allSatisfy(reference -> assertThat(resolved(name, reference)).isNotNull());
  }

  @Test
  void everyTopicHasOneOwnerAndItsSettings() throws IOException {
    var settings = new Properties();
    try (var in = getClass().getResourceAsStream("/" + Topics.RESOURCE)) {
      settings.load(in);
    }
    var owned = new ArrayList<String>();
    DOCUMENTS.forEach(
        (document, json) ->
            json.path("channels")
                .properties()
                .forEach(
                    channel -> {
                      if (!channel.getValue().has("$ref")) {
                        owned.add(channel.getKey());
                        assertSettings(channel.getKey(), channel.getValue(), settings);
                      }
                    }));
    assertThat(owned).containsExactlyInAnyOrderElementsOf(new Topics("").all());
  }

  private static void assertSettings(String topic, JsonNode channel, Properties settings) {
    var kafka = channel.at("/bindings/kafka");
    var configuration = kafka.path("topicConfiguration");
    assertThat(channel.path("address").textValue()).isEqualTo(topic);
    assertThat(kafka.path("topic").textValue()).isEqualTo(topic);
    assertThat(kafka.path("partitions").asText())
        .isEqualTo(settings.getProperty(topic + ".partitions"));
    assertThat(configuration.path("cleanup.policy"))
        .extracting(JsonNode::textValue)
        .containsExactly(settings.getProperty(topic + ".config.cleanup.policy"));
    assertThat(configuration.path("retention.ms").asText(null))
        .isEqualTo(settings.getProperty(topic + ".config.retention.ms"));
  }

  @Test
  void everyTypeHasAMessageInOneDocument() {
    assertThat(messages().map(Message::name))
        .containsExactlyInAnyOrderElementsOf(SchemaFolder.of("examples").names());
  }

  /** Beside each topic that a group takes in; a view that is read over and over has none. */
  @Test
  void everySubscriptionHasItsDeadLetters() {
    var expected = new TreeSet<String>();
    DOCUMENTS.forEach(
        (document, json) ->
            json.path("operations")
                .forEach(
                    operation -> {
                      if (operation.has("bindings")) {
                        var channel = operation.at("/channel/$ref").textValue();
                        var group = operation.at("/bindings/kafka/groupId/enum/0").textValue();
                        expected.add(
                            channel.substring("#/channels/".length()) + "." + group + ".dlq");
                      }
                    }));
    assertThat(new Topics("").all())
        .filteredOn(topic -> topic.endsWith(".dlq"))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void everyMessageOfAnOwnedTopicIsPublished() {
    DOCUMENTS.forEach(
        (document, json) ->
            json.path("channels")
                .properties()
                .forEach(
                    channel -> {
                      if (!channel.getValue().has("$ref")) {
                        assertThat(sent(json, channel.getKey()))
                            .as(document + " " + channel.getKey())
                            .containsExactlyInAnyOrderElementsOf(
                                names(channel.getValue().path("messages")));
                      }
                    }));
  }

  private static List<String> sent(JsonNode document, String channel) {
    var sent = new ArrayList<String>();
    for (var operation : document.path("operations")) {
      if (operation.path("action").textValue().equals("send")
          && operation.at("/channel/$ref").textValue().equals("#/channels/" + channel)) {
        for (var message : operation.path("messages")) {
          var reference = message.path("$ref").textValue();
          sent.add(reference.substring(reference.lastIndexOf('/') + 1));
        }
      }
    }
    return sent;
  }

  @ParameterizedTest
  @MethodSource("messages")
  void aMessageHasTheSchemaAndTheExampleOfItsType(Message message) {
    assertThat(message.json().path("title").textValue())
        .isEqualTo(CloudEvent.TYPE_PREFIX + message.name());
    assertThat(message.json().at("/payload/schema/$ref").textValue())
        .isEqualTo("../schemas/" + message.name() + ".json");
    var example = message.json().at("/examples/0");
    assertThat(example.path("payload")).isEqualTo(SchemaCheck.example(message.name()));
    assertThat(SchemaCheck.violations(message.name(), example.path("payload"))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("messages")
  void theHeadersOfAnExampleAreAnEventsAsTheTraitSays(Message message) {
    var trait =
        DOCUMENTS.get(message.document()).at("/components/messageTraits/cloudEvent/headers");
    var headers = message.json().at("/examples/0/headers");
    assertThat(schema(trait).validate(headers)).isEmpty();

    var event = CloudEvent.from(record(headers));

    assertThat(event.shortType()).isEqualTo(message.name());
    assertThat(event.source() + ".json").isEqualTo(message.document());
    assertThat(names(trait.path("properties")))
        .containsExactlyInAnyOrder(
            CloudEvent.SPECVERSION_HEADER,
            CloudEvent.ID_HEADER,
            CloudEvent.SOURCE_HEADER,
            CloudEvent.TYPE_HEADER,
            CloudEvent.TIME_HEADER,
            CloudEvent.SUBJECT_HEADER,
            CloudEvent.BACKFILL_HEADER,
            CloudEvent.TRACEPARENT_HEADER,
            CloudEvent.CONTENT_TYPE_HEADER);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void theHeadersOfDeadLettersAreThoseThatAreWritten(String name) {
    var message = DOCUMENTS.get(name).at("/components/messages/dead-letter");
    var example = message.at("/examples/0/headers");
    assertThat(schema(message.path("headers")).validate(example)).isEmpty();

    var refused =
        DeadLetter.of(
            record(example),
            "orders",
            "test-service",
            new PoisonException(PoisonException.Reason.BREAKS_SCHEMA, "version"),
            Instant.EPOCH);

    var written = new TreeMap<String, String>();
    refused
        .headers()
        .forEach(header -> written.put(header.key(), new String(header.value(), UTF_8)));
    assertThat(written.keySet()).containsAll(names(message.at("/headers/properties")));
    assertThat(schema(message.path("headers")).validate(new ObjectMapper().valueToTree(written)))
        .isEmpty();
    assertThat(message.at("/headers/properties/dead-letter-reason/enum"))
        .extracting(JsonNode::textValue)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(PoisonException.Reason.values()).map(Enum::name).toList());
  }

  private static ConsumerRecord<byte[], byte[]> record(JsonNode headers) {
    var written = new RecordHeaders();
    headers
        .properties()
        .forEach(
            header -> written.add(header.getKey(), header.getValue().textValue().getBytes(UTF_8)));
    return new ConsumerRecord<>(
        "orders",
        3,
        7,
        0,
        TimestampType.CREATE_TIME,
        0,
        0,
        null,
        new byte[0],
        written,
        Optional.empty());
  }

  private static Set<String> names(JsonNode object) {
    return object.properties().stream()
        .collect(toMap(Map.Entry::getKey, Map.Entry::getValue))
        .keySet();
  }

  private static List<String> references(JsonNode json) {
    return json.findValues("$ref").stream().map(JsonNode::textValue).toList();
  }

  private static JsonNode resolved(String from, String reference) {
    var hash = reference.indexOf('#');
    var path = hash < 0 ? reference : reference.substring(0, hash);
    var document =
        path.startsWith("../schemas/")
            ? SCHEMAS.get(path.substring("../schemas/".length()))
            : DOCUMENTS.get(path.isEmpty() ? from : path);
    if (document == null || hash < 0) {
      return document;
    }
    var node = document;
    var file = path.isEmpty() ? from : path;
    for (var part : reference.substring(hash + 2).split("/", -1)) {
      // A channel may stand for another owner's.
      if (node.has("$ref")) {
        var other = node.get("$ref").textValue();
        node = resolved(file, other);
        file = other.startsWith("#") ? file : other.substring(0, other.indexOf('#'));
      }
      node = node == null ? null : node.get(part);
      if (node == null) {
        return null;
      }
    }
    return node;
  }

  private static JsonSchema schema(JsonNode schema) {
    return JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(schema);
  }

  private static JsonSchema asyncApi() {
    try (var in = AsyncApiTest.class.getResourceAsStream("/asyncapi/3.0.0.json")) {
      return schema(new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
