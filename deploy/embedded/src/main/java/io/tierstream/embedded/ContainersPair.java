package io.tierstream.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;
import org.testcontainers.containers.ContainerLaunchException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Broker and database server in containers, by Testcontainers, which also ends them with this JVM.
 *
 * @param kafka the parts of a {@link KafkaInContainer}
 * @param postgres the parts of a {@link PostgresInContainer}
 */
record ContainersPair(List<Object> kafka, List<Object> postgres) {
  private static final String KAFKA = "apache/kafka";
  private static final String POSTGRES = "postgres";
  private static final int STOP_SECONDS = 10;

  /**
   * Starts both, of the images named by {@code infrastructure.kafka.image} and {@code
   * infrastructure.postgres.image} or else those of the embedded servers' versions.
   *
   * @throws ServerStartException when no container engine answers, or one of them doesn't start or
   *     has no image here and none to be pulled
   */
  @SuppressWarnings("resource") // They serve until the JVM ends.
  static ContainersPair start() {
    var thread = Thread.currentThread();
    var theirs = thread.getContextClassLoader();
    // Testcontainers looks its parts up there, and Quarkus has set one that is not ours.
    thread.setContextClassLoader(ContainersPair.class.getClassLoader());
    try {
      if (!DockerClientFactory.instance().isDockerAvailable()) {
        throw new ServerStartException(
            "-Dinfrastructure=containers wants a container engine, and none answers Testcontainers; "
                + "start one (DOCKER_HOST says where), or leave the option out: the embedded "
                + "broker and database need none");
      }
      var kafka = CompletableFuture.supplyAsync(ContainersPair::startKafka);
      var postgres = startPostgres();
      return new ContainersPair(kafka.join(), postgres);
    } catch (CompletionException e) {
      throw e.getCause() instanceof ServerStartException cause ? cause : e;
    } finally {
      thread.setContextClassLoader(theirs);
    }
  }

  private static List<Object> startKafka() {
    var container = new KafkaContainer(image("kafka", KAFKA, "kafka.version"));
    KafkaServer.settings().forEach((key, value) -> container.withEnv(variable(key), value));
    return started(container, 9092, "kafka");
  }

  private static List<Object> startPostgres() {
    var command = new ArrayList<>(List.of("postgres"));
    PostgresServer.settings()
        .forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
    var container =
        new PostgreSQLContainer(image("postgres", POSTGRES, "postgres.major"))
            .withUsername("postgres")
            .withPassword("postgres")
            .withDatabaseName("postgres")
            .withEnv(
                "POSTGRES_INITDB_ARGS",
                "--encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8");
    container.setCommand(command.toArray(String[]::new));
    return started(container, PostgreSQLContainer.POSTGRESQL_PORT, "postgres");
  }

  private static DockerImageName image(String server, String name, String version) {
    var chosen = System.getProperty(imageProperty(server));
    return DockerImageName.parse(chosen == null ? name + ":" + Platform.built(version) : chosen)
        .asCompatibleSubstituteFor(name);
  }

  private static String imageProperty(String server) {
    return "infrastructure." + server + ".image";
  }

  /** As the image reads {@code property} from its environment. */
  private static String variable(String property) {
    return "KAFKA_" + property.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  /** On a port of our choice: one that the engine chooses is another one after a restart. */
  private static List<Object> started(GenericContainer<?> container, int inside, String server) {
    int port = Ports.free();
    container.setPortBindings(List.of(port + ":" + inside));
    try {
      container.start();
    } catch (ContainerLaunchException | ContainerFetchException e) {
      throw new ServerStartException(
          "No container of %s; -D%s names another image, without -Dinfrastructure=containers none is needed: %s"
              .formatted(container.getDockerImageName(), imageProperty(server), e.getMessage()),
          e);
    }
    var engine = container.getDockerClient();
    var id = container.getContainerId();
    BooleanSupplier alive =
        () -> Boolean.TRUE.equals(engine.inspectContainerCmd(id).exec().getState().getRunning());
    Runnable kill = () -> engine.killContainerCmd(id).exec();
    Runnable stop = () -> engine.stopContainerCmd(id).withTimeout(STOP_SECONDS).exec();
    Runnable start = () -> engine.startContainerCmd(id).exec();
    return List.of(container.getHost(), port, alive, kill, stop, start);
  }
}
