package io.tierstream.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** Loopback ports: finding free ones, asking whether one is taken or answers. */
public final class Ports {
  // Below the ephemeral range of every system: there, an outgoing connection could sit on the port
  // of a server that is being restarted, a reconnecting client even with itself at the other end.
  private static final int FIRST = 15_000;
  private static final int LAST = 32_000;

  /** Whoever got one may not have bound it yet. */
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private Ports() {}

  /** One that nobody listens on, and that this JVM never gave to anybody else. */
  public static int free() {
    for (int attempt = 0; attempt < 1_000; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
      if (GIVEN.add(port) && !isTaken(port)) {
        return port;
      }
    }
    throw new ServerStartException("No free port between %d and %d.".formatted(FIRST, LAST));
  }

  static boolean isTaken(int port) {
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(address(port), 1);
      return false;
    } catch (IOException taken) {
      return true;
    }
  }

  static boolean accepts(int port) {
    try (var probe = new Socket()) {
      probe.connect(address(port), 1_000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
