package io.tierstream.local.faults;

import static java.time.temporal.ChronoUnit.MICROS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tierstream.local.Service;
import io.tierstream.local.faults.Ledger.Note;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A file of purchases of the past, of customers of its own. Its orders are in the ledger before it
 * is sent, and again when its job is over: until then they may be true or not.
 */
final class OrdersImport {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final int ORDERS_PER_CUSTOMER = 15;

  private final HttpClient client = HttpClient.newBuilder().version(Version.HTTP_1_1).build();
  private final Target target;
  private final Ledger ledger;
  private final String prefix;
  private final String currency;
  private final Duration longest;

  /**
   * @param prefix of all ids, with which there is no other import
   * @param longest how long it may take, with every service that is away meanwhile
   */
  OrdersImport(Target target, Ledger ledger, String prefix, String currency, Duration longest) {
    this.target = target;
    this.ledger = ledger;
    this.prefix = prefix;
    this.currency = currency;
    this.longest = longest;
  }

  /**
   * Returns when all of it is told.
   *
   * @throws IllegalStateException when that takes too long, or the job fails
   */
  void run(int orders, long seed) throws InterruptedException {
    var facts = facts(orders, new Random(seed));
    note(Said.PERHAPS, facts);
    long deadline = System.nanoTime() + longest.toNanos();
    var upload =
        HttpRequest.newBuilder(uri("/orders/import?currency=" + currency))
            .timeout(PATIENCE)
            .header("Content-Type", "text/csv")
            .header("Idempotency-Key", prefix + "import")
            .POST(BodyPublishers.ofString(csv(facts)))
            .build();
    var job = answered(upload, 202, "job", deadline).get("job").asText();
    var status = "RUNNING";
    while (status.equals("RUNNING")) {
      Thread.sleep(PAUSE.toMillis());
      var question = HttpRequest.newBuilder(uri("/orders/import/" + job)).timeout(PATIENCE).build();
      status = answered(question, 200, "status", deadline).get("status").asText();
    }
    if (!status.equals("COMPLETED")) {
      throw new IllegalStateException("the import is " + status);
    }
    note(Said.FACT, facts);
  }

  private void note(String kind, List<JsonNode> facts) {
    ledger.append(facts.stream().map(fact -> new Note(kind, fact)).toList());
  }

  private URI uri(String path) {
    return target.addresses().apply(Service.ORDER).resolve(path);
  }

  /** Asks until there is such an answer. */
  private JsonNode answered(HttpRequest request, int status, String part, long deadline)
      throws InterruptedException {
    String last = null;
    while (System.nanoTime() < deadline) {
      try {
        var response = client.send(request, BodyHandlers.ofString());
        last = response.statusCode() + " " + response.body();
        if (response.statusCode() == status) {
          var body = JSON.readTree(response.body());
          if (body.has(part)) {
            return body;
          }
        } else if (response.statusCode() < 500) {
          throw new IllegalStateException(last);
        }
      } catch (IOException e) {
        last = e.toString();
      }
      Thread.sleep(PAUSE.toMillis());
    }
    throw new IllegalStateException("no answer to " + request + ": " + last);
  }

  private List<JsonNode> facts(int orders, Random random) {
    var facts = new ArrayList<JsonNode>();
    var customers = Math.max(1, orders / ORDERS_PER_CUSTOMER);
    var now = target.clock().get().truncatedTo(MICROS);
    for (int i = 0; i < orders; i++) {
      var paidAt = now.minus(Duration.ofMinutes(60 + random.nextInt(500 * 24 * 60))).toString();
      var id = prefix + "O-" + i;
      var customerId = prefix + "C-" + random.nextInt(customers);
      var price = "%d.%02d".formatted(1 + random.nextInt(900), random.nextInt(100));
      var content =
          NODES
              .objectNode()
              .put("orderId", id)
              .put("customerId", customerId)
              .put("version", 1)
              .put("status", "PAID")
              .put("placedAt", paidAt)
              .put("paidAt", paidAt);
      content.set("total", money(price));
      content.set("refunded", money("0"));
      content
          .putArray("lines")
          .addObject()
          .put("sku", "CAM-7")
          .put("quantity", 1)
          .put("unitPrice", price);
      facts.add(
          NODES
              .objectNode()
              .put("topic", "orders")
              .put("customerId", customerId)
              .put("id", id)
              .set("content", content));
    }
    return facts;
  }

  private ObjectNode money(String amount) {
    return NODES.objectNode().put("amount", amount).put("currency", currency);
  }

  private static String csv(List<JsonNode> facts) {
    var csv = new StringBuilder("orderId,customerId,sku,quantity,unitPrice,paidAt\n");
    for (var fact : facts) {
      var order = fact.get("content");
      csv.append(
          "%s,%s,CAM-7,1,%s,%s\n"
              .formatted(
                  order.get("orderId").asText(),
                  order.get("customerId").asText(),
                  order.at("/lines/0/unitPrice").asText(),
                  Instant.parse(order.get("paidAt").asText())));
    }
    return csv.toString();
  }
}
