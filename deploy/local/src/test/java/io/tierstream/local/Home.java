package io.tierstream.local;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The project that the tests belong to. */
public final class Home {
  private Home() {}

  /** The project's root. */
  static Path path() {
    return Path.of(System.getProperty("tierstream.home", "../..")).toAbsolutePath().normalize();
  }

  /** Options for a system in {@code data}, on free ports. */
  public static LocalOptions options(Path data, String... more) {
    return LocalOptions.of(path(), arguments(data, more));
  }

  static List<String> arguments(Path data, String... more) {
    var words =
        new ArrayList<>(
            List.of("--data", data.toString(), "--kafka-port", "0", "--postgres-port", "0"));
    for (var service : Service.values()) {
      words.addAll(List.of(service.portOption(), "0"));
    }
    words.addAll(List.of(more));
    return words;
  }
}
