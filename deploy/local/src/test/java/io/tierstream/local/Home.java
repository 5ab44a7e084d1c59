package io.tierstream.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The project that the tests belong to. */
public final class Home {
  private Home() {}

  /** The project's root. */
  public static Path path() {
    return Path.of(System.getProperty("tierstream.home", "../..")).toAbsolutePath().normalize();
  }

  /** Options for a system in {@code data}, on free ports. */
  public static LocalOptions options(Path data, String... more) {
    return LocalOptions.of(path(), arguments(data, more));
  }

  // Most of what the tests start lives for half a minute: its start is what costs.
  private static final List<String> QUICK_TO_START =
      List.of("--java-option", "-XX:TieredStopAtLevel=1", "--java-option", "-XX:+UseSerialGC");

  static List<String> arguments(Path data, String... more) {
    var words =
        new ArrayList<>(
            List.of("--data", data.toString(), "--kafka-port", "0", "--postgres-port", "0"));
    for (var service : Service.values()) {
      words.addAll(List.of(service.portOption(), "0"));
    }
    words.addAll(QUICK_TO_START);
    words.addAll(List.of(more));
    return words;
  }
}
