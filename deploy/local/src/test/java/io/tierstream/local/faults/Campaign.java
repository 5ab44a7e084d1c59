package io.tierstream.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.local.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What somebody does to everybody while a shop is busy: imports a history, publishes a model. */
final class Campaign {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration REQUEST = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int ORDERS = 400;
  private static final int CUSTOMERS = 40;

  private final Target target;
  private final String prefix;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(REQUEST).build();
  private String job;

  Campaign(Target target, long seed) {
    this.target = target;
    this.prefix = "imported-" + seed + "-";
  }

  /** Does all of it, each when the load has come so far. */
  void during(ShopLoad load) throws InterruptedException {
    reached(load, 0.3);
    job = send(Service.ORDER, "POST", path(), "text/csv", history()).get("job").asText();
    reached(load, 0.5);
    var models = "/segmentation/models";
    var draft = send(Service.SEGMENTATION, "POST", models, "application/json", draft());
    var published = models + "/" + draft.get("number").asInt() + "/publication";
    send(Service.SEGMENTATION, "POST", published, "application/json", "{}");
  }

  private static void reached(ShopLoad load, double progress) throws InterruptedException {
    while (load.progress() < progress) {
      Thread.sleep(PAUSE.toMillis());
    }
  }

  private String path() {
    return "/orders/import?map=order=orderId,customer=customerId,item=sku,"
        + "quantity=quantity,price=unitPrice,at=paidAt&currency=CNY";
  }

  private String history() {
    var csv = new StringBuilder("order,customer,item,quantity,price,at\n");
    for (int order = 0; order < ORDERS; order++) {
      csv.append(
          "%sO-%d,%sC-%d,CAM-7,1,%d.50,2026-%02d-%02dT10:00:00Z\n"
              .formatted(
                  prefix,
                  order,
                  prefix,
                  order % CUSTOMERS,
                  50 + order * 7 % 900,
                  1 + order / 40,
                  1 + order % 28));
    }
    return csv.toString();
  }

  private static String draft() {
    return """
        {"frequency": [2, 3, 6, 12], "weights": {"r": 25, "f": 30, "m": 35, "s": 10}}
        """;
  }

  /** Waits for the end of the import, and sees that each of its orders was told. */
  void end() throws InterruptedException {
    var status = status();
    for (var pause = PAUSE; status.equals("RUNNING"); status = status()) {
      Thread.sleep(pause.toMillis());
    }
    Set<String> told = new HashSet<>();
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (told.size() < ORDERS && System.nanoTime() < deadline) {
      try (var logs = new Logs(target.bootstrapServers())) {
        logs.read(
            List.of("orders"),
            record -> {
              if (String.valueOf(Logs.key(record)).startsWith(prefix)) {
                told.add(Logs.header(record, "ce_subject"));
              }
            });
      }
    }
    if (!status.equals("COMPLETED") || told.size() != ORDERS) {
      throw new IllegalStateException(
          "the import is %s, and %d of %d orders are told".formatted(status, told.size(), ORDERS));
    }
  }

  private String status() throws InterruptedException {
    return send(Service.ORDER, "GET", "/orders/import/" + job, "text/plain", "")
        .get("status")
        .asText();
  }

  /** Again and again, until it is answered. */
  private JsonNode send(Service service, String method, String path, String type, String body)
      throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    var key = prefix + Integer.toHexString(path.hashCode());
    while (true) {
      String failure;
      try {
        URI uri = target.addresses().apply(service).resolve(path);
        var request =
            HttpRequest.newBuilder(uri)
                .timeout(REQUEST)
                .header("Content-Type", type)
                .method(method, BodyPublishers.ofString(body));
        if (type.endsWith("json")) {
          request.header("Idempotency-Key", key);
        }
        var answer = client.send(request.build(), BodyHandlers.ofString());
        if (answer.statusCode() < 300) {
          return JSON.readTree(answer.body());
        }
        failure = answer.statusCode() + " " + answer.body();
        if (answer.statusCode() < 500) {
          throw new IllegalStateException(method + " " + path + ": " + failure);
        }
      } catch (IOException e) {
        failure = e.toString();
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(method + " " + path + ": " + failure);
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }
}
