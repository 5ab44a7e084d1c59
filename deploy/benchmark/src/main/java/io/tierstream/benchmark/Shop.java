package io.tierstream.benchmark;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** order-service as its callers see it. */
final class Shop {
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI base;
  private final String currency;

  Shop(URI base, String currency) {
    this.base = base;
    this.currency = currency;
  }

  /** Returns when the order is placed. */
  void place(String order, String customer) throws IOException, InterruptedException {
    must(
        201,
        client.send(
            post(
                "/orders",
                """
                {"orderId":"%s","customerId":"%s","currency":"%s",
                 "lines":[{"sku":"CAM-7","quantity":1,"unitPrice":"129.90"}]}"""
                    .formatted(order, customer, currency)),
            BodyHandlers.ofString()));
  }

  /** Completes when the payment was accepted. */
  CompletableFuture<Void> pay(String order) {
    return client
        .sendAsync(post("/orders/" + order + "/payment", "{}"), BodyHandlers.ofString())
        .thenAccept(answer -> must(200, answer));
  }

  private HttpRequest post(String path, String json) {
    return HttpRequest.newBuilder(base.resolve(path))
        .header("Content-Type", "application/json")
        .timeout(Duration.ofSeconds(30))
        .POST(BodyPublishers.ofString(json))
        .build();
  }

  private static void must(int status, HttpResponse<String> answer) {
    if (answer.statusCode() != status) {
      throw new IllegalStateException(
          "%s answered %d: %s".formatted(answer.uri(), answer.statusCode(), answer.body()));
    }
  }
}
