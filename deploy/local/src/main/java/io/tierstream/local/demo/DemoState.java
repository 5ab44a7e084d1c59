package io.tierstream.local.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * How far a demonstration is; kept with the data.
 *
 * @param began what the services' clocks showed then
 * @param imported whether the history is in
 * @param visit the number of the next visit
 */
record DemoState(long seed, Instant began, boolean imported, long visit) {
  private static final String SEED = "seed";
  private static final String BEGAN = "began";
  private static final String IMPORTED = "imported";
  private static final String VISIT = "visit";

  static Optional<DemoState> read(Path file) {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (var reader = Files.newBufferedReader(file)) {
      var kept = new Properties();
      kept.load(reader);
      return Optional.of(
          new DemoState(
              Long.parseLong(kept.getProperty(SEED)),
              Instant.parse(kept.getProperty(BEGAN)),
              Boolean.parseBoolean(kept.getProperty(IMPORTED)),
              Long.parseLong(kept.getProperty(VISIT))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(Path file) {
    var kept = new Properties();
    kept.setProperty(SEED, Long.toString(seed));
    kept.setProperty(BEGAN, began.toString());
    kept.setProperty(IMPORTED, Boolean.toString(imported));
    kept.setProperty(VISIT, Long.toString(visit));
    var draft = file.resolveSibling(file.getFileName() + ".new");
    try {
      try (var writer = Files.newBufferedWriter(draft)) {
        kept.store(writer, null);
      }
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  DemoState withHistory() {
    return new DemoState(seed, began, true, visit);
  }

  DemoState after(long done) {
    return new DemoState(seed, began, imported, done + 1);
  }
}
