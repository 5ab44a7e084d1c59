package io.tierstream.segmentation.rest;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;

/** Reads server-sent events as a browser does, in a thread of its own. */
final class EventStream implements AutoCloseable {

  private final HttpResponse<InputStream> response;
  private final List<Received> events = new ArrayList<>();
  private String lastId;
  private int comments;
  private boolean ended;

  /** An event; {@code id} is the stream's last one then. */
  record Received(String name, String data, String id) {}

  /** Opens it; {@code lastEventId} may be null. */
  EventStream(URI address, String lastEventId) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(address).header("Accept", "text/event-stream");
    if (lastEventId != null) {
      request.header("Last-Event-ID", lastEventId);
    }
    response = HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofInputStream());
    var reader = new Thread(() -> read(response.body()), "event-stream");
    reader.setDaemon(true);
    reader.start();
  }

  HttpResponse<InputStream> response() {
    return response;
  }

  private void read(InputStream body) {
    try (var lines = new Scanner(body, StandardCharsets.UTF_8).useDelimiter("\n")) {
      String name = null;
      var data = new StringBuilder();
      while (lines.hasNext()) {
        var line = lines.next();
        if (line.startsWith("event:")) {
          name = line.substring(6).strip();
        } else if (line.startsWith("data:")) {
          data.append(line.substring(5).strip());
        } else if (line.startsWith("id:")) {
          sawId(line.substring(3).strip());
        } else if (line.startsWith(":")) {
          sawComment();
        } else if (line.isEmpty() && !data.isEmpty()) {
          saw(name, data.toString());
          data.setLength(0);
        }
      }
    }
    sawEnd();
  }

  private synchronized void sawId(String id) {
    lastId = id;
  }

  private synchronized void sawComment() {
    comments++;
  }

  private synchronized void saw(String name, String data) {
    events.add(new Received(name, data, lastId));
  }

  private synchronized void sawEnd() {
    ended = true;
  }

  synchronized List<Received> events() {
    return List.copyOf(events);
  }

  synchronized List<String> data() {
    return events.stream().map(Received::data).toList();
  }

  synchronized String lastId() {
    return lastId;
  }

  synchronized int comments() {
    return comments;
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  @Override
  public void close() throws IOException {
    response.body().close();
  }
}
