package io.tierstream.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;

/** The chosen ports, asked for before anything is started; 0 is never taken. */
final class WantedPorts {
  private record Wish(String who, String option) {}

  private final Map<Integer, Wish> wishes = new LinkedHashMap<>();

  /**
   * @throws StartFailure when somebody else of us wants the same port
   */
  WantedPorts with(int port, String who, String option) {
    if (port != 0) {
      var other = wishes.put(port, new Wish(who, option));
      if (other != null) {
        throw new StartFailure(
            "port %d is wanted by %s and by %s; choose another with %s"
                .formatted(port, other.who(), who, option));
      }
    }
    return this;
  }

  /**
   * @throws StartFailure when somebody listens on one of them
   */
  void mustBeFree() {
    wishes.forEach(
        (port, wish) -> {
          try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
          } catch (IOException taken) {
            throw new StartFailure(
                "port %d, wanted by %s, is taken; choose another with %s"
                    .formatted(port, wish.who(), wish.option()),
                taken);
          }
        });
  }
}
