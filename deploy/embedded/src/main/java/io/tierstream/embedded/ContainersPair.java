package io.tierstream.embedded;

import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.ImageNameSubstitutor;

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
  private static final String OR_EMBEDDED =
      " or leave -Dinfrastructure=containers out: the embedded broker and database need no"
          + " containers.";

  /**
   * Starts both, of the images named by {@code infrastructure.kafka.image} and {@code
   * infrastructure.postgres.image} or else those of the embedded servers' versions.
   *
   * @throws ServerStartException when no container engine answers, or an image is neither there nor
   *     to be pulled, or one of them doesn't start
   */
  @SuppressWarnings("resource") // They serve until the JVM ends.
  static ContainersPair start() {
    var thread = Thread.currentThread();
    var theirs = thread.getContextClassLoader();
    // Testcontainers looks its parts up there, and Quarkus has set one that is not ours.
    thread.setContextClassLoader(ContainersPair.class.getClassLoader());
    try {
      withEngine(() -> DockerClientFactory.instance().client());
      // Both images first: no container is begun that would be in vain.
      var kafkaImage = here("kafka", image("kafka", KAFKA, "kafka.version"));
      var postgresImage = here("postgres", image("postgres", POSTGRES, "postgres.major"));
      var kafka = CompletableFuture.supplyAsync(() -> startKafka(kafkaImage));
      var postgres = startPostgres(postgresImage);
      return new ContainersPair(kafka.join(), postgres);
    } catch (CompletionException e) {
      throw e.getCause() instanceof ServerStartException cause ? cause : e;
    } finally {
      thread.setContextClassLoader(theirs);
    }
  }

  private static List<Object> startKafka(DockerImageName image) {
    var container = new KafkaContainer(image);
    KafkaServer.settings().forEach((key, value) -> container.withEnv(variable(key), value));
    return started("kafka", image, container, 9092);
  }

  private static List<Object> startPostgres(DockerImageName image) {
    var command = new ArrayList<>(List.of("postgres"));
    PostgresServer.settings()
        .forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
    var container =
        new PostgreSQLContainer(image)
            .withUsername("postgres")
            .withPassword("postgres")
            .withDatabaseName("postgres")
            .withEnv(
                "POSTGRES_INITDB_ARGS",
                "--encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8");
    container.setCommand(command.toArray(String[]::new));
    return started("postgres", image, container, PostgreSQLContainer.POSTGRESQL_PORT);
  }

  /** The image for {@code server}: the chosen one, or else {@code name} in the built version. */
  static DockerImageName image(String server, String name, String version) {
    var chosen = System.getProperty(property(server));
    if (chosen == null) {
      return DockerImageName.parse(name + ":" + Platform.built(version));
    }
    try {
      var image = DockerImageName.parse(chosen);
      image.assertValid();
      return image.asCompatibleSubstituteFor(name);
    } catch (IllegalArgumentException e) {
      throw new ServerStartException(
          "-D%s=%s names no image: %s".formatted(property(server), chosen, said(e)), e);
    }
  }

  /** Runs {@code engine}, which throws when there is none that Testcontainers can use. */
  static void withEngine(Runnable engine) {
    try {
      engine.run();
    } catch (RuntimeException e) {
      throw new ServerStartException(
          "-Dinfrastructure=containers wants a container engine that Testcontainers can use: %s. Start one (DOCKER_HOST says where it listens), set TESTCONTAINERS_RYUK_DISABLED=true in the environment if only Testcontainers' helper Ryuk is in the way,"
                  .formatted(words(e))
              + OR_EMBEDDED,
          e);
    }
  }

  /** Runs {@code pull}, which throws when {@code image} is neither there nor to be pulled. */
  static void withImage(String server, DockerImageName image, Runnable pull) {
    try {
      pull.run();
    } catch (RuntimeException e) {
      throw new ServerStartException(
          "The image %s is not here and can't be pulled: %s. Load or build it, name another one by -D%s,"
                  .formatted(image, said(e), property(server))
              + OR_EMBEDDED,
          e);
    }
  }

  /** Runs {@code start}, which throws when {@code image} doesn't become a server. */
  static void withContainer(String server, DockerImageName image, Runnable start) {
    try {
      start.run();
    } catch (RuntimeException e) {
      throw new ServerStartException(
          "A container of %s did not start, or its port is out of reach: %s. Name another image by -D%s, the host where the engine's ports are by TESTCONTAINERS_HOST_OVERRIDE in the environment,"
                  .formatted(image, said(e), property(server))
              + OR_EMBEDDED,
          e);
    }
  }

  /** The first cause's words: what lies around them says only that something failed. */
  private static String said(Throwable failure) {
    var first = failure;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    return words(first);
  }

  private static String words(Throwable failure) {
    var words = failure.getMessage() == null ? failure.toString() : failure.getMessage().strip();
    return words.endsWith(".") ? words.substring(0, words.length() - 1) : words;
  }

  private static String property(String server) {
    return "infrastructure." + server + ".image";
  }

  /** As the image reads {@code property} from its environment. */
  private static String variable(String property) {
    return "KAFKA_" + property.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  private static DockerImageName here(String server, DockerImageName image) {
    withImage(server, image, () -> fetch(image));
    return image;
  }

  /**
   * Pulls {@code image} unless it is there. Testcontainers would try for minutes, more than once,
   * and keep the engine's reason to itself.
   */
  private static void fetch(DockerImageName image) {
    var engine = DockerClientFactory.instance().client();
    var name = ImageNameSubstitutor.instance().apply(image);
    try {
      engine.inspectImageCmd(name.asCanonicalNameString()).exec();
      return;
    } catch (NotFoundException absent) {
      // Hence the pull.
    }
    var pull = engine.pullImageCmd(name.getUnversionedPart()).withTag(name.getVersionPart());
    try {
      pull.exec(new PullImageResultCallback()).awaitCompletion();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerStartException("Interrupted while pulling " + name + ".", e);
    }
  }

  /** On a port of our choice: one that the engine chooses is another one after a restart. */
  private static List<Object> started(
      String server, DockerImageName image, GenericContainer<?> container, int inside) {
    int port = Ports.free();
    container.setPortBindings(List.of(port + ":" + inside));
    withContainer(server, image, container::start);
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
