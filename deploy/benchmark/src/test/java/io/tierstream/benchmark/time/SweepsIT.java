package io.tierstream.benchmark.time;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SweepsIT {

  /** Who doesn't come to an end, or never sweeps somebody, fails it by not returning. */
  @Test
  void everyPaymentBecomesATierChangeWhileAShopOpensAndAFileComesIn() throws Exception {
    var sweeps =
        new Sweeps(
            Sweeps.options()
                .read(
                    "--only",
                    "opening,import",
                    "--customers",
                    "500",
                    "--rows",
                    "2000",
                    "--lines",
                    "4",
                    "--buyers",
                    "50",
                    "--rate",
                    "50",
                    "--seconds",
                    "1"));
    assertThat(sweeps.measure()).isTrue();
  }
}
