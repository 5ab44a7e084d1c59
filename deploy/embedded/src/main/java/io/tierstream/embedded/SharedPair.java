package io.tierstream.embedded;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The broker and the database server that all test classes of a JVM share: embedded, or in
 * containers where the system property {@code infrastructure} says so. Quarkus loads test classes
 * again and again; what it loads finds the pair through the system class loader's copy of this
 * class.
 */
final class SharedPair {
  private static SharedPair ours;

  private final List<Object> kafka;
  private final List<Object> postgres;
  private int users;

  private SharedPair(List<Object> kafka, List<Object> postgres) {
    this.kafka = kafka;
    this.postgres = postgres;
  }

  /** A share of the pair, with a name no other share has; starts the pair when it is the first. */
  @SuppressWarnings("unchecked")
  static Infrastructure join() {
    boolean inContainers = inContainers(System.getProperty("infrastructure", "embedded"));
    try {
      var join = systemCopy().getDeclaredMethod("joinParts", boolean.class);
      join.setAccessible(true);
      var parts = (List<Object>) join.invoke(null, inContainers);
      int number = (int) parts.get(0);
      var kafka = (List<Object>) parts.get(1);
      var postgres = (List<Object>) parts.get(2);
      return new Infrastructure(
          inContainers ? new KafkaInContainer(kafka) : KafkaProcess.of(kafka),
          inContainers ? new PostgresInContainer(postgres) : PostgresProcess.of(postgres),
          "t" + number + "-",
          "t" + number);
    } catch (InvocationTargetException e) {
      throw new ServerStartException(words(e.getCause()), e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  // Called by name, from whichever class loader.
  static synchronized List<Object> joinParts(boolean inContainers) {
    if (ours == null) {
      ours = inContainers ? inContainers() : embedded();
    }
    ours.users++;
    return List.of(ours.users, ours.kafka, ours.postgres);
  }

  private static SharedPair embedded() {
    // Tests are over before a better compiler would pay.
    var quick =
        KafkaProcess.Options.temporary()
            .withJvm(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    var kafka = CompletableFuture.supplyAsync(() -> KafkaProcess.start(quick));
    var postgres = PostgresProcess.start(PostgresProcess.Options.temporary());
    return new SharedPair(kafka.join().parts(), postgres.parts());
  }

  private static SharedPair inContainers() {
    var pair = ContainersPair.start();
    return new SharedPair(pair.kafka(), pair.postgres());
  }

  static boolean inContainers(String infrastructure) {
    return switch (infrastructure) {
      case "embedded" -> false;
      case "containers" -> true;
      default ->
          throw new IllegalArgumentException(
              "-Dinfrastructure is embedded or containers, not " + infrastructure);
    };
  }

  // By name: it may be the system class loader's copy.
  private static String words(Throwable cause) {
    return cause.getClass().getName().equals(ServerStartException.class.getName())
        ? cause.getMessage()
        : "The shared broker and database: " + cause;
  }

  private static Class<?> systemCopy() {
    try {
      return Class.forName(SharedPair.class.getName(), true, ClassLoader.getSystemClassLoader());
    } catch (ClassNotFoundException e) {
      return SharedPair.class;
    }
  }
}
