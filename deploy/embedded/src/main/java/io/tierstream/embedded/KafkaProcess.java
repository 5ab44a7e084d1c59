package io.tierstream.embedded;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;

/** A Kafka broker that is its own KRaft controller, in a JVM of its own. */
public final class KafkaProcess extends ServerProcess implements KafkaServer {
  private static final String NAME = "Kafka";

  private final Options options;

  /**
   * What may be chosen about a broker.
   *
   * @param directory of data and configuration, created when absent; null for a temporary one
   * @param port on 127.0.0.1; 0 for a free one
   * @param logFile null for {@code kafka.log} in the directory
   * @param jvm options of its JVM, the last one wins
   * @param listeners beyond the one on {@code port}
   * @param settings broker properties beyond the defaults, or instead of them
   */
  public record Options(
      Path directory,
      int port,
      Path logFile,
      List<String> jvm,
      List<Listener> listeners,
      Map<String, String> settings) {
    public Options {
      jvm = List.copyOf(jvm);
      listeners = List.copyOf(listeners);
      settings = Map.copyOf(settings);
    }

    /** Data in a temporary folder, a free port. */
    public static Options temporary() {
      return in(null);
    }

    /** Data in {@code directory}, a free port. */
    public static Options in(Path directory) {
      return new Options(directory, 0, null, List.of("-Xmx512m"), List.of(), Map.of());
    }

    /** On this port of 127.0.0.1. */
    public Options onPort(int port) {
      return new Options(directory, port, logFile, jvm, listeners, settings);
    }

    /** With this log file. */
    public Options loggingTo(Path logFile) {
      return new Options(directory, port, logFile, jvm, listeners, settings);
    }

    /** With this heap, as of {@code -Xmx}. */
    public Options withHeap(String size) {
      return withJvm(List.of("-Xmx" + size));
    }

    /** With these JVM options too. */
    public Options withJvm(List<String> more) {
      var all = Stream.concat(jvm.stream(), more.stream()).toList();
      return new Options(directory, port, logFile, all, listeners, settings);
    }

    /** With this listener too. */
    public Options with(Listener another) {
      var all = Stream.concat(listeners.stream(), Stream.of(another)).toList();
      return new Options(directory, port, logFile, jvm, all, settings);
    }

    /** With this broker property. */
    public Options with(String key, String value) {
      var more = new HashMap<>(settings);
      more.put(key, value);
      return new Options(directory, port, logFile, jvm, listeners, more);
    }
  }

  /**
   * Another way in, for clients that reach the broker by an address that is not its own, say
   * through a tunnel.
   *
   * @param name in capitals, as listeners are named; not PLAINTEXT or CONTROLLER
   * @param port on 127.0.0.1, where the broker listens
   * @param advertisedPort on 127.0.0.1, where clients are told that they find the broker
   */
  public record Listener(String name, int port, int advertisedPort) {
    private static Listener of(List<Object> parts) {
      return new Listener((String) parts.get(0), (int) parts.get(1), (int) parts.get(2));
    }

    private List<Object> parts() {
      return List.of(name, port, advertisedPort);
    }

    private String address() {
      return name + "://127.0.0.1:" + port;
    }

    private String advertised() {
      return name + "://127.0.0.1:" + advertisedPort;
    }
  }

  private KafkaProcess(Guardian guardian, Options options) {
    super(NAME, guardian, options.directory(), options.logFile(), options.port());
    this.options = options;
  }

  /**
   * Starts a broker and returns when it answers.
   *
   * @throws PortTakenException at once, when the given port is taken
   * @throws ServerStartException when the broker ends or hangs while starting
   */
  public static KafkaProcess start(Options options) {
    var directory = absolute(options.directory(), "kafka");
    var log =
        options.logFile() == null
            ? directory.resolve("kafka.log")
            : options.logFile().toAbsolutePath();
    return started(
        options.port(),
        port ->
            new KafkaProcess(
                Guardian.start(
                    "kafka",
                    "TERM",
                    Duration.ofSeconds(10),
                    options.directory() == null ? directory : null),
                new Options(
                    directory, port, log, options.jvm(), options.listeners(), options.settings())));
  }

  @Override
  public String bootstrapServers() {
    return "127.0.0.1:" + port();
  }

  List<Object> parts() {
    return List.of(
        directory(),
        port(),
        logFile(),
        options.jvm(),
        options.listeners().stream().map(Listener::parts).toList(),
        options.settings(),
        guardian().parts());
  }

  /** The same broker, for a copy of this class in another class loader. */
  @SuppressWarnings("unchecked")
  static KafkaProcess of(List<Object> parts) {
    return new KafkaProcess(
        Guardian.of((List<Object>) parts.get(6)),
        new Options(
            (Path) parts.get(0),
            (int) parts.get(1),
            (Path) parts.get(2),
            (List<String>) parts.get(3),
            ((List<List<Object>>) parts.get(4)).stream().map(Listener::of).toList(),
            (Map<String, String>) parts.get(5)));
  }

  @Override
  void prepare() {
    create(directory());
    create(logFile().getParent());
    var lines =
        properties().entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue().replace("\\", "\\\\"))
            .collect(Collectors.joining("\n", "", "\n"));
    try {
      Files.writeString(configuration(), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  List<String> command() {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options.jvm());
    command.addAll(
        List.of(
            "-Djava.awt.headless=true",
            "-Dorg.slf4j.simpleLogger.showDateTime=true",
            "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSXXX",
            "-Dorg.slf4j.simpleLogger.showShortLogName=true",
            "-cp",
            classPath(),
            Broker.class.getName(),
            configuration().toString()));
    return command;
  }

  @Override
  boolean isReady() {
    // Asked by hand first: the client would log every attempt in vain.
    return Ports.accepts(port()) && KafkaServer.answers(bootstrapServers());
  }

  @Override
  boolean isPassing(String lastWords) {
    return false;
  }

  private Path configuration() {
    return directory().resolve("server.properties");
  }

  private Map<String, String> properties() {
    int controller = Ports.free();
    var clients = new ArrayList<>(List.of(new Listener("PLAINTEXT", port(), port())));
    clients.addAll(options.listeners());
    var p = new LinkedHashMap<String, String>();
    p.put("process.roles", "broker,controller");
    p.put("node.id", "1");
    p.put(
        "listeners", joined(clients, Listener::address) + ",CONTROLLER://127.0.0.1:" + controller);
    p.put("advertised.listeners", joined(clients, Listener::advertised));
    p.put(
        "listener.security.protocol.map",
        joined(clients, client -> client.name() + ":PLAINTEXT") + ",CONTROLLER:PLAINTEXT");
    p.put("inter.broker.listener.name", "PLAINTEXT");
    p.put("controller.listener.names", "CONTROLLER");
    p.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
    p.put("log.dirs", directory().resolve("data").toString());

    if (wasKilled()) {
      // The controller waits for the dead broker's session before it accepts its successor.
      p.put("broker.session.timeout.ms", "2500");
      p.put("broker.heartbeat.interval.ms", "500");
    }

    p.putAll(KafkaServer.settings());
    p.putAll(options.settings());
    return p;
  }

  private static String joined(List<Listener> listeners, Function<Listener, String> words) {
    return listeners.stream().map(words).collect(Collectors.joining(","));
  }

  private boolean wasKilled() {
    var data = directory().resolve("data");
    return Files.exists(data.resolve("meta.properties"))
        && !Files.exists(data.resolve(".kafka_cleanshutdown"));
  }

  /**
   * What the build resolved, from the repository it used or else the one our own clients came from.
   */
  private static String classPath() {
    var separator = File.pathSeparator;
    var built = Platform.built("broker.classpath");
    var jars = built;
    if (!isComplete(jars)) {
      var clients = Path.of("org", "apache", "kafka", "kafka-clients");
      var here = location(NewTopic.class).toString();
      int at = here.indexOf(File.separator + clients + File.separator);
      if (at > 0) {
        jars = built.replace(Platform.built("repository"), here.substring(0, at));
      }
      if (!isComplete(jars)) {
        throw new ServerStartException(
            "The broker's jars are not where the build found them; build deploy/embedded again: "
                + jars);
      }
    }
    return location(Broker.class) + separator + jars;
  }

  private static boolean isComplete(String jars) {
    return Arrays.stream(jars.split(File.pathSeparator, -1)).map(Path::of).allMatch(Files::exists);
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
