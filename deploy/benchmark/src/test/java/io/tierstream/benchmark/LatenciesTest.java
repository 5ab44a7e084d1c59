package io.tierstream.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class LatenciesTest {
  private final Latencies latencies =
      Latencies.of(List.of(4_000_000L, 1_000_000L, 3_000_000L, 2_000_000L));

  @Test
  void aShareIsTheNearestRank() {
    assertThat(latencies.millis(0.5)).isEqualTo(2);
    assertThat(latencies.millis(0.51)).isEqualTo(3);
    assertThat(latencies.millis(0.99)).isEqualTo(4);
    assertThat(latencies.millis(1)).isEqualTo(4);
  }

  @Test
  void theLeastShareIsTheShortest() {
    assertThat(latencies.millis(0.001)).isEqualTo(1);
  }

  @Test
  void nothingMeasuredIsSaid() {
    var nothing = Latencies.of(List.of());
    assertThatThrownBy(() -> nothing.millis(0.5)).isInstanceOf(IllegalStateException.class);
  }
}
