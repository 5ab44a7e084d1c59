package io.tierstream.benchmark.reads;

import io.tierstream.benchmark.arena.JavaProgram;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** Waits until segmentation-service has nothing left to do. */
final class TakenIn {

  private static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final String TAKEN = "SELECT coalesce(sum(next_offset), 0) FROM position";
  private static final String UNPUBLISHED = "SELECT count(*) FROM publication";
  private static final String UNLISTED = "SELECT count(*) FROM member_stale";

  private final Connection connection;
  private final JavaProgram program;

  TakenIn(Connection connection, JavaProgram program) {
    this.connection = connection;
    this.program = program;
  }

  /** Returns when the positions have passed {@code records} and all that follows was published. */
  void facts(long records) throws SQLException, InterruptedException {
    until(TAKEN, records);
    until(UNPUBLISHED, 0);
  }

  /** Returns when lists show what was taken in. */
  void lists() throws SQLException, InterruptedException {
    until(UNLISTED, 0);
  }

  /**
   * Returns when a number is what it is to be.
   *
   * @throws IllegalStateException when it stands still before
   */
  private void until(String sql, long goal) throws SQLException, InterruptedException {
    long last = ask(sql);
    long movedAt = System.nanoTime();
    while (last != goal) {
      Thread.sleep(200);
      long now = ask(sql);
      if (now != last) {
        movedAt = System.nanoTime();
        last = now;
      } else if (!program.isAlive() || System.nanoTime() - movedAt > STANDSTILL_NANOS) {
        throw new IllegalStateException(
            "segmentation-service stopped at %,d of %,d: %s".formatted(last, goal, sql));
      }
    }
  }

  private long ask(String sql) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }
}
