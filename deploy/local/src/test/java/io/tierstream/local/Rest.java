package io.tierstream.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;

/** A service as its callers see it. */
final class Rest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final URI base;

  /** An answer; the body is missing when it isn't JSON. */
  record Answer(int status, JsonNode body) {}

  private Rest(URI base) {
    this.base = base;
  }

  static Rest at(URI base) {
    return new Rest(base);
  }

  Answer get(String path) {
    return send(request(path).GET());
  }

  Answer delete(String path) {
    return send(request(path).DELETE());
  }

  /** The value of a counter in the service's metrics, 0 when it never counted. */
  double counter(String name) {
    return counter(name, "");
  }

  /** The same, of those of its lines that have {@code label}, such as {@code topic="orders"}. */
  double counter(String name, String label) {
    return exchange(request("/q/metrics").GET())
        .body()
        .lines()
        .filter(line -> line.startsWith(name + "_total") && line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  Answer post(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  Answer put(String path, String json) {
    return send(
        request(path)
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(json)));
  }

  Answer post(String path, Path gzippedCsv) {
    return send(
        request(path)
            .header("Content-Type", "text/csv")
            .header("Content-Encoding", "gzip")
            .POST(fileOf(gzippedCsv)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofMinutes(1));
  }

  private static BodyPublisher fileOf(Path file) {
    try {
      return BodyPublishers.ofFile(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer send(HttpRequest.Builder request) {
    var response = exchange(request);
    boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
    try {
      return new Answer(
          response.statusCode(), json ? JSON.readTree(response.body()) : JSON.missingNode());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HttpResponse<String> exchange(HttpRequest.Builder request) {
    try {
      return CLIENT.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
