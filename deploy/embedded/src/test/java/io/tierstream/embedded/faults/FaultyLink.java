package io.tierstream.embedded.faults;

import io.tierstream.embedded.Ports;
import io.tierstream.embedded.faults.LinkFault.BlackHole;
import io.tierstream.embedded.faults.LinkFault.Cut;
import io.tierstream.embedded.faults.LinkFault.Delay;
import io.tierstream.embedded.faults.LinkFault.Drip;
import io.tierstream.embedded.faults.LinkFault.End;
import io.tierstream.embedded.faults.LinkFault.HalfOpen;
import io.tierstream.embedded.faults.LinkFault.Severed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A TCP proxy on loopback, between clients and one server, that can be told to misbehave. Its port
 * is its own from the start to the end; the server may be down, come back, or not be there yet:
 * then clients' connections are accepted and reset at once. For several threads.
 *
 * <p>A TCP stream can't miss bytes: a connection of which something was lost is reset by the next
 * {@link #heal()} or {@link #suffer}, for both ends.
 */
public final class FaultyLink implements AutoCloseable {
  /** What a direction of a connection holds before its sender has to wait. */
  private static final int HELD = 256 * 1024;

  /** … and where it is to be late, by all that is sent meanwhile. */
  private static final int HELD_LATE = 64 * 1024 * 1024;

  /** A drip falls so often, or byte by byte when it is thinner than that. */
  private static final int DRIPS_PER_SECOND = 100;

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private static final Duration COPIES_LAST = Duration.ofSeconds(5);

  private final int port;
  private final int target;
  private final Selector selector;
  private final Thread thread;
  private final Queue<FutureTask<?>> wishes = new ConcurrentLinkedQueue<>();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
  private final Set<Connection> connections = new LinkedHashSet<>();
  private ServerSocketChannel door;
  private LinkFault fault; // null while there is none
  private Random chance = new Random(0);
  private final Map<End, Long> passed = new EnumMap<>(Map.of(End.SERVER, 0L, End.CLIENT, 0L));
  private long accepted;
  private long lost;
  private boolean closing;

  /**
   * What has passed so far.
   *
   * @param connections accepted
   * @param open connections that are
   * @param underWay bytes that are late, dripping, or for somebody who doesn't take them
   * @param toServer bytes handed on to the server
   * @param toClient bytes handed on to clients
   * @param lost bytes on their way to either
   */
  public record Traffic(
      long connections, long open, long underWay, long toServer, long toClient, long lost) {}

  private FaultyLink(int port, int target) throws IOException {
    this.port = port;
    this.target = target;
    this.selector = Selector.open();
    openDoor();
    this.thread = new Thread(this::work, "link-" + port + "-" + target);
    thread.setDaemon(true);
  }

  /** A link to this port of 127.0.0.1, from a free one. */
  public static FaultyLink to(int target) {
    try {
      var link = new FaultyLink(Ports.free(), target);
      link.thread.start();
      return link;
    } catch (IOException e) {
      throw new UncheckedIOException("No link to port " + target, e);
    }
  }

  /** Where clients find it on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** Where the server is on 127.0.0.1. */
  public int target() {
    return target;
  }

  /** Has this fault from now on, instead of any other; returns when that is so. */
  public void suffer(LinkFault next) {
    Objects.requireNonNull(next);
    order(() -> become(next));
  }

  /**
   * Is as it should be from now on; returns when that is so. What was late or dripping is handed on
   * at once.
   */
  public void heal() {
    order(() -> become(null));
  }

  /** Resets the connections there are, for both ends; new ones are accepted as before. */
  public void reset() {
    order(this::resetAll);
  }

  /** What has passed so far. */
  public Traffic traffic() {
    return ask(
        () ->
            new Traffic(
                accepted,
                connections.size(),
                flows().mapToLong(flow -> flow.size).sum(),
                passed.get(End.SERVER),
                passed.get(End.CLIENT),
                lost));
  }

  /** Resets all connections and gives the port back; returns when that is done. */
  @Override
  public void close() {
    synchronized (wishes) {
      closing = true;
    }
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private <T> T ask(Callable<T> wish) {
    var task =
        new FutureTask<>(
            () -> {
              var answer = wish.call();
              // A closed channel's socket lasts until the selector has let go of it.
              selector.selectNow(this::handle);
              return answer;
            });
    synchronized (wishes) {
      if (closing) {
        throw new IllegalStateException("The link on port " + port + " is closed.");
      }
      wishes.add(task);
    }
    selector.wakeup();
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("The link on port " + port + " failed.", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the link changes.", e);
    }
  }

  private interface Order {
    void run() throws IOException;
  }

  private void order(Order order) {
    ask(
        () -> {
          order.run();
          return null;
        });
  }

  // From here on all is the thread's alone.

  private void work() {
    try (selector) {
      while (!isOver()) {
        selector.select(this::handle, pause());
        for (var wish = wishes.poll(); wish != null; wish = wishes.poll()) {
          wish.run();
        }
        List.copyOf(connections).forEach(Connection::handOn);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      end();
    }
  }

  private boolean isOver() {
    synchronized (wishes) {
      return closing && wishes.isEmpty();
    }
  }

  private void end() {
    synchronized (wishes) {
      closing = true;
      wishes.forEach(wish -> wish.cancel(false));
    }
    resetAll();
    closeQuietly(door);
  }

  /** Milliseconds until something is due, at least 1; 0 for ever. */
  private long pause() {
    long now = System.nanoTime();
    return flows()
        .filter(flow -> flow.isDue)
        .mapToLong(flow -> Math.max(1, (flow.due - now + 999_999) / 1_000_000))
        .min()
        .orElse(0);
  }

  private Stream<Flow> flows() {
    return connections.stream()
        .flatMap(connection -> Stream.of(connection.toServer, connection.toClient));
  }

  private void handle(SelectionKey key) {
    if (key.attachment() instanceof Connection connection) {
      connection.handle(key);
    } else if (key.isValid()) {
      accept();
    }
  }

  private void accept() {
    try {
      var client = door.accept();
      if (client != null) {
        var connection = new Connection(client);
        connections.add(connection);
        accepted++;
        if (!(fault instanceof BlackHole)) {
          connection.open();
        }
      }
    } catch (IOException e) {
      // The client has gone away again.
    }
  }

  private void become(LinkFault next) throws IOException {
    if (fault instanceof Cut && !(next instanceof Cut)) {
      openDoor();
    }
    fault = next;
    for (var connection : List.copyOf(connections)) {
      if (connection.isTorn) {
        connection.reset();
      } else if (connection.server == null && !(next instanceof BlackHole)) {
        connection.open();
      }
    }
    if (next instanceof Delay delay) {
      chance = new Random(delay.seed());
    } else if (next instanceof Cut) {
      resetAll();
      door.close();
    } else if (next instanceof Severed severed) {
      List.copyOf(connections).forEach(connection -> connection.sever(severed.told()));
    }
  }

  private void openDoor() throws IOException {
    door = ServerSocketChannel.open();
    door.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    bindDoor();
    door.configureBlocking(false);
    door.register(selector, SelectionKey.OP_ACCEPT);
  }

  /**
   * A process that is being started holds a copy of whatever listened here, until it is rid of it.
   */
  private void bindDoor() throws IOException {
    long deadline = System.nanoTime() + COPIES_LAST.toNanos();
    while (true) {
      try {
        door.bind(address(port));
        return;
      } catch (BindException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
    }
  }

  private void resetAll() {
    List.copyOf(connections).forEach(Connection::reset);
  }

  private static InetSocketAddress address(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static void closeQuietly(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  private static void resetQuietly(SocketChannel channel) {
    try {
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
    } catch (IOException e) {
      // Then its end knows already.
    }
    closeQuietly(channel);
  }

  private final class Connection {
    final SocketChannel client;
    final Flow toServer = new Flow(this, End.SERVER);
    final Flow toClient = new Flow(this, End.CLIENT);
    SocketChannel server; // null while the server isn't to know of it
    boolean isTorn;
    boolean isSevered;

    Connection(SocketChannel client) throws IOException {
      this.client = prepared(client);
    }

    void open() {
      try {
        server = prepared(SocketChannel.open());
        server.connect(address(target));
        heed();
      } catch (IOException e) {
        breakAt(End.SERVER);
      }
    }

    void handle(SelectionKey key) {
      var end = key.channel() == client ? End.CLIENT : End.SERVER;
      try {
        if (key.isValid() && key.isConnectable()) {
          server.finishConnect();
        }
        if (key.isValid() && key.isReadable()) {
          flow(end.other()).read();
        }
      } catch (IOException e) {
        breakAt(end);
      }
      // What can be written is by handOn(), which comes next.
    }

    void handOn() {
      handOn(toServer);
      handOn(toClient);
      if (toServer.isOver() && toClient.isOver()) {
        connections.remove(this);
        closeQuietly(client);
        if (server != null) {
          closeQuietly(server);
        }
      } else {
        heed();
      }
    }

    private void handOn(Flow flow) {
      try {
        flow.handOn();
      } catch (IOException e) {
        breakAt(flow.towards);
      }
    }

    /** This end is gone; the other hears of it, unless it isn't to hear anything. */
    void breakAt(End end) {
      var flow = flow(end.other());
      if (flow.isLost()) {
        isTorn = true;
        flow.hasEnded = true;
        resetQuietly(channel(end));
      } else {
        reset();
      }
    }

    void sever(End told) {
      isSevered = true;
      breakAt(told);
    }

    void reset() {
      connections.remove(this);
      toServer.loseAll();
      toClient.loseAll();
      resetQuietly(client);
      if (server != null) {
        resetQuietly(server);
      }
    }

    SocketChannel channel(End end) {
      return end == End.CLIENT ? client : server;
    }

    private Flow flow(End towards) {
      return towards == End.SERVER ? toServer : toClient;
    }

    private void heed() {
      heed(client, toServer, toClient);
      if (server != null) {
        heed(server, toClient, toServer);
      }
    }

    private void heed(SocketChannel channel, Flow from, Flow to) {
      var key = channel.keyFor(selector);
      if (key != null && key.isValid()) {
        int read = from.wantsMore() ? SelectionKey.OP_READ : 0;
        int write = to.isStuck ? SelectionKey.OP_WRITE : 0;
        key.interestOps(channel.isConnected() ? read | write : SelectionKey.OP_CONNECT);
      }
    }

    private SocketChannel prepared(SocketChannel channel) throws IOException {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.register(selector, 0, this);
      return channel;
    }
  }

  /**
   * Some bytes on their way, or the end of all.
   *
   * @param bytes null for the end
   */
  private record Chunk(long due, ByteBuffer bytes) {
    int size() {
      return bytes == null ? 0 : bytes.remaining();
    }
  }

  /** One direction of a connection. */
  private final class Flow {
    final Connection connection;
    final End towards;
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();
    private long size;
    private long nextDrop = System.nanoTime();
    boolean hasEnded;
    boolean isStuck; // until the receiver takes more
    boolean isDue; // at …
    long due;

    Flow(Connection connection, End towards) {
      this.connection = connection;
      this.towards = towards;
    }

    void read() throws IOException {
      buffer.clear();
      if (connection.channel(towards.other()).read(buffer) < 0) {
        hasEnded = true;
        hold(new Chunk(due(), null));
      } else {
        var bytes = ByteBuffer.allocate(buffer.flip().remaining()).put(buffer).flip();
        hold(new Chunk(due(), bytes));
      }
    }

    /** Hands on what can and may be. */
    void handOn() throws IOException {
      isStuck = false;
      isDue = false;
      if (isLost()) {
        loseAll();
      }
      var receiver = connection.channel(towards);
      while (!chunks.isEmpty() && receiver != null && receiver.isConnected() && !isStuck) {
        var next = chunks.peek();
        long now = System.nanoTime();
        due = rate() > 0 ? nextDrop : fault instanceof Delay ? next.due() : now;
        isDue = due - now > 0;
        if (isDue) {
          return;
        }
        if (next.bytes() == null) {
          receiver.shutdownOutput();
        } else {
          write(next.bytes(), receiver, now);
        }
        if (next.size() == 0) {
          chunks.remove();
        }
      }
    }

    private void write(ByteBuffer bytes, SocketChannel receiver, long now) throws IOException {
      int all = bytes.limit();
      int rate = rate();
      if (rate > 0) {
        int drop = Math.max(1, rate / DRIPS_PER_SECOND);
        bytes.limit(Math.min(all, bytes.position() + drop));
      }
      int written = receiver.write(bytes);
      isStuck = bytes.hasRemaining();
      bytes.limit(all);
      size -= written;
      passed.merge(towards, (long) written, Long::sum);
      if (rate > 0) {
        nextDrop = now + written * SECOND / rate;
      }
    }

    /** Bytes per second; 0 for as many as will go. */
    private int rate() {
      return fault instanceof Drip drip && drip.towards().contains(towards)
          ? drip.bytesPerSecond()
          : 0;
    }

    boolean isLost() {
      var receiver = connection.channel(towards);
      return connection.isSevered
          || fault instanceof BlackHole
          || (fault instanceof HalfOpen half && half.towards() == towards)
          || (receiver != null && !receiver.isOpen());
    }

    boolean isOver() {
      return hasEnded && chunks.isEmpty();
    }

    boolean wantsMore() {
      return !hasEnded && (isLost() || size < (isLate() ? HELD_LATE : HELD));
    }

    private boolean isLate() {
      return fault instanceof Delay delay && delay.towards().contains(towards);
    }

    private void hold(Chunk chunk) {
      chunks.add(chunk);
      size += chunk.size();
    }

    void loseAll() {
      connection.isTorn |= !chunks.isEmpty();
      lost += size;
      chunks.clear();
      size = 0;
    }

    private long due() {
      long now = System.nanoTime();
      if (!(fault instanceof Delay delay && delay.towards().contains(towards))) {
        return now;
      }
      long jitter = delay.jitter().toNanos();
      long more = jitter == 0 ? 0 : chance.nextLong(jitter);
      return now + delay.delay().toNanos() + more;
    }
  }
}
