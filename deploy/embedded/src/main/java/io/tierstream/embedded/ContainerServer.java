package io.tierstream.embedded;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A server in a container that keeps its port and its data when it is killed and started again.
 *
 * <p>Its parts are types of the JDK alone, so that a copy of this class in another class loader can
 * take hold of the same container.
 */
abstract sealed class ContainerServer implements Server
    permits KafkaInContainer, PostgresInContainer {
  private static final Duration START = Duration.ofSeconds(90);
  private static final long PAUSE = Duration.ofMillis(100).toNanos();

  private final String host;
  private final int port;
  private final List<Object> levers;

  /**
   * @param parts host, port, whether it runs, SIGKILL, stop, start
   */
  ContainerServer(List<Object> parts) {
    this.host = (String) parts.get(0);
    this.port = (int) parts.get(1);
    this.levers = parts.subList(2, 6);
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public boolean isAlive() {
    return ((BooleanSupplier) levers.get(0)).getAsBoolean();
  }

  @Override
  public void kill() {
    if (isAlive()) {
      ((Runnable) levers.get(1)).run();
      await(() -> !isAlive(), "survived SIGKILL");
    }
  }

  @Override
  public void restart() {
    if (isAlive()) {
      ((Runnable) levers.get(2)).run();
    }
    ((Runnable) levers.get(3)).run();
    await(this::isReady, "was not ready within " + START.toSeconds() + " s");
  }

  final String host() {
    return host;
  }

  /** Whether it answers; a broker behind a port that the engine holds open may not yet. */
  abstract boolean isReady();

  private void await(BooleanSupplier condition, String otherwise) {
    long deadline = System.nanoTime() + START.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
        throw new ServerStartException("The container on port " + port + " " + otherwise + ".");
      }
      LockSupport.parkNanos(PAUSE);
    }
  }
}
