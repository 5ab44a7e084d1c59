package io.tierstream.embedded;

import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The broker and the database server that all test classes of a JVM share. Quarkus loads test
 * classes again and again; what it loads finds the pair through the system class loader's copy of
 * this class.
 */
final class SharedPair {
  private static SharedPair ours;

  private final KafkaProcess kafka;
  private final PostgresProcess postgres;
  private int users;

  private SharedPair(KafkaProcess kafka, PostgresProcess postgres) {
    this.kafka = kafka;
    this.postgres = postgres;
  }

  /** A share of the pair, with a name no other share has; starts the pair when it is the first. */
  @SuppressWarnings("unchecked")
  static Infrastructure join() {
    try {
      var join = systemCopy().getDeclaredMethod("joinParts");
      join.setAccessible(true);
      var parts = (List<Object>) join.invoke(null);
      int number = (int) parts.get(0);
      return new Infrastructure(
          KafkaProcess.of((List<Object>) parts.get(1)),
          PostgresProcess.of((List<Object>) parts.get(2)),
          "t" + number + "-",
          "t" + number);
    } catch (InvocationTargetException e) {
      throw new ServerStartException("The shared broker and database: " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  // Called by name, from whichever class loader.
  static synchronized List<Object> joinParts() {
    if (ours == null) {
      // Tests are over before a better compiler would pay.
      var quick =
          KafkaProcess.Options.temporary().withJvm("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
      var kafka = CompletableFuture.supplyAsync(() -> KafkaProcess.start(quick));
      var postgres = PostgresProcess.start(PostgresProcess.Options.temporary());
      ours = new SharedPair(kafka.join(), postgres);
    }
    ours.users++;
    return List.of(ours.users, ours.kafka.parts(), ours.postgres.parts());
  }

  private static Class<?> systemCopy() {
    try {
      return Class.forName(SharedPair.class.getName(), true, ClassLoader.getSystemClassLoader());
    } catch (ClassNotFoundException e) {
      return SharedPair.class;
    }
  }
}
