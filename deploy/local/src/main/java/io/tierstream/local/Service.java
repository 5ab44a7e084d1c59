package io.tierstream.local;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** What the launcher must know about each service. */
public enum Service {
  CUSTOMER(
      "customer",
      8081,
      "customers",
      "384m",
      List.of("customer-segments-in", "orders-in", "segmentation-inputs-in")),
  ORDER("order", 8082, "orders", "512m", List.of("tier-changes-in", "customers-in")),
  FEEDBACK("feedback", 8083, "feedback", "384m", List.of("tier-changes-in", "customers-in")),
  SEGMENTATION("segmentation", 8084, "segmentation", "1536m", List.of("facts-in-1", "facts-in-2"));

  private static final Pattern COLLECTOR = Pattern.compile("-XX:\\+Use\\w+GC");

  private final String name;
  private final int defaultPort;
  private final String database;
  private final String heap;
  private final List<String> channels;

  Service(String name, int defaultPort, String database, String heap, List<String> channels) {
    this.name = name;
    this.defaultPort = defaultPort;
    this.database = database;
    this.heap = heap;
    this.channels = channels;
  }

  /** Its name and its folder's, such as {@code order-service}. */
  public String fullName() {
    return name + "-service";
  }

  /** The name of its database. */
  public String database() {
    return database;
  }

  int defaultPort() {
    return defaultPort;
  }

  /** The option that chooses its port, such as {@code --order-port}. */
  String portOption() {
    return "--" + name + "-port";
  }

  /** As of {@code -Xmx}. */
  public String heap() {
    return heap;
  }

  /**
   * Options of its JVM beyond those that were {@code chosen}, which go first.
   *
   * @return none of a kind that was chosen: a JVM refuses two collectors
   */
  public List<String> jvm(List<String> chosen) {
    // The customers in memory are half of its heap, and G1 spends a third of the processors on
    // them; what a commit takes has its place beside them, and isn't copied more often than it
    // takes to outlast one.
    return this == SEGMENTATION && chosen.stream().noneMatch(COLLECTOR.asMatchPredicate())
        ? List.of(
            "-XX:+UseParallelGC",
            "-Xms" + heap,
            "-Xmn600m",
            "-XX:-UseAdaptiveSizePolicy",
            "-XX:SurvivorRatio=3",
            "-XX:MaxTenuringThreshold=2",
            "-XX:MetaspaceSize=128m")
        : List.of();
  }

  /** What the build packages it as, in the project whose root is {@code home}. */
  public Path jar(Path home) {
    return home.resolve(fullName()).resolve("target/quarkus-app/quarkus-run.jar");
  }

  /** The channels by which it takes part in a consumer group. */
  List<String> channels() {
    return channels;
  }
}
