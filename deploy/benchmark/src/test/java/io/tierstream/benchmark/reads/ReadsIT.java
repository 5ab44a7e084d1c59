package io.tierstream.benchmark.reads;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadsIT {

  /** Any answer that isn't one ends the measurement. */
  @Test
  void everyQuestionIsAnswered() throws Exception {
    var findings =
        new Reads(
                Reads.options()
                    .read(
                        "--customers",
                        "300",
                        "--events",
                        "600",
                        "--seconds",
                        "1",
                        "--rounds",
                        "1",
                        "--warm-up",
                        "1",
                        "--requests",
                        "2"))
            .measure();
    assertThat(findings.ratio()).isPositive();
    assertThat(findings.lists()).hasSize(ListQuestion.all().size());
  }
}
