package io.tierstream.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A connection that sends whatever bytes it is given and reads proper answers; for tests. */
final class HttpConnection implements AutoCloseable {

  private static final int PATIENCE_MILLIS = 90_000;
  private static final int MOMENT_MILLIS = 500;

  private final Socket socket;
  private final InputStream in;
  private boolean over;

  HttpConnection(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /**
   * What was answered.
   *
   * @param headers by name in small letters
   */
  record Answer(int status, Map<String, String> headers, byte[] body) {

    String contentType() {
      return headers.getOrDefault("content-type", "");
    }
  }

  /** Whether the next request needs another connection. */
  boolean isOver() {
    return over;
  }

  /** Waits for an answer no longer than a moment: to what is no request there may be none. */
  void expectLittle() throws IOException {
    socket.setSoTimeout(MOMENT_MILLIS);
  }

  /**
   * @return null when the connection was closed without an answer
   * @throws IOException also when the answer breaks off
   */
  Answer ask(Request request) throws IOException {
    IOException unsent = null;
    try {
      socket.getOutputStream().write(request.bytes());
    } catch (IOException e) {
      // who refuses a large body needn't read it; the answer may be there all the same
      unsent = e;
    }
    try {
      return answer(request);
    } catch (IOException e) {
      if (unsent != null) {
        e.addSuppressed(unsent);
      }
      throw e;
    }
  }

  /** Sends a part of the request and goes away. */
  void leave(Request request) throws IOException {
    var bytes = request.bytes();
    socket.getOutputStream().write(bytes, 0, bytes.length * 3 / 4);
    over = true;
    socket.close();
  }

  private Answer answer(Request request) throws IOException {
    while (true) {
      var line = line();
      if (line == null) {
        over = true;
        return null;
      }
      var status = Integer.parseInt(line.split(" ", 3)[1]);
      var headers = new HashMap<String, String>();
      for (var header = required(line()); !header.isEmpty(); header = required(line())) {
        var colon = header.indexOf(':');
        headers.put(
            header.substring(0, colon).toLowerCase(Locale.ROOT),
            header.substring(colon + 1).strip());
      }
      if (status >= 200 || status == 101) {
        over = "close".equalsIgnoreCase(headers.get("connection"));
        return new Answer(status, headers, body(request, status, headers));
      }
    }
  }

  private byte[] body(Request request, int status, Map<String, String> headers) throws IOException {
    if (request.method().equals("HEAD") || status == 204 || status == 304 || status == 101) {
      return new byte[0];
    } else if (headers.getOrDefault("content-type", "").startsWith("text/event-stream")) {
      over = true; // it goes on for ever
      return new byte[0];
    } else if (headers.containsKey("content-length")) {
      return exactly(Integer.parseInt(headers.get("content-length")));
    } else if ("chunked".equalsIgnoreCase(headers.get("transfer-encoding"))) {
      var bytes = new ByteArrayOutputStream();
      for (var size = chunk(); size > 0; size = chunk()) {
        bytes.writeBytes(exactly(size));
        required(line());
      }
      required(line());
      return bytes.toByteArray();
    }
    over = true;
    return in.readAllBytes();
  }

  private int chunk() throws IOException {
    return Integer.parseInt(required(line()), 16);
  }

  private byte[] exactly(int length) throws IOException {
    var bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new IOException("the answer breaks off");
    }
    return bytes;
  }

  private static String required(String line) throws IOException {
    if (line == null) {
      throw new IOException("the answer breaks off");
    }
    return line;
  }

  /** Null at the end. */
  private String line() throws IOException {
    var bytes = new ByteArrayOutputStream();
    for (var b = in.read(); b >= 0; b = in.read()) {
      if (b == '\n') {
        return bytes.toString(ISO_8859_1).stripTrailing();
      }
      bytes.write(b);
    }
    if (bytes.size() > 0) {
      throw new IOException("the answer breaks off");
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
