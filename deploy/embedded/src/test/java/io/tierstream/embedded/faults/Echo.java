package io.tierstream.embedded.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server on loopback that says what it hears, and keeps it. */
final class Echo implements AutoCloseable {
  private final Set<Socket> clients = ConcurrentHashMap.newKeySet();
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private Thread porter = daemon(this::accept);

  Echo() throws IOException {}

  int port() {
    return door.getLocalPort();
  }

  /** Connections that are open, as far as this end knows. */
  int open() {
    return clients.size();
  }

  /** From all clients, in the order in which it came. */
  String heard() {
    return heard.toString(UTF_8);
  }

  /** Says something to all, unasked. */
  void say(String words) throws IOException {
    for (var client : clients) {
      client.getOutputStream().write(words.getBytes(UTF_8));
    }
  }

  /** Forgets all clients at once. */
  void reset() {
    for (var client : clients) {
      try (client) {
        client.setSoLinger(true, 0);
      } catch (IOException e) {
        // It has just gone by itself.
      }
    }
  }

  void openAgain() throws IOException {
    var again = new ServerSocket();
    again.setReuseAddress(true);
    again.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
    door = again;
    porter = daemon(this::accept);
  }

  @Override
  public void close() throws IOException {
    door.close();
    try {
      // The system's door stands open while somebody waits at it.
      porter.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    reset();
  }

  private void accept() {
    var mine = door;
    try {
      while (true) {
        var client = mine.accept();
        clients.add(client);
        daemon(() -> echo(client));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void echo(Socket client) {
    var bytes = new byte[8192];
    try (client) {
      for (int n = client.getInputStream().read(bytes); n >= 0; ) {
        heard.write(bytes, 0, n);
        client.getOutputStream().write(bytes, 0, n);
        n = client.getInputStream().read(bytes);
      }
    } catch (IOException e) {
      // Reset.
    } finally {
      clients.remove(client);
    }
  }

  private static Thread daemon(Runnable work) {
    var thread = new Thread(work, "echo");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }
}
