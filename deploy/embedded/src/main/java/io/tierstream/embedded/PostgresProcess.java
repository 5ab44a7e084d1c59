package io.tierstream.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A PostgreSQL server; commits are durable as in production, also in temporary folders. */
public final class PostgresProcess extends ServerProcess implements PostgresServer {
  private static final String NAME = "PostgreSQL";
  private static final Duration PREDECESSOR = Duration.ofSeconds(5);

  private final Options options;

  /**
   * What may be chosen about a server.
   *
   * @param directory of data, created when absent; null for a temporary one
   * @param port on 127.0.0.1; 0 for a free one
   * @param logFile null for {@code postgres.log} in the directory
   * @param settings server parameters beyond the defaults, or instead of them
   */
  public record Options(Path directory, int port, Path logFile, Map<String, String> settings) {
    public Options {
      settings = Map.copyOf(settings);
    }

    /** Data in a temporary folder, a free port. */
    public static Options temporary() {
      return in(null);
    }

    /** Data in {@code directory}, a free port. */
    public static Options in(Path directory) {
      return new Options(directory, 0, null, Map.of());
    }

    /** On this port of 127.0.0.1. */
    public Options onPort(int port) {
      return new Options(directory, port, logFile, settings);
    }

    /** With this log file. */
    public Options loggingTo(Path logFile) {
      return new Options(directory, port, logFile, settings);
    }

    /** With this server parameter. */
    public Options with(String parameter, String value) {
      var more = new HashMap<>(settings);
      more.put(parameter, value);
      return new Options(directory, port, logFile, more);
    }
  }

  private PostgresProcess(Guardian guardian, Options options) {
    super(NAME, guardian, options.directory(), options.logFile(), options.port());
    this.options = options;
  }

  /**
   * Starts a server and returns when it answers.
   *
   * @throws PortTakenException at once, when the given port is taken
   * @throws ServerStartException when the server ends or hangs while starting
   */
  public static PostgresProcess start(Options options) {
    var directory = absolute(options.directory(), "postgres");
    var log =
        options.logFile() == null
            ? directory.resolve("postgres.log")
            : options.logFile().toAbsolutePath();
    return started(
        options.port(),
        port ->
            new PostgresProcess(
                // SIGINT is "fast": sessions are ended, transactions rolled back; SIGQUIT spares
                // the checkpoint.
                Guardian.start(
                    "postgres",
                    "INT",
                    Duration.ofSeconds(10),
                    options.directory() == null ? directory : null,
                    "QUIT"),
                new Options(directory, port, log, options.settings())));
  }

  @Override
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port(), database);
  }

  List<Object> parts() {
    return List.of(directory(), port(), logFile(), options.settings(), guardian().parts());
  }

  /** The same server, for a copy of this class in another class loader. */
  @SuppressWarnings("unchecked")
  static PostgresProcess of(List<Object> parts) {
    return new PostgresProcess(
        Guardian.of((List<Object>) parts.get(4)),
        new Options(
            (Path) parts.get(0),
            (int) parts.get(1),
            (Path) parts.get(2),
            (Map<String, String>) parts.get(3)));
  }

  @Override
  void prepare() {
    create(directory());
    create(logFile().getParent());
    if (!Files.exists(data().resolve("PG_VERSION"))) {
      initialise();
    }
  }

  @Override
  List<String> command() {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("port", Integer.toString(port()));
    parameters.put("listen_addresses", "127.0.0.1");
    parameters.put("unix_socket_directories", "");
    parameters.putAll(PostgresServer.settings());
    parameters.putAll(options.settings());
    var command = asUser("postgres");
    command.addAll(List.of("-D", data().toString()));
    parameters.forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
    return command;
  }

  @Override
  boolean isReady() {
    // Asked by hand first, and by the driver only then: it takes its time over a refusal.
    return Ports.accepts(port()) && answers();
  }

  /** The sessions of a killed server notice a moment later; until then they hold its memory. */
  @Override
  boolean isPassing(String lastWords) {
    return lastWords.contains("is still in use");
  }

  private Path data() {
    return directory().resolve("data");
  }

  private void initialise() {
    create(data());
    var command = asUser("initdb");
    command.addAll(
        List.of(
            "-D",
            data().toString(),
            "--username=" + username(),
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions"));
    runToEnd(command);
  }

  /**
   * Lets a server finish that still stops on this data, say that of a parent killed a moment ago; a
   * pid file whose process is not a server at all was left by a crash, and that number has a new
   * owner.
   */
  @Override
  void awaitPredecessor() {
    var pidFile = data().resolve("postmaster.pid");
    predecessor(pidFile)
        .ifPresent(
            server -> {
              try {
                if (isPostgres(server)) {
                  server.onExit().get(PREDECESSOR.toSeconds(), TimeUnit.SECONDS);
                } else {
                  Files.delete(pidFile);
                }
              } catch (TimeoutException e) {
                throw new ServerStartException(
                    "The data folder %s is in use by process %d.".formatted(data(), server.pid()),
                    e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ServerStartException("Interrupted while waiting for " + data(), e);
              } catch (Exception e) {
                throw new ServerStartException("The data folder " + data() + " is not usable.", e);
              }
            });
  }

  private static Optional<ProcessHandle> predecessor(Path pidFile) {
    try {
      return Files.exists(pidFile)
          ? Files.readAllLines(pidFile).stream()
              .findFirst()
              .map(String::trim)
              .map(Long::valueOf)
              .flatMap(ProcessHandle::of)
              .filter(ProcessHandle::isAlive)
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isPostgres(ProcessHandle process) {
    return process.info().command().map(Path::of).map(Path::getFileName).stream()
        .allMatch(name -> name.toString().equals("postgres"));
  }

  /** PostgreSQL refuses to run as root: there, it gets a user namespace in which it is nobody. */
  private static ArrayList<String> asUser(String program) {
    var command = new ArrayList<String>();
    if (Platform.isRoot()) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(PostgresBinaries.bin().resolve(program).toString());
    return command;
  }
}
