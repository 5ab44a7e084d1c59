package io.tierstream.benchmark.writes;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class WritesIT {

  /** What isn't answered as it should be, doesn't reach the topic or isn't imported ends it. */
  @Test
  void ordersArePlacedAndPaidRelayedAndImported() {
    var writes =
        new Writes(
            Writes.options()
                .read(
                    "--only",
                    "rest,relay,generated",
                    "--connections",
                    "2",
                    "--seconds",
                    "1",
                    "--rounds",
                    "1",
                    "--warm-up",
                    "1",
                    "--backlog",
                    "5000",
                    "--rate",
                    "50",
                    "--steady",
                    "1",
                    "--rows",
                    "5000"));
    assertThatCode(writes::measure).doesNotThrowAnyException();
  }
}
