package io.tierstream.benchmark.arena;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A main class of ours in a JVM of its own. */
public final class JavaProgram implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Process process;

  private JavaProgram(Process process) {
    this.process = process;
  }

  /** With this JVM's own classes; what it says goes to {@code log}. */
  public static JavaProgram of(Class<?> main, Path log, List<String> jvm, List<String> arguments)
      throws IOException {
    var what =
        Stream.of(List.of("-cp", System.getProperty("java.class.path"), main.getName()), arguments)
            .flatMap(List::stream)
            .toList();
    return start(log, jvm, Map.of(), what);
  }

  /** A jar that can be started; what it says goes to {@code log}. */
  public static JavaProgram of(
      Path jar, Path log, List<String> jvm, Map<String, String> environment) throws IOException {
    return start(log, jvm, environment, List.of("-jar", jar.toString()));
  }

  private static JavaProgram start(
      Path log, List<String> jvm, Map<String, String> environment, List<String> what)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(what);
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(new File("/dev/null"));
    builder.environment().putAll(environment);
    return new JavaProgram(builder.start());
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Returns when a request for {@code path} on {@code port} is answered 200.
   *
   * @throws IllegalStateException when the program ends before, or that takes too long
   */
  public void await(int port, String path) throws InterruptedException {
    var client = HttpClient.newHttpClient();
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(PATIENCE)
            .build();
    long began = System.nanoTime();
    while (!succeeds(client, request)) {
      if (!isAlive() || System.nanoTime() - began > PATIENCE.toNanos()) {
        throw new IllegalStateException("nobody answers " + request.uri());
      }
      Thread.sleep(LOOK.toMillis());
    }
  }

  private static boolean succeeds(HttpClient client, HttpRequest request)
      throws InterruptedException {
    try {
      return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
