package io.tierstream.segmentation.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.events.Topics;
import io.tierstream.segmentation.application.OwnedNumber;
import io.tierstream.segmentation.persistence.Ownerships;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class OwnedNumbersTest {

  private static final int NUMBER = 3;
  private static final TopicPartition ORDERS = new TopicPartition(Topics.ORDERS, NUMBER);
  private static final TopicPartition FEEDBACK = new TopicPartition(Topics.FEEDBACK, NUMBER);

  private final NoDatabase database = new NoDatabase();
  private final Member consumer = new Member();
  private final OwnedNumbers numbers =
      new OwnedNumbers(
          "test",
          List.of(Topics.ORDERS, Topics.FEEDBACK),
          new Topics(""),
          new Ownerships(database),
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
    numbers.revoked(List.of(ORDERS));
    var later = taken(2);
    numbers.lose(List.of(earlier));
    assertThat(earlier.isLost()).isTrue();
    assertThat(later.isLost()).isFalse();
    assertThat(numbers.all()).containsExactly(later);
  }

  @Test
  void aNumberIsTakenWithTheLastOfItsPartitions() {
    consumer.assign(List.of(ORDERS));
    numbers.assigned(consumer, List.of(ORDERS));
    assertThat(database.asked).isZero();
    consumer.assign(List.of(ORDERS, FEEDBACK));
    numbers.assigned(consumer, List.of(FEEDBACK));
    assertThat(database.asked).isEqualTo(1);
  }

  @Test
  void anotherNumbersPartitionsMakeNoneComplete() {
    var another = new TopicPartition(Topics.FEEDBACK, NUMBER + 1);
    consumer.assign(List.of(ORDERS, another));
    numbers.assigned(consumer, List.of(ORDERS, another));
    assertThat(database.asked).isZero();
  }

  @Test
  void aNumberIsGivenUpWithTheFirstOfItsPartitions() {
    var owned = taken(1);
    numbers.revoked(List.of(FEEDBACK));
    assertThat(owned.isLost()).isTrue();
    assertThat(numbers.isEmpty()).isTrue();
  }

  @Test
  void whatWasLostIsTakenAnewAndAgainUntilItSucceeds() {
    consumer.assign(List.of(ORDERS, FEEDBACK));
    numbers.lose(List.of(taken(1)));
    numbers.takeMissing(consumer);
    assertThat(database.asked).isEqualTo(1);
    numbers.takeMissing(consumer);
    assertThat(database.asked).isEqualTo(2);
  }

  @Test
  void whoIsNotOfTheGroupAnyMoreTakesNothing() {
    consumer.assign(List.of(ORDERS, FEEDBACK));
    numbers.lose(List.of(taken(1)));
    consumer.isExpelled = true;
    numbers.takeMissing(consumer);
    assertThat(database.asked).isZero();
  }

  @Test
  void whatIsOwnedIsNotTakenAnew() {
    consumer.assign(List.of(ORDERS, FEEDBACK));
    taken(1);
    numbers.takeMissing(consumer);
    assertThat(database.asked).isZero();
  }

  @Test
  void whatWasLostAndRevokedIsNotTakenAnew() {
    consumer.assign(List.of(ORDERS, FEEDBACK));
    numbers.lose(List.of(taken(1)));
    numbers.revoked(List.of(ORDERS));
    consumer.assign(List.of(FEEDBACK));
    numbers.takeMissing(consumer);
    assertThat(database.asked).isZero();
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

  /** A consumer whose group may have expelled it, which it hears of when it commits. */
  private static final class Member extends MockConsumer<byte[], byte[]> {
    private boolean isExpelled;

    Member() {
      super("earliest");
    }

    @Override
    public synchronized void commitSync(
        Map<TopicPartition, OffsetAndMetadata> offsets, Duration timeout) {
      if (isExpelled) {
        throw new CommitFailedException();
      }
      super.commitSync(offsets, timeout);
    }
  }

  /** A database that is away, and knows how often it was asked. */
  private static final class NoDatabase extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;
    private int asked;

    @Override
    public Connection getConnection() throws SQLException {
      asked++;
      throw new SQLException("away");
    }
  }
}
