package io.tierstream.benchmark.time;

import io.tierstream.benchmark.arena.Heat;
import io.tierstream.benchmark.arena.JavaProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** What segmentation-service has kept so far, seen from outside. */
final class Kept implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(250);

  private final Connection connection;
  private final Heat heat;

  Kept(Heat heat) throws SQLException {
    this.heat = heat;
    this.connection = heat.connect();
  }

  /** Something about it that comes true. */
  interface Condition {
    boolean holds() throws SQLException;
  }

  /**
   * Returns when {@code condition} holds.
   *
   * @throws IllegalStateException when the program ends before
   */
  void await(JavaProgram program, Condition condition) throws SQLException, InterruptedException {
    while (!condition.holds()) {
      if (!program.isAlive()) {
        throw new IllegalStateException("segmentation-service has ended; see " + heat.folder());
      }
      Thread.sleep(LOOK.toMillis());
    }
  }

  /** Whether its tables are there, and it owns all partitions. */
  boolean isReady() throws SQLException {
    return is("SELECT to_regclass('ownership') IS NOT NULL")
        && is("SELECT count(*) = 12 FROM ownership WHERE epoch > 0");
  }

  /** The highest epoch of its ownerships: another start, another epoch. */
  long epoch() throws SQLException {
    return number("SELECT coalesce(max(epoch), 0) FROM ownership");
  }

  /** Whether so many records were taken in, and what came of them is published. */
  boolean isThrough(long records) throws SQLException {
    return number("SELECT coalesce(sum(next_offset), 0) FROM position") >= records
        && !is("SELECT EXISTS (SELECT 1 FROM publication)");
  }

  /** Whether all partitions have seen an import begin and end. */
  boolean isImportEnded() throws SQLException {
    return is("SELECT count(*) = 12 FROM import_job WHERE ended_at IS NOT NULL");
  }

  /** Whether there is somebody whose standing should have changed by itself. */
  boolean isSomebodyDue(Instant at) throws SQLException {
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
  void tidy() throws SQLException {
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
