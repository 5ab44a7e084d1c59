package io.tierstream.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The shell that stands between this JVM and a server: it is the server's parent, hears of this
 * JVM's death by the end of its standard input, and then stops the server and removes temporary
 * data.
 *
 * <p>Its parts are types of the JDK alone, so that a copy of this class in another class loader can
 * take hold of the same guardian.
 */
final class Guardian implements AutoCloseable {
  private final Process shell;
  private final BlockingQueue<Map.Entry<Long, CompletableFuture<Integer>>> launched;
  private final AtomicReference<Map.Entry<Long, CompletableFuture<Integer>>> current;
  private final BlockingQueue<String> obeyed;

  private Guardian(
      Process shell,
      BlockingQueue<Map.Entry<Long, CompletableFuture<Integer>>> launched,
      AtomicReference<Map.Entry<Long, CompletableFuture<Integer>>> current,
      BlockingQueue<String> obeyed) {
    this.shell = shell;
    this.launched = launched;
    this.current = current;
    this.obeyed = obeyed;
  }

  /** As below; what is temporary ends by SIGKILL. */
  static Guardian start(String name, String signal, Duration grace, Path temporary) {
    return start(name, signal, grace, temporary, "KILL");
  }

  /**
   * @param signal by which the server stops in good order
   * @param grace how long it may take for that before it is killed; whole seconds
   * @param temporary a folder to remove at the end, or null
   * @param last the signal for that end, when nothing need be kept
   */
  static Guardian start(String name, String signal, Duration grace, Path temporary, String last) {
    var command = new ArrayList<String>();
    // A session of its own: neither Ctrl-C nor a signal to our process group is meant for it.
    if (Platform.hasSetsid()) {
      command.add("setsid");
    }
    command.addAll(List.of("sh", "-c", script(), "tierstream-guardian-of-" + name, signal));
    command.add(Long.toString(grace.toSeconds()));
    command.add(temporary == null ? "" : temporary.toString());
    command.add(last);
    try {
      var shell =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      var guardian =
          new Guardian(
              shell,
              new LinkedBlockingQueue<>(),
              new AtomicReference<>(),
              new LinkedBlockingQueue<>());
      var listener = new Thread(guardian::listen, "guardian-of-" + name);
      listener.setDaemon(true);
      listener.start();
      return guardian;
    } catch (IOException e) {
      throw new UncheckedIOException("The guardian of " + name + " could not be started.", e);
    }
  }

  /**
   * Runs {@code command}, with its output appended to {@code log}; returns once it has a process.
   */
  void launch(List<String> command, Path log) {
    synchronized (launched) {
      send(
          Stream.concat(Stream.of("start"), command.stream().map(Guardian::quoted))
                  .collect(Collectors.joining(" "))
              + " </dev/null >>"
              + quoted(log.toString())
              + " 2>&1");
      try {
        var run = launched.poll(30, TimeUnit.SECONDS);
        if (run == null) {
          throw new ServerStartException("The guardian did not start " + command.get(0) + ".");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ServerStartException("Interrupted while starting " + command.get(0) + ".", e);
      }
    }
  }

  /** Stops these by SIGSTOP until {@link #resume()}, or until the server is to end. */
  void suspend(Collection<Long> processes) {
    obey(processes.stream().map(String::valueOf).collect(Collectors.joining(" ", "suspend ", "")));
  }

  /** Lets all that were suspended go on. */
  void resume() {
    obey("resume");
  }

  /**
   * Asks the running server to stop in good order, resuming it first; {@link #exit()} tells when it
   * has.
   */
  void stop() {
    synchronized (launched) {
      send("stop");
    }
  }

  /** The process id of what was launched last. */
  long pid() {
    return run().getKey();
  }

  /** Completes with the exit status of what was launched last. */
  CompletableFuture<Integer> exit() {
    return run().getValue();
  }

  /** Stops what still runs, removes temporary data, and returns when both are done. */
  @Override
  public void close() {
    try {
      shell.getOutputStream().close();
    } catch (IOException e) {
      // The shell is gone already, which is what was wanted.
    }
    shell.onExit().join();
  }

  List<Object> parts() {
    return List.of(shell, launched, current, obeyed);
  }

  @SuppressWarnings("unchecked")
  static Guardian of(List<Object> parts) {
    return new Guardian(
        (Process) parts.get(0),
        (BlockingQueue<Map.Entry<Long, CompletableFuture<Integer>>>) parts.get(1),
        (AtomicReference<Map.Entry<Long, CompletableFuture<Integer>>>) parts.get(2),
        (BlockingQueue<String>) parts.get(3));
  }

  private Map.Entry<Long, CompletableFuture<Integer>> run() {
    var run = current.get();
    if (run == null) {
      throw new IllegalStateException("Nothing was launched yet.");
    }
    return run;
  }

  private void obey(String line) {
    synchronized (launched) {
      send(line);
      try {
        if (obeyed.poll(30, TimeUnit.SECONDS) == null) {
          throw new IllegalStateException("The guardian did not " + line + ".");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted before the guardian could " + line + ".", e);
      }
    }
  }

  private void send(String line) {
    try {
      var out = shell.getOutputStream();
      out.write((line + "\n").getBytes(UTF_8));
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("The guardian is gone.", e);
    }
  }

  private void listen() {
    try (var reader = shell.inputReader(UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        var words = line.split(" ", 2);
        switch (words[0]) {
          case "started" -> {
            var run = Map.entry(Long.valueOf(words[1]), new CompletableFuture<Integer>());
            current.set(run);
            launched.add(run);
          }
          case "exited" -> exit().complete(Integer.valueOf(words[1]));
          default -> obeyed.add(line);
        }
      }
    } catch (IOException e) {
      // As the end of the stream: nothing more will be heard.
    }
    // Only a killed guardian leaves a server behind.
    var last = current.get();
    if (last != null && !last.getValue().isDone()) {
      ProcessHandle.of(last.getKey()).ifPresent(ProcessHandle::destroyForcibly);
      last.getValue().complete(-1);
    }
  }

  private static String quoted(String word) {
    if (word.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("A line break in a command: " + word);
    }
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private static String script() {
    try (InputStream in = Guardian.class.getResourceAsStream("guardian.sh")) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
