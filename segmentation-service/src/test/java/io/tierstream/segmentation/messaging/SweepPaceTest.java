package io.tierstream.segmentation.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SweepPaceTest {

  private static final long MILLI = 1_000_000;

  private final SweepPace pace = new SweepPace(2_000);

  @Test
  void portionsGrowWhileTheyAreQuick() {
    for (int i = 0; i < 10; i++) {
      pace.took(pace.portion(), MILLI);
    }
    assertThat(pace.portion()).isEqualTo(2_000);
  }

  @Test
  void aPortionThatTookLongIsFollowedByOneThatFits() {
    for (int i = 0; i < 10; i++) {
      pace.took(pace.portion(), MILLI);
    }
    pace.took(2_000, 100 * MILLI);
    assertThat(pace.portion()).isEqualTo(500);
  }

  @Test
  void thereIsAlwaysSomethingToDoAtOnce() {
    pace.took(100, 10_000 * MILLI);
    assertThat(pace.portion()).isEqualTo(100);
  }

  @Test
  void noPortionIsLargerThanAllowed() {
    var small = new SweepPace(10);
    small.took(10, MILLI);
    assertThat(small.portion()).isEqualTo(10);
  }

  @Test
  void itRestsOnlyWhileFactsCome() {
    assertThat(pace.rest(MILLI, true)).isEqualTo(Duration.ofMillis(1));
    assertThat(pace.rest(MILLI, false)).isZero();
  }
}
