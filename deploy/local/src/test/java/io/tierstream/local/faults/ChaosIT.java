package io.tierstream.local.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.local.faults.Chaos.Size;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Effects are exactly once, whatever breaks: one seed of faults, {@code -Dtierstream.seed=…} for
 * another.
 */
class ChaosIT {
  private static final Size SMALL = new Size(5_000, 100, 12, 1, 400);

  @Test
  void everyEffectIsThereOnce(@TempDir Path data) throws Exception {
    try (var system = FaultySystem.start(data.resolve("system"))) {
      var outcome = new Chaos(system, data).run(Long.getLong("tierstream.seed", 1), SMALL);
      assertThat(outcome.report().findings()).as("%s", outcome.schedule()).isEmpty();
    }
  }
}
