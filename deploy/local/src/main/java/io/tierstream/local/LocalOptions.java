package io.tierstream.local;

import io.tierstream.local.demo.DemoOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What may be chosen about a local system; each port 0 means any free one.
 *
 * @param home the project's root, where the services' packages are found
 * @param data the folder that keeps everything
 * @param fresh whether to wipe {@code data} first
 * @param asOf what the services' clocks shall show when they start, null: go on as the data say
 * @param baseCurrency ISO 4217, null: go on as the data say
 * @param servicePorts of every service; of segmentation-service its first instance's
 * @param segmentationInstances at least 1
 * @param javaOptions of the broker's and every service's JVM, after our own
 * @param demo the demonstration to run, null: none
 */
public record LocalOptions(
    Path home,
    Path data,
    boolean fresh,
    Instant asOf,
    String baseCurrency,
    Map<Service, Integer> servicePorts,
    int kafkaPort,
    int postgresPort,
    int segmentationInstances,
    List<String> javaOptions,
    DemoOptions demo) {

  private static final int MOST_INSTANCES = 12;
  private static final int HIGHEST_RATE = 100;

  public LocalOptions {
    servicePorts = Map.copyOf(servicePorts);
    javaOptions = List.copyOf(javaOptions);
  }

  /**
   * The options of a command line, as {@code usage.txt} describes them.
   *
   * @throws UsageException when an option is unknown or its value makes no sense
   */
  public static LocalOptions of(Path home, List<String> arguments) {
    var data = home.resolve(".tierstream");
    boolean fresh = false;
    Instant asOf = null;
    String baseCurrency = null;
    var servicePorts = new EnumMap<Service, Integer>(Service.class);
    for (var service : Service.values()) {
      servicePorts.put(service, service.defaultPort());
    }
    int kafkaPort = 19092;
    int postgresPort = 15432;
    int segmentationInstances = 1;
    var javaOptions = new ArrayList<String>();
    boolean demo = false;
    int demoRate = DemoOptions.DEFAULT_RATE;
    Long demoSeed = null;
    var words = new CommandLine(arguments);
    while (words.hasNext()) {
      var option = words.next();
      switch (option) {
        case "--fresh" -> fresh = true;
        case "--no-build" -> {} // the script's
        case "--as-of" -> asOf = instant(option, words);
        case "--base-currency" -> baseCurrency = currency(option, words);
        case "--data" -> data = words.folder(option);
        case "--kafka-port" -> kafkaPort = words.port(option);
        case "--postgres-port" -> postgresPort = words.port(option);
        case "--segmentation-instances" ->
            segmentationInstances = words.number(option, 1, MOST_INSTANCES);
        case "--java-option" -> javaOptions.add(words.value(option));
        case "--demo" -> demo = true;
        case "--demo-rate" -> demoRate = words.number(option, 1, HIGHEST_RATE);
        case "--demo-seed" -> demoSeed = (long) words.number(option, 0, Integer.MAX_VALUE);
        default -> servicePorts.put(serviceOf(option), words.port(option));
      }
    }
    return new LocalOptions(
        home.toAbsolutePath().normalize(),
        data.toAbsolutePath().normalize(),
        fresh,
        asOf,
        baseCurrency,
        servicePorts,
        kafkaPort,
        postgresPort,
        segmentationInstances,
        javaOptions,
        demo ? new DemoOptions(demoRate, demoSeed) : null);
  }

  /** The port that {@code service} shall answer on. */
  public int port(Service service) {
    return servicePorts.get(service);
  }

  private static Service serviceOf(String portOption) {
    return Arrays.stream(Service.values())
        .filter(service -> service.portOption().equals(portOption))
        .findFirst()
        .orElseThrow(() -> new UsageException("unknown option " + portOption));
  }

  private static Instant instant(String option, CommandLine words) {
    var value = words.value(option);
    try {
      return Instant.parse(value);
    } catch (DateTimeParseException e) {
      throw new UsageException(
          option + " wants an instant such as 2011-06-01T00:00:00Z, not " + value);
    }
  }

  private static String currency(String option, CommandLine words) {
    var value = words.value(option);
    try {
      return Currency.getInstance(value).getCurrencyCode();
    } catch (IllegalArgumentException e) {
      throw new UsageException(option + " wants an ISO 4217 code such as GBP, not " + value);
    }
  }
}
