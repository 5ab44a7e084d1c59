package io.tierstream.benchmark.arena;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;

/** What segmentation-service has kept so far, seen from outside. */
public final class Kept implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(250);
  private static final Duration STANDSTILL = Duration.ofSeconds(60);

  private final Connection connection;
  private final Heat heat;

  public Kept(Heat heat) throws SQLException {
    this.heat = heat;
    this.connection = heat.connect();
  }

  /** Something about it that comes true. */
  public interface Condition {
    boolean holds() throws SQLException;
  }

  /**
   * Returns when {@code condition} holds.
   *
   * @throws IllegalStateException when the program ends before, or nothing is taken in, published
   *     or listed for a minute
   */
  public void await(JavaProgram program, Condition condition)
      throws SQLException, InterruptedException {
    var last = List.<Long>of();
    long movedAt = System.nanoTime();
    while (!condition.holds()) {
      var now = isReady() ? progress() : List.<Long>of();
      if (!now.equals(last)) {
        last = now;
        movedAt = System.nanoTime();
      }
      if (!program.isAlive() || System.nanoTime() - movedAt > STANDSTILL.toNanos()) {
        throw new IllegalStateException(
            "segmentation-service has ended or stands still; see " + heat.folder());
      }
      Thread.sleep(LOOK.toMillis());
    }
  }

  private List<Long> progress() throws SQLException {
    return List.of(
        number("SELECT coalesce(sum(next_offset), 0) FROM position"),
        number("SELECT count(*) FROM publication"),
        number("SELECT count(*) FROM member_stale"));
  }

  /** Whether its tables are there, and it owns all partitions. */
  public boolean isReady() throws SQLException {
    return is("SELECT to_regclass('ownership') IS NOT NULL")
        && is("SELECT count(*) = 12 FROM ownership WHERE epoch > 0");
  }

  /** The highest epoch of its ownerships: another start, another epoch. */
  public long epoch() throws SQLException {
    return number("SELECT coalesce(max(epoch), 0) FROM ownership");
  }

  /** Whether so many records were taken in, and what came of them is published. */
  public boolean isThrough(long records) throws SQLException {
    return number("SELECT coalesce(sum(next_offset), 0) FROM position") >= records
        && !is("SELECT EXISTS (SELECT 1 FROM publication)");
  }

  /** Whether lists and distributions show what was taken in. */
  public boolean isListed() throws SQLException {
    return !is("SELECT EXISTS (SELECT 1 FROM member_stale)");
  }

  /** Whether all partitions have seen an import begin and end. */
  public boolean isImportEnded() throws SQLException {
    return is("SELECT count(*) = 12 FROM import_job WHERE ended_at IS NOT NULL");
  }

  /** Whether there is somebody whose standing should have changed by itself. */
  public boolean isSomebodyDue(Instant at) throws SQLException {
    try (var select =
        connection.prepareStatement(
            """
            SELECT EXISTS (SELECT 1 FROM ownership o CROSS JOIN LATERAL (
              SELECT 1 FROM standing s
              WHERE s.partition = o.partition AND s.next_change_at <= ? LIMIT 1) AS one)""")) {
      select.setObject(1, OffsetDateTime.ofInstant(at, ZoneOffset.UTC));
      try (var result = select.executeQuery()) {
        result.next();
        return result.getBoolean(1);
      }
    }
  }

  /** Does what a load leaves to be done, so that it isn't done later. */
  public void tidy() throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("VACUUM ANALYZE");
      statement.execute("CHECKPOINT");
    }
  }

  private boolean is(String question) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(question)) {
      result.next();
      return result.getBoolean(1);
    }
  }

  private long number(String question) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(question)) {
      result.next();
      return result.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
