package io.tierstream.local.faults;

import io.tierstream.embedded.KafkaProcess;
import io.tierstream.embedded.Ports;
import io.tierstream.embedded.ServerProcess;
import io.tierstream.embedded.ServiceProcess;
import io.tierstream.embedded.faults.FaultyLink;
import io.tierstream.local.Briefly;
import io.tierstream.local.Home;
import io.tierstream.local.LocalSystem;
import io.tierstream.local.Progress;
import io.tierstream.local.Service;
import io.tierstream.local.Wiring;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * A local system, with two instances of segmentation, in which everything can go wrong: each
 * service reaches broker and database by links of its own, halts where it is told to, and nobody
 * starts again what dies.
 */
public final class FaultySystem implements AutoCloseable {
  public static final String BROKER = "broker";
  public static final String DATABASE = "database";
  public static final String SEGMENTATION = Service.SEGMENTATION.fullName();
  public static final String OTHER_SEGMENTATION = SEGMENTATION + "-2";

  /** All services' processes. */
  public static final List<String> SERVICES =
      Stream.concat(
              Stream.of(Service.values()).map(Service::fullName), Stream.of(OTHER_SEGMENTATION))
          .toList();

  /** A stopped owner's numbers go to another after this, not after 45 s. */
  private static final int SESSION_MILLIS = 6_000;

  private static final long HALT_MILLIS = 100;
  private static final long LONGEST_HALT_MILLIS = 2_000;

  private static final String JDBC_OPTIONS =
      "quarkus.datasource.jdbc.additional-jdbc-properties.options";

  private final LocalSystem system;
  private final Links links;
  private final Map<String, CompletableFuture<Void>> reviving = new ConcurrentHashMap<>();

  private FaultySystem(LocalSystem system, Links links) {
    this.system = system;
    this.links = links;
  }

  /** Starts one for a while; see {@link LocalSystem#start}. */
  public static FaultySystem start(Path data, String... more) throws InterruptedException {
    return start(data, new Briefly(), more);
  }

  /** Starts one whose services are wired otherwise, beside what makes it faulty. */
  static FaultySystem start(Path data, Wiring wiring, String... more) throws InterruptedException {
    var options = new ArrayList<>(List.of("--segmentation-instances", "2"));
    options.addAll(List.of(more));
    var links = new Links(wiring);
    try {
      var system =
          LocalSystem.start(
              Home.options(data, options.toArray(String[]::new)), Progress.silent(), links);
      return new FaultySystem(system, links);
    } catch (RuntimeException | InterruptedException e) {
      links.close();
      throw e;
    }
  }

  public LocalSystem system() {
    return system;
  }

  /** By which {@code service} reaches the broker. */
  FaultyLink toBroker(String service) {
    return links.toBroker.get(service);
  }

  /** By which {@code service} reaches its database. */
  FaultyLink toDatabase(String service) {
    return links.toDatabase.get(service);
  }

  /** Of {@code service}, from now until it ends. */
  Rules rules(String service) {
    return Rules.at(links.rules.get(service));
  }

  ServerProcess process(String name) {
    return system.process(name);
  }

  /** Has {@code service} halt when it comes to that point for the {@code nth} time from now on. */
  void halt(String service, Failpoint point, int nth) {
    unlessItHalts(service, () -> rules(service).add(point.name(), point.script(nth)));
  }

  /**
   * Starts one more instance of {@code service}, which the caller closes.
   *
   * @param name its own
   * @param otherwise what is different about it
   */
  ServiceProcess another(
      String service, String name, UnaryOperator<ServiceProcess.Options> otherwise) {
    var usual = links.options.get(service);
    var options =
        new ServiceProcess.Options(
            name,
            usual.jar(),
            0,
            usual.logFile().resolveSibling(name + ".log"),
            usual.heap(),
            usual.jvm().stream().filter(option -> !option.startsWith("-javaagent")).toList(),
            usual.environment(),
            Map.of());
    for (var property : usual.properties().entrySet()) {
      // Members of a group are told apart by the service's name.
      options = options.withProperty(property.getKey(), property.getValue().replace(service, name));
    }
    return ServiceProcess.start(otherwise.apply(options));
  }

  /** Where {@code service}, of several instances the named one, answers. */
  URI uri(String service) {
    return system.uri(service);
  }

  /** Has everything as it was at the start: links heal, who is stopped goes on, who died starts. */
  void heal() {
    links.all().forEach(FaultyLink::heal);
    Stream.of(DATABASE, BROKER).forEach(this::revive);
    SERVICES.forEach(this::revive);
  }

  private void revive(String name) {
    var process = process(name);
    process.resume();
    if (process.isAlive() && SERVICES.contains(name)) {
      clear(name);
    }
    if (!process.isAlive()) {
      process.restart();
    }
  }

  private void clear(String name) {
    unlessItHalts(
        name,
        () -> {
          if (rules(name).clear()) {
            // A rule may be about to halt it.
            endsWithin(name, HALT_MILLIS);
          }
        });
  }

  /** Before it answers it may halt; a moment later it is dead for everybody. */
  private void unlessItHalts(String name, Runnable request) {
    try {
      request.run();
    } catch (IllegalStateException e) {
      if (!endsWithin(name, LONGEST_HALT_MILLIS)) {
        throw e;
      }
    }
  }

  private boolean endsWithin(String name, long millis) {
    try {
      process(name).onExit().get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Has {@code name} as it was at the start, in a while; {@link #awaitRevived} waits for that. */
  void reviveSoon(String name) {
    var before = reviving.getOrDefault(name, CompletableFuture.completedFuture(null));
    reviving.put(name, before.thenRunAsync(() -> revive(name)));
  }

  /** Returns when all are revived that should soon be. */
  void awaitRevived() {
    reviving.values().forEach(CompletableFuture::join);
    reviving.clear();
  }

  /** Starts services that died although nothing was to happen to them any more. */
  void reviveDead() {
    SERVICES.stream().filter(name -> !process(name).isAlive()).forEach(this::revive);
  }

  @Override
  public void close() {
    try (links) {
      links.all().forEach(FaultyLink::heal);
      system.close();
    }
  }

  /** Puts a link between each service and what it needs. */
  private static final class Links implements Wiring, AutoCloseable {
    private final Wiring others;
    private final Map<String, FaultyLink> toBroker = new ConcurrentHashMap<>();
    private final Map<String, FaultyLink> toDatabase = new ConcurrentHashMap<>();
    private final Map<String, Integer> rules = new ConcurrentHashMap<>();
    private final Map<String, ServiceProcess.Options> options = new ConcurrentHashMap<>();

    Links(Wiring others) {
      this.others = others;
    }

    Stream<FaultyLink> all() {
      return Stream.concat(toBroker.values().stream(), toDatabase.values().stream());
    }

    @Override
    public KafkaProcess.Options broker(KafkaProcess.Options usual) {
      var broker = others.broker(usual);
      for (var service : SERVICES) {
        var link = FaultyLink.to(Ports.free());
        toBroker.put(service, link);
        var name = service.toUpperCase(Locale.ROOT).replace('-', '_');
        broker = broker.with(new KafkaProcess.Listener(name, link.target(), link.port()));
      }
      return broker;
    }

    @Override
    public ServiceProcess.Options service(String name, ServiceProcess.Options usual) {
      var url = URI.create(usual.environment().get("QUARKUS_DATASOURCE_JDBC_URL").substring(5));
      var link = toDatabase.computeIfAbsent(name, service -> FaultyLink.to(url.getPort()));
      int port = rules.computeIfAbsent(name, service -> Ports.free());
      var service =
          others
              .service(name, usual)
              .with("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + toBroker.get(name).port())
              .with(
                  "QUARKUS_DATASOURCE_JDBC_URL",
                  "jdbc:postgresql://127.0.0.1:%d%s".formatted(link.port(), url.getPath()))
              .withJvm(List.of(Rules.agent(port)));
      if (name.startsWith(SEGMENTATION)) {
        service = withShortSessions(service);
      }
      options.put(name, service);
      return service;
    }

    private static ServiceProcess.Options withShortSessions(ServiceProcess.Options segmentation) {
      var service =
          segmentation.withProperty(
              JDBC_OPTIONS, "-c idle_in_transaction_session_timeout=" + (SESSION_MILLIS - 2_000));
      for (var channel : List.of("facts-in-1", "facts-in-2")) {
        service =
            service
                .withProperty(
                    "mp.messaging.incoming." + channel + ".session.timeout.ms",
                    Integer.toString(SESSION_MILLIS))
                .withProperty(
                    "mp.messaging.incoming." + channel + ".heartbeat.interval.ms",
                    Integer.toString(SESSION_MILLIS / 4));
      }
      return service;
    }

    @Override
    public boolean revives(String name) {
      return false;
    }

    @Override
    public void close() {
      all().forEach(FaultyLink::close);
    }
  }
}
