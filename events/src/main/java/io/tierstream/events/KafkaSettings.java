package io.tierstream.events;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The installation's Kafka configuration, cut to what one kind of client knows. */
public final class KafkaSettings {

  private KafkaSettings() {}

  /** A new map; keys the client doesn't know would only make it warn. */
  public static Map<String, Object> only(Map<String, Object> kafka, Set<String> known) {
    var settings = new HashMap<>(kafka);
    settings.keySet().retainAll(known);
    return settings;
  }
}
