package io.tierstream.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URL;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Reads {@code topics.properties}: {@code <topic>.partitions}, {@code <topic>.config.<setting>}.
 */
public final class TopicSettings {
  private static final String PARTITIONS = ".partitions";
  private static final String CONFIG = ".config.";

  private TopicSettings() {}

  /**
   * The topics of {@code properties} in order of their names, each under {@code prefix}, on one
   * node.
   *
   * @throws IllegalArgumentException for a key that says nothing known, a topic without partitions
   */
  public static List<NewTopic> read(InputStream properties, String prefix) throws IOException {
    var lines = new Properties();
    lines.load(new InputStreamReader(properties, UTF_8));
    var partitions = new TreeMap<String, Integer>();
    var settings = new TreeMap<String, Map<String, String>>();
    for (var key : lines.stringPropertyNames()) {
      var value = lines.getProperty(key).strip();
      int config = key.indexOf(CONFIG);
      if (config > 0) {
        settings
            .computeIfAbsent(key.substring(0, config), topic -> new HashMap<>())
            .put(key.substring(config + CONFIG.length()), value);
      } else if (key.endsWith(PARTITIONS) && key.length() > PARTITIONS.length()) {
        partitions.put(
            key.substring(0, key.length() - PARTITIONS.length()), Integer.valueOf(value));
      } else {
        throw new IllegalArgumentException("Not a setting of a topic: " + key);
      }
    }
    for (var topic : settings.keySet()) {
      if (!partitions.containsKey(topic)) {
        throw new IllegalArgumentException("A topic without partitions: " + topic);
      }
    }
    return partitions.entrySet().stream()
        .map(
            topic ->
                new NewTopic(prefix + topic.getKey(), topic.getValue(), (short) 1)
                    .configs(settings.getOrDefault(topic.getKey(), Map.of())))
        .toList();
  }

  /** As {@link #read(InputStream, String)}. */
  public static List<NewTopic> read(URL properties, String prefix) throws IOException {
    try (var in = properties.openStream()) {
      return read(in, prefix);
    }
  }
}
