package io.tierstream.segmentation.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the fence refuses isn't written, whether a commit is sent in one trip or in several. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.MATCHING_RESOURCES)
class CommitsIT {

  /** Nobody owns it: the topics have fewer partitions. */
  private static final int NUMBER = 99;

  private static final long EPOCH = 7;
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static final String STATISTICS =
      "SELECT sum(%s) FROM %s WHERE relname IN ('ownership', 'position')";

  @Inject Commits commits;
  @InjectInfrastructure Infrastructure infrastructure;

  private long updates;

  @BeforeEach
  void own() throws SQLException {
    execute(
        """
        DELETE FROM ownership WHERE partition = 99;
        DELETE FROM position WHERE partition = 99;
        DELETE FROM publication WHERE partition = 99;
        INSERT INTO ownership VALUES (99, 7, 'this', '2026-01-01', 0);
        INSERT INTO position (topic, partition, next_offset) VALUES ('orders', 99, 17)
        """);
    updates = number(STATISTICS.formatted("n_tup_upd", "pg_stat_user_tables"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000})
  void whatIsThereAlreadyIsTheRecordsFault(int expected) throws Exception {
    commits.write(rows(expected, EPOCH, 17, 1, 2));
    assertThat(publications()).isEqualTo(2);
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> commits.write(rows(expected, EPOCH, 18, 3, 2)))
        .satisfies(refused -> assertThat(refused.getSQLState()).isEqualTo("23505"));
    assertThat(publications()).isEqualTo(2);
    commits.write(rows(expected, EPOCH, 18, 3));
    assertThat(publications()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000})
  void whatTheSuccessorHasWrittenIsNobodysFault(int expected) throws Exception {
    commits.write(rows(expected, EPOCH, 17, 1, 2));
    assertThatExceptionOfType(OwnershipLostException.class)
        .isThrownBy(() -> commits.write(rows(expected, EPOCH - 1, 17, 1, 2)))
        .satisfies(refused -> assertThat(refused.numbers()).containsExactly(NUMBER));
    assertThatExceptionOfType(OwnershipLostException.class)
        .isThrownBy(() -> commits.write(rows(expected, EPOCH, 17, 1, 2)))
        .satisfies(refused -> assertThat(refused.numbers()).containsExactly(NUMBER));
    assertThat(publications()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000})
  void whoWasSupersededWritesNothing(int expected) throws SQLException {
    assertThatExceptionOfType(OwnershipLostException.class)
        .isThrownBy(() -> commits.write(rows(expected, EPOCH - 1, 17, 1)));
    assertThatExceptionOfType(OwnershipLostException.class)
        .isThrownBy(() -> commits.write(rows(expected, EPOCH, 16, 1)));
    assertThat(publications()).isZero();
  }

  @Test
  void aTransactionThatGoesOnElsewhereMakesNoCommitSearchLonger() throws Exception {
    try (var elsewhere = infrastructure.connect();
        var statement = elsewhere.createStatement()) {
      elsewhere.setAutoCommit(false);
      statement.execute("SELECT pg_current_xact_id()");
      commit(17, 10_000);
      // So that statements are planned for what is there now.
      execute("ANALYZE ownership, position");
      awaitUpdates(2 * 10_000);
      long before = blocksRead();
      commit(10_017, 100);
      awaitUpdates(2 * 10_100);
      assertThat(blocksRead() - before).isLessThan(100 * 30);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1000})
  void whoseRowsWereMovedByAnotherIsFoundAllTheSame(int expected) throws Exception {
    commits.write(rows(expected, EPOCH, 17, 1));
    commits.write(rows(expected, EPOCH, 18, 2));
    execute(
        """
        UPDATE ownership SET owner = 'that' WHERE partition = 99;
        UPDATE position SET last_timestamp = NULL WHERE partition = 99
        """);
    commits.write(rows(expected, EPOCH, 19, 3));
    commits.write(rows(expected, EPOCH, 20, 4));
    assertThat(number("SELECT next_offset FROM position WHERE partition = 99")).isEqualTo(21);
    assertThat(publications()).isEqualTo(4);
  }

  private void commit(long from, int times) throws Exception {
    for (long offset = from; offset < from + times; offset++) {
      commits.write(rows(1, EPOCH, offset));
    }
  }

  /** Until the statistics know of so many since {@link #own}. */
  private void awaitUpdates(int times) {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                number(STATISTICS.formatted("n_tup_upd", "pg_stat_user_tables"))
                    >= updates + times);
  }

  private long blocksRead() throws SQLException {
    return number(STATISTICS.formatted("heap_blks_hit + heap_blks_read", "pg_statio_user_tables"));
  }

  private long number(String sql) throws SQLException {
    try (var connection = infrastructure.connect();
        var select = connection.createStatement();
        var row = select.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static CommitRows rows(int expected, long epoch, long from, long... publications) {
    var rows = new CommitRows(NOW, expected);
    rows.claim(new Claim(NUMBER, epoch, 0, 0));
    rows.position(new PositionMove("orders", NUMBER, from, from + 1, NOW));
    for (long seq : publications) {
      rows.publication(
          NUMBER, new Publication(seq, "tier-changes", NOW, new byte[] {1}, new byte[0], null));
    }
    return rows;
  }

  private long publications() throws SQLException {
    return number("SELECT count(*) FROM publication WHERE partition = 99");
  }

  private void execute(String sql) throws SQLException {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
