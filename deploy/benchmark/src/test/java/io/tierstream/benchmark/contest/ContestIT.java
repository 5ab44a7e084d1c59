package io.tierstream.benchmark.contest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContestIT {

  /** Who stops before it is through ends the contest. */
  @Test
  void everyContestantTakesEverythingInAndThoseThatTellComeToTheSame() throws Exception {
    var contest =
        new Contest(
            Contest.options()
                .read("--events", "4000", "--customers", "400", "--keys", "zipf", "--rounds", "1"));
    assertThat(contest.hold()).isTrue();
    assertThat(contest.results()).hasSize(1);
    assertThat(contest.results().get(0).contestants())
        .containsExactlyInAnyOrder(
            "segmentation-service", "limit", "second limit", "Kafka Streams", "one record");
  }
}
