package io.tierstream.benchmark.reads;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.benchmark.Latencies;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/**
 * A question about many customers.
 *
 * @param path with its query
 * @param walks whether each request asks for the page behind the one before; else it is the same
 *     again and again
 */
record ListQuestion(String path, boolean walks) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WARM_UP = 20;

  private static final String MEMBERS = "/segmentation/customers";
  private static final String DISTRIBUTION = "/segmentation/distribution?by=";

  /** First pages, pages one after the other, and distributions. */
  static List<ListQuestion> all() {
    return List.of(
        new ListQuestion(MEMBERS, false),
        new ListQuestion(MEMBERS + "?tier=SILVER", false),
        new ListQuestion(MEMBERS + "?segment=Hibernating", false),
        new ListQuestion(MEMBERS + "?tier=BRONZE&segment=Hibernating&sort=-monetary", false),
        new ListQuestion(MEMBERS + "?lifecycle=DORMANT&sort=nextChangeAt", false),
        new ListQuestion(MEMBERS + "?attributes.region=ISLES&sort=-composite", false),
        new ListQuestion(MEMBERS + "?attributes.tags=vip&attributes.city=city-7", false),
        new ListQuestion(MEMBERS, true),
        new ListQuestion(MEMBERS + "?sort=-monetary", true),
        new ListQuestion(MEMBERS + "?sort=composite&attributes.region=ISLES", true),
        new ListQuestion(DISTRIBUTION + "tier", false),
        new ListQuestion(DISTRIBUTION + "segment", false),
        new ListQuestion(DISTRIBUTION + "lifecycle", false),
        new ListQuestion(DISTRIBUTION + "attributes.region", false),
        new ListQuestion(DISTRIBUTION + "attributes.city", false),
        new ListQuestion(DISTRIBUTION + "attributes.tags", false));
  }

  /** As the table calls it. */
  String name() {
    return path.substring("/segmentation".length()) + (walks ? ", page by page" : "");
  }

  /** Asks {@code requests} times, one after the other, once it has asked some times before. */
  Latencies ask(HttpClient client, int port, int requests)
      throws IOException, InterruptedException {
    var nanos = new ArrayList<Long>();
    String after = null;
    for (int i = -WARM_UP; i < requests; i++) {
      long began = System.nanoTime();
      var answer = answer(client, port, after);
      if (i >= 0) {
        nanos.add(System.nanoTime() - began);
      }
      after = walks ? JSON.readTree(answer).path("next").textValue() : null;
    }
    return Latencies.of(nanos);
  }

  private byte[] answer(HttpClient client, int port, String after)
      throws IOException, InterruptedException {
    var query = after == null ? path : path + (path.contains("?") ? "&" : "?") + "after=" + after;
    var answer =
        client.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + query)).build(),
            BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException(query + " is answered " + answer.statusCode());
    }
    return answer.body();
  }
}
