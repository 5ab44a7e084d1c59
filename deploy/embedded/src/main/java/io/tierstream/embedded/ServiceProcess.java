package io.tierstream.embedded;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A Quarkus service in a JVM of its own; ready when its readiness check says so. */
public final class ServiceProcess extends ServerProcess {
  private static final int ANSWER = 2_000;

  private final Options options;

  /**
   * What may be chosen about a service.
   *
   * @param name for messages
   * @param jar {@code quarkus-run.jar}
   * @param port on 127.0.0.1; 0 for a free one
   * @param logFile what it writes to standard output and error; null for {@code <name>.log} beside
   *     the jar
   * @param heap as of {@code -Xmx}
   * @param jvm further options of its JVM
   * @param environment variables beyond this JVM's own, or instead of them
   * @param properties system properties of its JVM
   */
  public record Options(
      String name,
      Path jar,
      int port,
      Path logFile,
      String heap,
      List<String> jvm,
      Map<String, String> environment,
      Map<String, String> properties) {
    public Options {
      jvm = List.copyOf(jvm);
      environment = Map.copyOf(environment);
      properties = Map.copyOf(properties);
    }

    /** On a free port. */
    public static Options of(String name, Path jar) {
      return new Options(name, jar, 0, null, "512m", List.of(), Map.of(), Map.of());
    }

    /** On this port of 127.0.0.1. */
    public Options onPort(int port) {
      return new Options(name, jar, port, logFile, heap, jvm, environment, properties);
    }

    /** With this log file. */
    public Options loggingTo(Path logFile) {
      return new Options(name, jar, port, logFile, heap, jvm, environment, properties);
    }

    /** With this heap, as of {@code -Xmx}. */
    public Options withHeap(String heap) {
      return new Options(name, jar, port, logFile, heap, jvm, environment, properties);
    }

    /** With these JVM options too. */
    public Options withJvm(List<String> more) {
      var all = Stream.concat(jvm.stream(), more.stream()).toList();
      return new Options(name, jar, port, logFile, heap, all, environment, properties);
    }

    /** With this environment variable. */
    public Options with(String variable, String value) {
      var more = new TreeMap<>(environment);
      more.put(variable, value);
      return new Options(name, jar, port, logFile, heap, jvm, more, properties);
    }

    /** With this system property. */
    public Options withProperty(String key, String value) {
      var more = new TreeMap<>(properties);
      more.put(key, value);
      return new Options(name, jar, port, logFile, heap, jvm, environment, more);
    }
  }

  private ServiceProcess(Guardian guardian, Options options) {
    super(options.name(), guardian, options.jar().getParent(), options.logFile(), options.port());
    this.options = options;
  }

  /**
   * Starts a service and returns when it is ready.
   *
   * @throws PortTakenException at once, when the given port is taken
   * @throws ServerStartException when the service ends or hangs while starting
   */
  public static ServiceProcess start(Options options) {
    var jar = options.jar().toAbsolutePath();
    var log =
        options.logFile() == null
            ? jar.resolveSibling(options.name() + ".log")
            : options.logFile().toAbsolutePath();
    return started(
        options.port(),
        port ->
            new ServiceProcess(
                Guardian.start(options.name(), "TERM", Duration.ofSeconds(15), null),
                new Options(
                    options.name(),
                    jar,
                    port,
                    log,
                    options.heap(),
                    options.jvm(),
                    options.environment(),
                    options.properties())));
  }

  /** Where it answers. */
  public URI uri() {
    return URI.create("http://127.0.0.1:" + port());
  }

  @Override
  void prepare() {
    create(logFile().getParent());
  }

  @Override
  List<String> command() {
    var command = new ArrayList<String>();
    command.add("env");
    options.environment().forEach((variable, value) -> command.add(variable + "=" + value));
    command.add("QUARKUS_HTTP_PORT=" + port());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    options.properties().forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(
        List.of(
            "-Xmx" + options.heap(),
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager"));
    command.addAll(options.jvm());
    command.addAll(List.of("-jar", options.jar().toString()));
    return command;
  }

  @Override
  boolean isReady() {
    // Asked by hand first: a refused connection is no reason for an exception.
    if (!Ports.accepts(port())) {
      return false;
    }
    try {
      var connection =
          (HttpURLConnection) uri().resolve("/q/health/ready").toURL().openConnection();
      connection.setConnectTimeout(ANSWER);
      connection.setReadTimeout(ANSWER);
      try {
        return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
      } finally {
        connection.disconnect();
      }
    } catch (IOException notYet) {
      return false;
    }
  }

  @Override
  boolean isPassing(String lastWords) {
    return false;
  }
}
