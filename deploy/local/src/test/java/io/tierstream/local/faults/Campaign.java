package io.tierstream.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.local.Service;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** What somebody does to everybody while a shop is busy: imports a history, publishes a model. */
final class Campaign {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration REQUEST = Duration.ofSeconds(10);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final int IMPORTED = 400;
  private static final String DRAFT =
      """
      {"frequency": [2, 3, 6, 12], "weights": {"r": 25, "f": 30, "m": 35, "s": 10}}
      """;

  private final Target target;
  private final Ledger ledger;
  private final ShopLoad.Plan plan;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(REQUEST).build();

  Campaign(Target target, Ledger ledger, ShopLoad.Plan plan) {
    this.target = target;
    this.ledger = ledger;
    this.plan = plan;
  }

  /** Does each when the load has come so far; returns at the end of all of it. */
  void during(ShopLoad load, String currency) throws InterruptedException {
    reached(load, 0.3);
    new OrdersImport(target, ledger, plan.prefix() + "I-", currency, PATIENCE)
        .run(IMPORTED, plan.seed());
    reached(load, 0.6);
    var draft = post("/segmentation/models", DRAFT);
    post("/segmentation/models/" + draft.get("number").asInt() + "/publication", "{}");
  }

  private static void reached(ShopLoad load, double progress) throws InterruptedException {
    while (load.progress() < progress) {
      Thread.sleep(PAUSE.toMillis());
    }
  }

  /** Again and again, with the same key, until it is answered. */
  private JsonNode post(String path, String body) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    var uri = target.addresses().apply(Service.SEGMENTATION).resolve(path);
    var request =
        HttpRequest.newBuilder(uri)
            .timeout(REQUEST)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", plan.prefix() + path.hashCode())
            .POST(BodyPublishers.ofString(body))
            .build();
    while (true) {
      String failure;
      try {
        var answer = client.send(request, BodyHandlers.ofString());
        if (answer.statusCode() < 300) {
          return JSON.readTree(answer.body());
        }
        failure = answer.statusCode() + " " + answer.body();
        if (answer.statusCode() < 500) {
          throw new IllegalStateException(path + ": " + failure);
        }
      } catch (IOException e) {
        failure = e.toString();
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(path + ": " + failure);
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }
}
