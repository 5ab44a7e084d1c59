package io.tierstream.imports;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.Arrays;

/** An upload of reviews whose sender takes the time it wants, and may break it off by closing. */
final class SlowUpload implements AutoCloseable {

  private final Socket socket;

  /** A connection that has sent the head of a request with {@code length} bytes. */
  SlowUpload(int length) throws IOException {
    var server = URI.create(RestAssured.baseURI);
    socket = new Socket(server.getHost(), RestAssured.port);
    send(
        """
        POST /reviews/import HTTP/1.1
        Host: %s
        Content-Type: text/csv
        Content-Length: %d
        Connection: close

        """
            .formatted(server.getHost(), length)
            .replace("\n", "\r\n"));
  }

  void send(String part) throws IOException {
    socket.getOutputStream().write(part.getBytes(UTF_8));
    socket.getOutputStream().flush();
  }

  int status() throws IOException {
    var answer = Arrays.copyOf(socket.getInputStream().readAllBytes(), 12);
    return Integer.parseInt(new String(answer, UTF_8).substring("HTTP/1.1 ".length()));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
