package io.tierstream.embedded.faults;

import static io.tierstream.embedded.faults.LinkFault.End.CLIENT;
import static io.tierstream.embedded.faults.LinkFault.End.SERVER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tierstream.embedded.faults.LinkFault.BlackHole;
import io.tierstream.embedded.faults.LinkFault.Cut;
import io.tierstream.embedded.faults.LinkFault.Delay;
import io.tierstream.embedded.faults.LinkFault.Drip;
import io.tierstream.embedded.faults.LinkFault.HalfOpen;
import io.tierstream.embedded.faults.LinkFault.Severed;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultyLinkIT {
  private Echo echo;
  private FaultyLink link;

  @BeforeEach
  void start() throws IOException {
    echo = new Echo();
    link = FaultyLink.to(echo.port());
  }

  @AfterEach
  void stop() throws IOException {
    link.close();
    echo.close();
  }

  @Test
  void handsOnBothWaysAndCounts() throws IOException {
    try (var one = connect();
        var other = connect()) {
      assertThat(answer(one, "hello")).isEqualTo("hello");
      assertThat(answer(other, "ho")).isEqualTo("ho");
      assertThat(link.traffic()).isEqualTo(new FaultyLink.Traffic(2, 2, 0, 7, 7, 0));

      one.shutdownOutput();
      assertThat(one.getInputStream().read()).as("the end comes back, too").isEqualTo(-1);
    }
    await().untilAsserted(() -> assertThat(link.traffic().open()).isZero());
    await().untilAsserted(() -> assertThat(echo.open()).isZero());
  }

  @Test
  void handsOnMoreThanItHolds() throws Exception {
    var sent = new byte[32_000_000];
    new Random(1).nextBytes(sent);
    try (var socket = connect()) {
      var sender = CompletableFuture.runAsync(() -> send(socket, sent));
      // All stands still until the client reads.
      await().until(() -> link.traffic().underWay() >= 2 * 256 * 1024);
      assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
      sender.get();
    }
  }

  @Test
  void aServerThatIsNotThereMayComeLater() throws IOException {
    echo.close();
    try (var socket = connect()) {
      assertThatThrownBy(() -> answer(socket, "hello")).isInstanceOf(SocketException.class);
    }
    echo.openAgain();
    try (var socket = connect()) {
      assertThat(answer(socket, "hello")).isEqualTo("hello");
    }
  }

  @Test
  void aResetOfTheServersReachesTheClient() throws IOException {
    try (var socket = connect()) {
      assertThat(answer(socket, "hello")).isEqualTo("hello");
      echo.reset();
      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aDelayKeepsOrder() throws IOException {
    var jittery = new Delay(Set.of(SERVER), Duration.ofMillis(20), Duration.ofMillis(20), 42);
    try (var socket = connect()) {
      link.suffer(jittery);
      var sent = new StringBuilder();
      for (int i = 0; i < 100; i++) {
        send(socket, (i + " ").getBytes(UTF_8));
        sent.append(i).append(' ');
      }
      assertThat(read(socket, sent.length())).isEqualTo(sent.toString());
    }
  }

  @Test
  void aDelayIsOverWhenHealed() throws IOException {
    try (var socket = connect()) {
      link.suffer(Delay.of(Duration.ofHours(1)));
      send(socket, "late".getBytes(UTF_8));
      assertSilent(socket);
      assertThat(link.traffic().toServer()).isZero();
      assertThat(link.traffic().underWay()).isEqualTo(4);

      link.heal();

      assertThat(read(socket, 4)).isEqualTo("late");
      assertThat(link.traffic().lost()).isZero();
    }
  }

  @Test
  void aDelayIsInTheDirectionsItIsFor() throws IOException {
    try (var socket = connect()) {
      link.suffer(new Delay(Set.of(CLIENT), Duration.ofHours(1), Duration.ZERO, 0));
      send(socket, "hello".getBytes(UTF_8));
      await().untilAsserted(() -> assertThat(echo.heard()).isEqualTo("hello"));
      assertSilent(socket);
      link.suffer(new Delay(Set.of(SERVER), Duration.ofHours(1), Duration.ZERO, 0));
      assertSilent(socket);
      link.heal();
      assertThat(read(socket, 5)).isEqualTo("hello");
    }
  }

  @Test
  void manyChunksAreUnderWayTogetherInADelay() throws IOException {
    // One after the other they would take 40 s.
    try (var socket = connect()) {
      link.suffer(new Delay(Set.of(SERVER), Duration.ofMillis(200), Duration.ZERO, 0));
      for (int sent = 1; sent <= 200; sent++) {
        send(socket, new byte[1]);
        int all = sent;
        await().pollInterval(Duration.ofMillis(1)).until(() -> received() == all);
      }
      assertThat(socket.getInputStream().readNBytes(200)).hasSize(200);
    }
  }

  @Test
  void aCutResetsAllAndRefusesUntilHealed() throws IOException {
    try (var socket = connect()) {
      assertThat(answer(socket, "hello")).isEqualTo("hello");

      link.suffer(new Cut());

      assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketException.class);
      await().untilAsserted(() -> assertThat(echo.open()).isZero());
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
      link.suffer(new Cut());
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }
    link.heal();
    try (var socket = connect()) {
      assertThat(answer(socket, "again")).isEqualTo("again");
    }
  }

  @Test
  void aResetIsOnce() throws IOException {
    try (var before = connect()) {
      assertThat(answer(before, "hello")).isEqualTo("hello");
      link.reset();
      assertThatThrownBy(() -> before.getInputStream().read()).isInstanceOf(SocketException.class);
      try (var after = connect()) {
        assertThat(answer(after, "hello")).isEqualTo("hello");
      }
    }
  }

  @Test
  void aBlackHoleSwallowsAllAndTellsNobody() throws IOException {
    try (var busy = connect();
        var idle = connect()) {
      assertThat(answer(busy, "1")).isEqualTo("1");
      assertThat(answer(idle, "2")).isEqualTo("2");

      link.suffer(new BlackHole());

      send(busy, "hello".getBytes(UTF_8));
      echo.say("news");
      try (var fresh = connect();
          var quiet = connect()) {
        send(fresh, "anybody".getBytes(UTF_8));
        await().untilAsserted(() -> assertThat(link.traffic().lost()).isEqualTo(5 + 7 + 2 * 4));
        assertThat(link.traffic().open()).isEqualTo(4);
        assertThat(echo.open()).as("connections the server knows of").isEqualTo(2);
        assertSilent(busy);
        assertSilent(idle);
        assertSilent(fresh);

        link.heal();

        // Whoever missed something hears of it; nobody goes on as though nothing were missing.
        assertThatThrownBy(() -> read(busy, 1)).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> read(idle, 1)).isInstanceOf(SocketException.class);
        assertThatThrownBy(() -> read(fresh, 1)).isInstanceOf(SocketException.class);
        assertThat(answer(quiet, "hello")).isEqualTo("hello");
      }
    }
  }

  @Test
  void aBlackHoleSparesWhoMissedNothing() throws IOException {
    try (var socket = connect()) {
      assertThat(answer(socket, "before")).isEqualTo("before");
      link.suffer(new BlackHole());
      link.heal();
      assertThat(answer(socket, "after")).isEqualTo("after");
    }
  }

  @Test
  void inABlackHoleNobodyHearsThatTheOtherIsGone() throws IOException {
    try (var socket = connect()) {
      assertThat(answer(socket, "hello")).isEqualTo("hello");
      link.suffer(new BlackHole());
      echo.reset();
      await().untilAsserted(() -> assertThat(echo.open()).isZero());
      assertSilent(socket);
      link.heal();
      assertThatThrownBy(() -> read(socket, 1)).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void aHalfOpenLinkLosesOneDirection() throws IOException {
    try (var socket = connect()) {
      assertThat(answer(socket, "hello")).isEqualTo("hello");

      link.suffer(new HalfOpen(SERVER));
      send(socket, "lost".getBytes(UTF_8));
      echo.say("news");
      assertThat(read(socket, 4)).isEqualTo("news");
      await().untilAsserted(() -> assertThat(link.traffic().lost()).isEqualTo(4));
      assertThat(echo.heard()).isEqualTo("hello");

      link.heal();
      assertThatThrownBy(() -> read(socket, 1)).isInstanceOf(SocketException.class);
    }
    try (var socket = connect()) {
      link.suffer(new HalfOpen(CLIENT));
      send(socket, "there".getBytes(UTF_8));
      await().untilAsserted(() -> assertThat(echo.heard()).isEqualTo("hellothere"));
      await().untilAsserted(() -> assertThat(link.traffic().lost()).isEqualTo(4 + 5));
      assertSilent(socket);
    }
  }

  @Test
  void aSeveredConnectionIsGoneForOneEndOnly() throws IOException {
    try (var before = connect()) {
      assertThat(answer(before, "hello")).isEqualTo("hello");

      link.suffer(new Severed(SERVER));

      await().untilAsserted(() -> assertThat(echo.open()).isZero());
      send(before, "still there?".getBytes(UTF_8));
      assertSilent(before);
      try (var after = connect()) {
        assertThat(answer(after, "new")).isEqualTo("new");
        link.heal();
        assertThatThrownBy(() -> read(before, 1)).isInstanceOf(SocketException.class);
        assertThat(answer(after, "on")).isEqualTo("on");
      }
    }
  }

  @Test
  void aConnectionSeveredFromItsClientStaysWithTheServer() throws IOException {
    try (var socket = connect()) {
      assertThat(answer(socket, "hello")).isEqualTo("hello");
      link.suffer(new Severed(CLIENT));
      assertThatThrownBy(() -> read(socket, 1)).isInstanceOf(SocketException.class);
      echo.say("anybody?");
      await().untilAsserted(() -> assertThat(link.traffic().lost()).isEqualTo(8));
      assertThat(echo.open()).isEqualTo(1);
      link.heal();
      await().untilAsserted(() -> assertThat(echo.open()).isZero());
    }
  }

  @Test
  void aDripIsSlowUntilHealed() throws IOException {
    try (var socket = connect()) {
      link.suffer(new Drip(Set.of(SERVER), 1));
      send(socket, "drip".getBytes(UTF_8));
      assertThat(read(socket, 1)).isEqualTo("d");
      // It would take a second each.
      assertThat(link.traffic().toServer()).isLessThan(4);
      link.heal();
      assertThat(read(socket, 3)).isEqualTo("rip");
    }
  }

  @Test
  void aDripIsOfAsManyBytesAsItSays() throws IOException {
    try (var socket = connect()) {
      link.suffer(Drip.of(20_000));
      long begin = System.nanoTime();
      send(socket, new byte[2_000]);
      assertThat(socket.getInputStream().readNBytes(2_000)).hasSize(2_000);
      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .as("never faster, whatever the machine")
          .isGreaterThan(Duration.ofMillis(80));
    }
  }

  @Test
  void closingResetsAllAndGivesThePortBack() throws IOException {
    try (var socket = connect()) {
      assertThat(answer(socket, "hello")).isEqualTo("hello");
      link.close();
      link.close();
      assertThatThrownBy(() -> read(socket, 1)).isInstanceOf(SocketException.class);
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
      assertThatThrownBy(() -> link.heal()).isInstanceOf(IllegalStateException.class);
      await().untilAsserted(() -> assertThat(echo.open()).isZero());
    }
  }

  private long received() {
    var traffic = link.traffic();
    return traffic.underWay() + traffic.toServer();
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), link.port());
  }

  private static String answer(Socket socket, String question) throws IOException {
    socket.getOutputStream().write(question.getBytes(UTF_8));
    return read(socket, question.length());
  }

  private static String read(Socket socket, int length) throws IOException {
    socket.setSoTimeout(10_000);
    return new String(socket.getInputStream().readNBytes(length), UTF_8);
  }

  private static void send(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Open, as far as the client knows, and nothing to read. */
  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(30);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
  }
}
