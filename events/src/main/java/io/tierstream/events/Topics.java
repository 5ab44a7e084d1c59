package io.tierstream.events;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Utils;

/**
 * The topics there are, and what they are called in this installation: every name a producer,
 * consumer or transactional id uses goes through {@link #name}.
 */
@ApplicationScoped
public class Topics {

  /** Class path resource with every topic's partitions and settings. */
  public static final String RESOURCE = "tierstream/topics.properties";

  public static final String CUSTOMERS = "customers";
  public static final String ORDERS = "orders";
  public static final String FEEDBACK = "feedback";
  public static final String SEGMENTATION_INPUTS = "segmentation-inputs";
  public static final String TIER_CHANGES = "tier-changes";
  public static final String CUSTOMER_SEGMENTS = "customer-segments";

  private static final String PARTITIONS = ".partitions";

  private final String prefix;
  private final TreeMap<String, Integer> partitions;

  @Inject
  Topics(TopicsConfig config) {
    this(config.prefix().orElse(""));
  }

  /**
   * @param prefix put before every name; may be empty
   */
  public Topics(String prefix) {
    this.prefix = prefix;
    this.partitions = read();
  }

  /** The name on the broker of {@code topic}; also for consumer groups and transactional ids. */
  public String name(String topic) {
    return prefix + topic;
  }

  /** The name of the dead-letter topic of {@code consumer} for {@code topic}, on the broker. */
  public String deadLetters(String topic, String consumer) {
    return name(DeadLetter.topic(topic, consumer));
  }

  /**
   * The inverse of {@link #name}.
   *
   * @throws IllegalArgumentException when {@code name} lacks the prefix
   */
  public String topic(String name) {
    if (!name.startsWith(prefix)) {
      throw new IllegalArgumentException(name + " doesn't start with " + prefix);
    }
    return name.substring(prefix.length());
  }

  /**
   * How many partitions {@code topic} (without prefix) has.
   *
   * @throws IllegalArgumentException when there is no such topic
   */
  public int partitions(String topic) {
    var count = partitions.get(topic);
    if (count == null) {
      throw new IllegalArgumentException("no such topic: " + topic);
    }
    return count;
  }

  /** The one of so many partitions to which producers send records of {@code key}. */
  public static int partition(byte[] key, int partitions) {
    return Utils.toPositive(Utils.murmur2(key)) % partitions;
  }

  /** All topics, without prefix, in alphabetical order. */
  public Set<String> all() {
    return java.util.Collections.unmodifiableSet(partitions.keySet());
  }

  private static TreeMap<String, Integer> read() {
    var settings = new Properties();
    try (InputStream in = Topics.class.getClassLoader().getResourceAsStream(RESOURCE)) {
      settings.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var partitions = new TreeMap<String, Integer>();
    for (var key : settings.stringPropertyNames()) {
      if (key.endsWith(PARTITIONS)) {
        partitions.put(
            key.substring(0, key.length() - PARTITIONS.length()),
            Integer.valueOf(settings.getProperty(key).trim()));
      }
    }
    return partitions;
  }
}
