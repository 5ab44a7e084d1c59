package io.tierstream.benchmark.writes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * Asks order-service over connections that are kept alive, one for each thread that asks. The JDK's
 * oldest client, since it takes the least of the processors.
 */
final class Caller {
  static {
    // As many as threads may call at once; and what fails is to be seen.
    System.setProperty("http.maxConnections", "256");
    System.setProperty("sun.net.http.retryPost", "false");
  }

  private final URI base;

  Caller(URI base) {
    this.base = base;
  }

  /** What is to be sent. */
  interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  /** The answer's body; returns when it is read. */
  String post(String path, String json) throws IOException {
    var bytes = json.getBytes(UTF_8);
    var connection = open(path);
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(bytes.length);
    connection.setRequestProperty("Content-Type", "application/json");
    return sent(connection, out -> out.write(bytes));
  }

  /**
   * Sends a file while it is being written.
   *
   * @param encoding of the body, as the header says; null for none
   */
  String upload(String path, String encoding, Body file) throws IOException {
    var connection = open(path);
    connection.setDoOutput(true);
    connection.setChunkedStreamingMode(1 << 16);
    connection.setRequestProperty("Content-Type", "text/csv");
    if (encoding != null) {
      connection.setRequestProperty("Content-Encoding", encoding);
    }
    return sent(connection, file);
  }

  String get(String path) throws IOException {
    return answer(open(path));
  }

  private HttpURLConnection open(String path) throws IOException {
    return (HttpURLConnection) base.resolve(path).toURL().openConnection();
  }

  private static String sent(HttpURLConnection connection, Body body) throws IOException {
    try (var out = connection.getOutputStream()) {
      body.writeTo(out);
    }
    return answer(connection);
  }

  private static String answer(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    try (var in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
      var text = in == null ? "" : new String(in.readAllBytes(), UTF_8);
      if (status >= 300) {
        throw new IOException(connection.getURL() + " answered " + status + ": " + text);
      }
      return text;
    }
  }
}
