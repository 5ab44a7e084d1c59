package io.tierstream.local.replay;

import io.tierstream.events.PoisonException.Reason;
import io.tierstream.local.CommandLine;
import io.tierstream.local.LocalSystem;
import io.tierstream.local.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * What may be chosen about a replay.
 *
 * @param topic where the letters came from and go to, as the broker calls it
 * @param consumer who refused them
 * @param reasons of the letters to replay
 * @param limit how many letters at most
 * @param again whether also those that were replayed before
 * @param dryRun whether only to say what would be done
 * @param clockOffset what the installation's clocks show beyond the machine's time
 * @param kafka settings of every client
 */
record ReplayOptions(
    String topic,
    String consumer,
    Set<Reason> reasons,
    int limit,
    boolean again,
    boolean dryRun,
    Duration clockOffset,
    Map<String, Object> kafka) {

  private static final String SERVERS = "KAFKA_BOOTSTRAP_SERVERS";
  private static final String OFFSET = "TIERSTREAM_CLOCK_OFFSET";

  ReplayOptions {
    reasons = Set.copyOf(reasons);
    kafka = Map.copyOf(kafka);
  }

  /**
   * The options of a command line, as {@code usage.txt} describes them.
   *
   * @param home the project's root
   * @throws UsageException when an option is unknown or its value makes no sense
   */
  static ReplayOptions of(Path home, List<String> arguments, Map<String, String> environment) {
    var names = new ArrayList<String>();
    var reasons = EnumSet.noneOf(Reason.class);
    int limit = Integer.MAX_VALUE;
    boolean again = false;
    boolean dryRun = false;
    Path data = null;
    int kafkaPort = 19092;
    var servers = environment.get(SERVERS);
    var kafka = new HashMap<String, Object>();
    var words = new CommandLine(arguments);
    while (words.hasNext()) {
      var word = words.next();
      switch (word) {
        case "--reason" -> reasons.add(reason(words.value(word)));
        case "--limit" -> limit = words.number(word, 1, Integer.MAX_VALUE);
        case "--again" -> again = true;
        case "--dry-run" -> dryRun = true;
        case "--data" -> data = words.folder(word);
        case "--kafka-port" -> kafkaPort = words.port(word);
        case "--bootstrap-servers" -> servers = words.value(word);
        case "--command-config" -> kafka.putAll(clientSettings(words.folder(word)));
        default -> {
          if (word.startsWith("-")) {
            throw new UsageException("unknown option " + word);
          }
          names.add(word);
        }
      }
    }
    if (names.size() != 2) {
      throw new UsageException("a topic and a consumer are wanted, not " + names);
    }
    kafka.put(
        CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
        servers == null ? "127.0.0.1:" + kafkaPort : servers);
    return new ReplayOptions(
        names.get(0),
        names.get(1),
        // What has no rate comes back by itself when there is one.
        reasons.isEmpty() ? EnumSet.complementOf(EnumSet.of(Reason.NO_RATE)) : reasons,
        limit,
        again,
        dryRun,
        clockOffset(environment.get(OFFSET), data, servers == null ? home : null),
        kafka);
  }

  String bootstrapServers() {
    return kafka.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG).toString();
  }

  private static Reason reason(String name) {
    try {
      return Reason.valueOf(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(
          "--reason wants one of %s, not %s".formatted(Arrays.toString(Reason.values()), name));
    }
  }

  private static Map<String, Object> clientSettings(Path file) {
    var properties = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException("--command-config: %s can't be read: %s".formatted(file, e));
    }
    var settings = new HashMap<String, Object>();
    properties.stringPropertyNames().forEach(name -> settings.put(name, properties.get(name)));
    return settings;
  }

  /**
   * As the environment says, or the data of the local system that is meant.
   *
   * @param home null when no local system is meant unless {@code data} is given
   */
  private static Duration clockOffset(String said, Path data, Path home) {
    if (said != null) {
      try {
        return Duration.parse(said);
      } catch (DateTimeException e) {
        throw new UsageException(OFFSET + " wants a duration such as P-30D, not " + said);
      }
    }
    if (data != null) {
      return LocalSystem.clockOffset(data)
          .orElseThrow(() -> new UsageException("no local system was ever started in " + data));
    }
    return home == null
        ? Duration.ZERO
        : LocalSystem.clockOffset(home.resolve(".tierstream")).orElse(Duration.ZERO);
  }
}
