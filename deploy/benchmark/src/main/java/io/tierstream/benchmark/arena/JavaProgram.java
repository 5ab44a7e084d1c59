package io.tierstream.benchmark.arena;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A main class of ours in a JVM of its own. */
public final class JavaProgram implements AutoCloseable {

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
