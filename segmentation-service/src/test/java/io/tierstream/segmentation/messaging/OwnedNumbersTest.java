package io.tierstream.segmentation.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.events.Topics;
import io.tierstream.segmentation.application.OwnedNumber;
import io.tierstream.segmentation.persistence.Ownerships;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OwnedNumbersTest {

  private static final int NUMBER = 3;

  private final OwnedNumbers numbers =
      new OwnedNumbers(
          "test",
          List.of(Topics.ORDERS),
          new Topics(""),
          null,
          number -> null,
          PollStamps.of("test"),
          Clock.systemUTC(),
          1);

  @Test
  void aRefusedOwnershipIsLost() {
    var owned = taken(1);
    numbers.lose(List.of(owned));
    assertThat(owned.isLost()).isTrue();
    assertThat(numbers.isEmpty()).isTrue();
  }

  @Test
  void aRefusalOfAnEarlierOwnershipLeavesTheNumberThatWasTakenAnew() {
    var earlier = taken(1);
    numbers.revoked(List.of(new TopicPartition(Topics.ORDERS, NUMBER)));
    var later = taken(2);
    numbers.lose(List.of(earlier));
    assertThat(earlier.isLost()).isTrue();
    assertThat(later.isLost()).isFalse();
    assertThat(numbers.all()).containsExactly(later);
    assertThat(numbers.isWanting()).isFalse();
  }

  private OwnedNumber taken(long epoch) {
    var owned =
        new OwnedNumber(
            new Ownerships.Taken(
                NUMBER, epoch, 0, Map.of(), Map.of(), List.of(), List.of(), Map.of(), List.of()),
            1,
            1);
    numbers.hold(owned, new PartitionPublisher(NUMBER, "inputs", Map.of()));
    return owned;
  }
}
