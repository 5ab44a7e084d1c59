package io.tierstream.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * A server in a process of its own, on loopback, that never outlives this JVM. Not meant for
 * several threads at once, except {@link #kill()}.
 */
public abstract sealed class ServerProcess implements Server, AutoCloseable
    permits KafkaProcess, PostgresProcess, ServiceProcess {
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final long PAUSE = Duration.ofMillis(25).toNanos();
  private static final int LOG_LINES = 20;
  private static final int FREE_PORTS = 3;

  private final String name;
  private final Guardian guardian;
  private final Path directory;
  private final Path log;
  private final int port;

  ServerProcess(String name, Guardian guardian, Path directory, Path log, int port) {
    this.name = name;
    this.guardian = guardian;
    this.directory = directory;
    this.log = log;
    this.port = port;
  }

  /** The port on 127.0.0.1, the same after every restart. */
  @Override
  public final int port() {
    return port;
  }

  /** The server's process id; after {@link #restart()} another one. */
  public final long pid() {
    return guardian.pid();
  }

  /** Whether the server's process is there; it may yet be busy dying. */
  @Override
  public final boolean isAlive() {
    return !onExit().isDone();
  }

  /**
   * Completes with the exit status when the process that runs now ends, for whatever reason (137
   * after SIGKILL); a restarted server has a new one.
   */
  public final CompletableFuture<Integer> onExit() {
    return guardian.exit().copy();
  }

  /** Data and configuration; removed at the end when it is temporary. */
  public final Path directory() {
    return directory;
  }

  /** What the server has to say; appended to by every start. */
  public final Path logFile() {
    return log;
  }

  /** Stops the server in good order and returns when it is gone; no-op when it is not running. */
  public final void stop() {
    if (isAlive()) {
      guardian.stop();
      if (!endsWithin(STOP)) {
        kill();
      }
    }
  }

  /** Ends the server by SIGKILL, with all its children, and returns when they are gone. */
  @Override
  public final void kill() {
    var main = ProcessHandle.of(guardian.pid());
    if (isAlive() && main.isPresent()) {
      var children = main.get().descendants().toList();
      main.get().destroyForcibly();
      children.forEach(ProcessHandle::destroyForcibly);
      if (!endsWithin(STOP)) {
        throw new IllegalStateException(name + " survived SIGKILL.");
      }
      awaitEnd(children);
    }
  }

  /**
   * Halts the server by SIGSTOP, with all its children, wherever they are, until {@link #resume()};
   * no-op when it is not running. {@link #stop()}, {@link #restart()}, {@link #close()} and the
   * guardian resume it first.
   */
  public final void suspend() {
    var main = ProcessHandle.of(guardian.pid());
    if (isAlive() && main.isPresent()) {
      var suspended = new HashSet<Long>();
      // The parent first: what is halted has no more children.
      var next = List.of(main.get());
      while (!next.isEmpty()) {
        var pids = next.stream().map(ProcessHandle::pid).toList();
        guardian.suspend(pids);
        suspended.addAll(pids);
        next = main.get().descendants().filter(p -> !suspended.contains(p.pid())).toList();
      }
    }
  }

  /** Lets a suspended server go on by SIGCONT, with all its children. */
  public final void resume() {
    guardian.resume();
  }

  /** Starts the server again on the same data and port, stopping it first when it runs. */
  @Override
  public final void restart() {
    stop();
    run();
  }

  /** Stops the server and removes temporary data; returns when both are done. */
  @Override
  public final void close() {
    guardian.close();
  }

  /** Lets go what still stops on the same data; nothing by default. */
  void awaitPredecessor() {}

  /** Brings the data folder into being when it is not there yet. */
  abstract void prepare();

  abstract List<String> command();

  abstract boolean isReady();

  /**
   * Whether the server, having just ended with these last words, deserves another attempt at once.
   */
  abstract boolean isPassing(String lastWords);

  final Guardian guardian() {
    return guardian;
  }

  final void run() {
    long deadline = System.nanoTime() + START.toNanos();
    awaitPredecessor();
    if (Ports.isTaken(port)) {
      throw new PortTakenException(name, port);
    }
    prepare();
    do {
      long spoken = logSize();
      guardian.launch(command(), log);
      while (isAlive() && !isReady()) {
        if (System.nanoTime() > deadline) {
          kill();
          throw failure("was not ready within " + START.toSeconds() + " s", spoken);
        }
        if (Thread.currentThread().isInterrupted()) {
          throw new ServerStartException("Interrupted while starting " + name + ".");
        }
        LockSupport.parkNanos(PAUSE);
      }
      if (isAlive()) {
        return;
      }
      if (!isPassing(lastWords(spoken)) || System.nanoTime() > deadline) {
        if (Ports.isTaken(port)) {
          throw new PortTakenException(name, port);
        }
        throw failure("ended with status " + guardian.exit().join() + " while starting", spoken);
      }
      LockSupport.parkNanos(10 * PAUSE);
    } while (true);
  }

  /** Runs a preparing program to its end; its output goes to the log. */
  final void runToEnd(List<String> command) {
    long spoken = logSize();
    guardian.launch(command, log);
    int status = guardian.exit().join();
    if (status != 0) {
      throw failure("could not be prepared, " + command.get(0) + " ended with " + status, spoken);
    }
  }

  private ServerStartException failure(String what, long spoken) {
    return new ServerStartException(
        "%s %s; its log is %s".formatted(name, what, log),
        "The log ends with:%n%s".formatted(lastWords(spoken)));
  }

  private boolean endsWithin(Duration limit) {
    try {
      guardian.exit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Bounded: where nobody reaps orphans, they stay for ever as what they are, dead. */
  /** Who waits for a disk, as for an fsync under load, is gone only when that is through. */
  private static void awaitEnd(List<ProcessHandle> children) {
    long deadline = System.nanoTime() + STOP.toNanos();
    while (!children.stream().allMatch(ServerProcess::hasEnded) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(PAUSE);
    }
  }

  /** A process that nobody has asked after its end still has a number, and runs no more. */
  private static boolean hasEnded(ProcessHandle process) {
    if (!process.isAlive()) {
      return true;
    }
    try {
      var stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
      // pid (command) state …
      return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
    } catch (IOException gone) {
      return !process.isAlive();
    }
  }

  private long logSize() {
    try {
      return Files.exists(log) ? Files.size(log) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String lastWords(long from) {
    try {
      var bytes = Files.exists(log) ? Files.readAllBytes(log) : new byte[0];
      int start = (int) Math.min(from, bytes.length);
      var lines = new String(bytes, start, bytes.length - start, UTF_8).lines().toList();
      return String.join(
          System.lineSeparator(),
          lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts what {@code onPort} makes; for port 0 on a free one, and on another when somebody was
   * faster to bind that.
   */
  static <P extends ServerProcess> P started(int port, IntFunction<P> onPort) {
    for (int attempt = 1; port == 0 && attempt < FREE_PORTS; attempt++) {
      try {
        return started(onPort.apply(Ports.free()));
      } catch (PortTakenException e) {
        // The next one, then.
      }
    }
    return started(onPort.apply(port == 0 ? Ports.free() : port));
  }

  private static <P extends ServerProcess> P started(P server) {
    try {
      server.run();
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  /** The given folder, or a new temporary one's path that the guardian knows before it exists. */
  static Path absolute(Path given, String name) {
    return given != null
        ? given.toAbsolutePath().normalize()
        : Path.of(System.getProperty("java.io.tmpdir"))
            .toAbsolutePath()
            .resolve("tierstream-" + name + "-" + UUID.randomUUID());
  }

  static void create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("The folder " + folder + " cannot be created.", e);
    }
  }
}
