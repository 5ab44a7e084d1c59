package io.tierstream.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A running {@code deploy/up} and what it says. */
final class Up implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Process process;
  private final List<String> output = Collections.synchronizedList(new ArrayList<>());
  private final List<String> errors = Collections.synchronizedList(new ArrayList<>());
  private final Set<ProcessHandle> children = new LinkedHashSet<>();
  private final List<Thread> readers;
  private int read;

  private Up(Process process) {
    this.process = process;
    this.readers =
        List.of(
            reader(process.inputReader(UTF_8), output), reader(process.errorReader(UTF_8), errors));
  }

  /** On free ports unless told otherwise. */
  static Up start(Path data, Map<String, String> environment, String... options)
      throws IOException {
    return run(environment, Home.arguments(data, options));
  }

  static Up run(Map<String, String> environment, List<String> words) throws IOException {
    var command = new ArrayList<String>();
    command.add(Home.path().resolve("deploy/up").toString());
    command.add("--no-build");
    command.addAll(words);
    var builder = new ProcessBuilder(command);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("JAVA_TOOL_OPTIONS", String.join(" ", Briefly.JVM));
    builder.environment().putAll(environment);
    return new Up(builder.start());
  }

  /** What {@code command} prints. */
  static String shell(String command) throws IOException {
    var process =
        new ProcessBuilder("bash", "-c", command)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (var answer = process.inputReader(UTF_8)) {
      return String.join("\n", answer.lines().toList());
    }
  }

  long pid() {
    return process.pid();
  }

  List<String> output() {
    synchronized (output) {
      return List.copyOf(output);
    }
  }

  /** What it has to complain of; the options that we gave its JVMs are no news. */
  List<String> errors() {
    synchronized (errors) {
      return errors.stream()
          .filter(line -> !line.startsWith("Picked up JAVA_TOOL_OPTIONS"))
          .toList();
    }
  }

  /** Waits for a line with this text, later than the one waited for before. */
  void awaitLine(String text) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              boolean hasEnded = readers.stream().noneMatch(Thread::isAlive);
              if (noneFrom(text) && hasEnded) {
                throw new AssertionError(
                    "it ended with %s and %s instead of %s".formatted(errors(), output(), text));
              }
              return !noneFrom(text);
            });
    var lines = output();
    while (!lines.get(read++).contains(text)) {
      // that one came before
    }
    remember();
  }

  private boolean noneFrom(String text) {
    remember();
    var lines = output();
    return lines.subList(read, lines.size()).stream().noneMatch(line -> line.contains(text));
  }

  /** Everything that was ever seen running below it. */
  List<ProcessHandle> processes() {
    remember();
    return List.copyOf(children);
  }

  URI uri(String service) {
    return output().stream()
        .map(String::strip)
        .filter(line -> line.startsWith(service + " "))
        .map(line -> URI.create(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }

  /** SIGKILL for the process of that name. */
  void kill(String name) {
    process(name).destroyForcibly();
  }

  /** The process of that name, which runs. */
  ProcessHandle process(String name) {
    var mark =
        switch (name) {
          case "broker" -> "server.properties";
          case "database" -> "unix_socket_directories";
          default -> name + "/target/quarkus-app";
        };
    return process
        .descendants()
        .filter(child -> !CommandLine.of(child).contains("tierstream-guardian-of"))
        .filter(child -> CommandLine.of(child).contains(mark))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no process of " + name));
  }

  void signal(String name) throws IOException {
    remember();
    signal(name, process.toHandle());
  }

  static void signal(String name, ProcessHandle process) throws IOException {
    shell("kill -s " + name + " " + process.pid());
  }

  int awaitEnd() {
    try {
      process.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      for (var reader : readers) {
        reader.join(PATIENCE.toMillis());
      }
      return process.exitValue();
    } catch (TimeoutException | ExecutionException e) {
      throw new IllegalStateException("still running: " + output, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      process.destroy();
      awaitEnd();
    }
  }

  private synchronized void remember() {
    process.descendants().forEach(children::add);
  }

  private static Thread reader(BufferedReader from, List<String> lines) {
    var thread =
        new Thread(
            () -> {
              try (from) {
                from.lines().forEach(lines::add);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** The whole of it: what the JDK tells is cut. */
  private static final class CommandLine {
    static String of(ProcessHandle process) {
      try {
        return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline")).replace('\0', ' ');
      } catch (IOException gone) {
        return "";
      }
    }
  }
}
