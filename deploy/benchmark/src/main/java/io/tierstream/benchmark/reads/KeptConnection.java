package io.tierstream.benchmark.reads;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Locale;

/**
 * A connection to a server on this machine that stays open, for one short request after the other.
 * It does as little as can be done: what asks shares the processors with what answers.
 */
final class KeptConnection implements AutoCloseable {

  private static final String LENGTH = "\r\ncontent-length:";
  private static final String END = "\r\n\r\n";
  private static final String OK = " 200 ";
  private static final int STATUS_AT = 8;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;
  private final byte[] buffer = new byte[1 << 14];

  KeptConnection(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  /**
   * Returns when all of the answer was read.
   *
   * @throws IllegalStateException when it isn't 200 with a length, or longer than 16 kB
   */
  void get(String path) throws IOException {
    var request =
        "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n\r\n";
    out.write(request.getBytes(ISO_8859_1));
    int read = 0;
    int end = 0;
    while (end == 0 || read < end) {
      if (read == buffer.length) {
        throw new IllegalStateException(path + " is answered with more than " + read + " bytes");
      }
      int more = in.read(buffer, read, buffer.length - read);
      if (more < 0) {
        throw new EOFException(path);
      }
      read += more;
      end = end == 0 ? end(path, read) : end;
    }
  }

  /** Where the answer ends; 0 when its head isn't complete. */
  private int end(String path, int read) {
    var text = new String(buffer, 0, read, ISO_8859_1);
    int end = text.indexOf(END);
    if (end < 0) {
      return 0;
    }
    if (!text.startsWith(OK, STATUS_AT)) {
      throw new IllegalStateException(path + " is answered " + text);
    }
    var head = text.substring(0, end + 1).toLowerCase(Locale.ROOT);
    int length = head.indexOf(LENGTH);
    if (length < 0) {
      throw new IllegalStateException(path + " is answered without a length");
    }
    length += LENGTH.length();
    return end
        + END.length()
        + Integer.parseInt(head.substring(length, head.indexOf('\r', length)).strip());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
