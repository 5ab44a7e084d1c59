package io.tierstream.benchmark.contest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ContestIT {

  /** Who stops before it is through ends the contest. */
  @Test
  void everyContestantTakesEverythingInAndThoseThatTellComeToTheSame() throws Exception {
    var contest =
        new Contest(
            Contest.options(List.of("--events", "4000", "--customers", "400", "--keys", "zipf")));
    assertThat(contest.hold()).isTrue();
    assertThat(contest.runs())
        .containsOnlyKeys(
            "segmentation-service", "limit", "second limit", "Kafka Streams", "one record")
        .allSatisfy((name, runs) -> assertThat(runs).hasSize(1));
  }
}
