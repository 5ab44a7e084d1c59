package io.tierstream.local.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Calls the services as anybody would, again and again while one of them is away. */
final class ShopClient {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final Function<Service, URI> addresses;
  private final Consumer<String> complain;

  /** The answer of a service that was there: below 500; the body is missing unless it is JSON. */
  record Answer(int status, JsonNode body) {
    boolean isDone() {
      return status < 300;
    }
  }

  /**
   * @param complain called now and then while a service is away
   */
  ShopClient(Function<Service, URI> addresses, Consumer<String> complain) {
    this.addresses = addresses;
    this.complain = complain;
  }

  Answer get(Service service, String path) throws InterruptedException {
    return answered(request(service, path).GET().build());
  }

  Answer post(Service service, String path, Map<String, Object> body, String idempotencyKey)
      throws InterruptedException {
    try {
      return answered(
          request(service, path)
              .header("Content-Type", "application/json")
              .header("Idempotency-Key", idempotencyKey)
              .POST(BodyPublishers.ofString(JSON.writeValueAsString(body)))
              .build());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  Answer postCsv(Service service, String path, String csv, String idempotencyKey)
      throws InterruptedException {
    return answered(
        request(service, path)
            .header("Content-Type", "text/csv")
            .header("Idempotency-Key", idempotencyKey)
            .POST(BodyPublishers.ofString(csv))
            .build());
  }

  private HttpRequest.Builder request(Service service, String path) {
    return HttpRequest.newBuilder(addresses.apply(service).resolve(path)).timeout(PATIENCE);
  }

  private Answer answered(HttpRequest request) throws InterruptedException {
    var pause = FIRST_PAUSE;
    while (true) {
      String what;
      try {
        var response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() < 500) {
          boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
          return new Answer(
              response.statusCode(), json ? JSON.readTree(response.body()) : JSON.missingNode());
        }
        what = "answers " + response.statusCode();
      } catch (IOException e) {
        what = "doesn't answer";
      }
      if (pause.equals(LONGEST_PAUSE)) {
        complain.accept(request.uri() + " " + what + "; trying again");
      }
      Thread.sleep(pause.toMillis());
      pause = pause.multipliedBy(2);
      if (pause.compareTo(LONGEST_PAUSE) > 0) {
        pause = LONGEST_PAUSE;
      }
    }
  }
}
