package io.tierstream.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.Kafka;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * The main class of the broker's JVM: formats the data folder unless it is, then runs Kafka's own.
 */
final class Broker {
  private Broker() {}

  /** Takes the path of the broker's properties. */
  public static void main(String[] arguments) throws Exception {
    var properties = properties(Path.of(arguments[0]));
    var data = properties.getProperty("log.dirs");
    if (!Files.exists(Path.of(data, "meta.properties"))) {
      new Formatter()
          .setNodeId(Integer.parseInt(properties.getProperty("node.id")))
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName(properties.getProperty("controller.listener.names"))
          .setMetadataLogDirectory(data)
          .addDirectory(data)
          // A format cut short by a kill is completed.
          .setIgnoreFormatted(true)
          .run();
    }
    Kafka.main(arguments);
  }

  private static Properties properties(Path file) throws IOException {
    var properties = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    return properties;
  }
}
