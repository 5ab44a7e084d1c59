package io.tierstream.local;

import io.tierstream.embedded.KafkaProcess;
import io.tierstream.embedded.PostgresProcess;
import io.tierstream.embedded.ServerProcess;
import io.tierstream.embedded.ServerStartException;
import io.tierstream.embedded.ServiceProcess;
import io.tierstream.embedded.TopicSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Tierstream on this machine: a broker, a database and the services, each a process that is started
 * again when it dies and that never outlives this JVM.
 */
public final class LocalSystem implements AutoCloseable {
  private static final String BROKER = "broker";
  private static final String DATABASE = "database";
  private static final Duration SURVIVAL = Duration.ofSeconds(30);

  private final LocalOptions options;
  private final DataFolder folder;
  private final Progress progress;
  private final Wiring wiring;
  private final Map<String, ServerProcess> processes = new TreeMap<>();
  private final List<Keeper> keepers = new ArrayList<>();
  private KeptSettings settings;
  private KafkaProcess broker;
  private PostgresProcess database;

  private LocalSystem(LocalOptions options, DataFolder folder, Progress progress, Wiring wiring) {
    this.options = options;
    this.folder = folder;
    this.progress = progress;
    this.wiring = wiring;
  }

  /**
   * Starts everything and returns when all of it is ready.
   *
   * @throws StartFailure when something can't be started; nothing is left running then
   * @throws InterruptedException when this thread was interrupted; nothing is left running then
   */
  public static LocalSystem start(LocalOptions options, Progress progress)
      throws InterruptedException {
    return start(options, progress, Wiring.USUAL);
  }

  /** As {@link #start(LocalOptions, Progress)}, its processes wired otherwise. */
  public static LocalSystem start(LocalOptions options, Progress progress, Wiring wiring)
      throws InterruptedException {
    var system = new LocalSystem(options, DataFolder.hold(options.data()), progress, wiring);
    try {
      system.start();
      return system;
    } catch (RuntimeException | InterruptedException e) {
      // Stopping must not be cut short by what cut the start short.
      boolean interrupted = Thread.interrupted() || e instanceof InterruptedException;
      try {
        system.close();
      } catch (RuntimeException whileClosing) {
        e.addSuppressed(whileClosing);
      }
      if (interrupted) {
        throw e instanceof InterruptedException given ? given : new InterruptedException();
      }
      throw told((RuntimeException) e);
    }
  }

  /**
   * What the clocks of a system on {@code data} show beyond the machine's time, running or not;
   * empty when none was ever started there.
   *
   * @throws StartFailure when what is kept there can't be read
   */
  public static Optional<Duration> clockOffset(Path data) {
    return DataFolder.settings(data).map(KeptSettings::clockOffset);
  }

  /** Where {@code service} answers; of several instances the first. */
  public URI uri(Service service) {
    return uri(service.fullName());
  }

  /** {@code host:port} of the broker. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** The URL of the database of {@code service}. */
  public String jdbcUrl(Service service) {
    return database.jdbcUrl(service.database());
  }

  /** What the services' clocks show now. */
  public Instant now() {
    return Instant.now().plus(settings.clockOffset());
  }

  /** The currency in which customers are compared. */
  public String baseCurrency() {
    return settings.baseCurrency();
  }

  /**
   * The names of all processes: {@code broker}, {@code database}, each service's, and {@code
   * segmentation-service-2} …
   */
  public List<String> names() {
    synchronized (processes) {
      return List.copyOf(processes.keySet());
    }
  }

  /**
   * The process of that name, see {@link #names()}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public ServerProcess process(String name) {
    synchronized (processes) {
      var process = processes.get(name);
      if (process == null) {
        throw new IllegalArgumentException("no process " + name);
      }
      return process;
    }
  }

  /** Where the process of that name, a service's, answers. */
  public URI uri(String service) {
    return URI.create("http://127.0.0.1:" + process(service).port());
  }

  /** Where a demonstration on these data notes how far it is. */
  public Path demo() {
    return folder.demo();
  }

  Path logs() {
    return folder.logs();
  }

  /** Stops the services, then broker and database, each in good order; the data stay. */
  @Override
  public void close() {
    keepers.forEach(Keeper::dismiss);
    var services = new ArrayList<ServerProcess>();
    var servers = new ArrayList<ServerProcess>();
    synchronized (processes) {
      processes.forEach(
          (name, process) -> (process instanceof ServiceProcess ? services : servers).add(process));
      processes.clear();
    }
    if (!services.isEmpty()) {
      stop("stopping services", services);
    }
    if (!servers.isEmpty()) {
      stop("stopping broker and database", servers);
    }
    folder.close();
  }

  private void start() throws InterruptedException {
    awaitPredecessor();
    if (options.fresh()) {
      folder.wipe();
    }
    var kept = folder.settings();
    kept.ifPresent(settings -> settings.mustSuit(options));
    for (var service : Service.values()) {
      mustBeBuilt(service);
    }
    var ports =
        new WantedPorts()
            .with(options.kafkaPort(), "the broker", "--kafka-port")
            .with(options.postgresPort(), "PostgreSQL", "--postgres-port");
    for (var service : Service.values()) {
      ports.with(options.port(service), service.fullName(), service.portOption());
    }
    ports.mustBeFree();

    broker =
        started(
            BROKER,
            () ->
                KafkaProcess.start(
                    wiring.broker(
                        KafkaProcess.Options.in(folder.kafka())
                            .onPort(options.kafkaPort())
                            .withJvm(options.javaOptions())
                            .loggingTo(folder.log(BROKER)))));
    database =
        started(
            DATABASE,
            () ->
                PostgresProcess.start(
                    wiring.database(
                        PostgresProcess.Options.in(folder.postgres())
                            .onPort(options.postgresPort())
                            .loggingTo(folder.log(DATABASE)))));
    progress.begin("creating what is missing of topics and databases");
    createTopics();
    for (var service : Service.values()) {
      database.createDatabase(service.database());
    }
    progress.done();

    settings = kept.orElseGet(() -> begin());
    startServices();
    keep();
  }

  /** What a killed launcher has left stops by itself, but not at once. */
  private void awaitPredecessor() throws InterruptedException {
    if (folder.survivors().isEmpty()) {
      return;
    }
    progress.begin("waiting for the end of what a killed launcher has left");
    for (var survivor : folder.survivors()) {
      try {
        survivor.onExit().get(SURVIVAL.toSeconds(), TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        throw new StartFailure(
            "process %d of a killed launcher still uses %s"
                .formatted(survivor.pid(), options.data()),
            e);
      }
    }
    progress.done();
  }

  /** The clocks' offset is settled at the last moment, so that they show what was asked for. */
  private KeptSettings begin() {
    var begun = KeptSettings.begun(options, Instant.now());
    folder.keep(begun);
    return begun;
  }

  private void createTopics() {
    var topics = getClass().getClassLoader().getResource("tierstream/topics.properties");
    try {
      broker.createTopics(TopicSettings.read(topics, ""));
    } catch (IOException e) {
      throw new StartFailure("the list of topics can't be read: " + e, e);
    }
  }

  private void startServices() throws InterruptedException {
    var starts = new LinkedHashMap<String, Supplier<ServiceProcess>>();
    for (var service : Service.values()) {
      starts.put(
          service.fullName(), () -> started(service, service.fullName(), options.port(service)));
    }
    for (int instance = 2; instance <= options.segmentationInstances(); instance++) {
      var name = Service.SEGMENTATION.fullName() + "-" + instance;
      starts.put(name, () -> started(Service.SEGMENTATION, name, 0));
    }
    progress.begin("starting " + String.join(", ", starts.keySet()));
    var threads = Executors.newFixedThreadPool(starts.size());
    try {
      var running = new ArrayList<Future<?>>();
      starts.forEach(
          (name, start) -> running.add(threads.submit(() -> register(name, start.get()))));
      for (var service : running) {
        service.get();
      }
      progress.done();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new StartFailure(e.getCause().toString(), e.getCause());
    } finally {
      endNow(threads);
    }
  }

  private ServiceProcess started(Service service, String name, int port) {
    var process =
        ServiceProcess.Options.of(name, jar(service))
            .onPort(port)
            .withHeap(service.heap())
            .withJvm(options.javaOptions())
            .withJvm(service.jvm(options.javaOptions()))
            .loggingTo(folder.log(name))
            .with("QUARKUS_HTTP_HOST", "127.0.0.1")
            .with("QUARKUS_DATASOURCE_JDBC_URL", jdbcUrl(service))
            .with("QUARKUS_DATASOURCE_USERNAME", database.username())
            .with("QUARKUS_DATASOURCE_PASSWORD", database.password())
            .with("KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers())
            .with("TIERSTREAM_IMPORT_UPLOADS", folder.uploads(name).toString())
            .with("TIERSTREAM_CLOCK_OFFSET", settings.clockOffset().toString())
            .with("TIERSTREAM_BASE_CURRENCY", settings.baseCurrency());
    for (var channel : service.channels()) {
      // Static members of their group: what is started again within the session timeout goes on at
      // once, instead of after it. A property, since a variable can't spell the channel's name.
      process =
          process.withProperty(
              "mp.messaging.incoming." + channel + ".group.instance.id", name + "-" + channel);
    }
    return ServiceProcess.start(wiring.service(name, process));
  }

  private <P extends ServerProcess> P started(String name, Supplier<P> start)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    progress.begin("starting " + name);
    var process = start.get();
    register(name, process);
    progress.done();
    return process;
  }

  private void register(String name, ServerProcess process) {
    synchronized (processes) {
      processes.put(name, process);
    }
    remember();
  }

  /** Notes the processes with the data, so that a successor can wait for their end. */
  private void remember() {
    synchronized (processes) {
      folder.remember(
          processes.values().stream()
              .filter(ServerProcess::isAlive)
              .map(ServerProcess::pid)
              .toList());
    }
  }

  private void keep() {
    synchronized (processes) {
      processes.forEach(
          (name, process) -> {
            if (wiring.revives(name)) {
              keepers.add(new Keeper(name, process, this::remember, progress));
            }
          });
    }
    keepers.forEach(Keeper::start);
  }

  private void mustBeBuilt(Service service) {
    if (!Files.exists(jar(service))) {
      throw new StartFailure(
          "%s isn't built: there is no %s".formatted(service.fullName(), jar(service)));
    }
  }

  private Path jar(Service service) {
    return service.jar(options.home());
  }

  private void stop(String what, List<ServerProcess> these) {
    progress.begin(what);
    CompletableFuture.allOf(
            these.stream()
                .map(process -> CompletableFuture.runAsync(process::close))
                .toArray(CompletableFuture[]::new))
        .join();
    progress.done();
  }

  private static void endNow(ExecutorService threads) {
    threads.shutdownNow();
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        // What has started meanwhile must be known before anything is stopped.
        threads.awaitTermination(1, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static RuntimeException told(RuntimeException e) {
    if (e instanceof StartFailure) {
      return e;
    }
    return new StartFailure(
        e instanceof ServerStartException start ? start.brief() : e.toString(), e);
  }
}
