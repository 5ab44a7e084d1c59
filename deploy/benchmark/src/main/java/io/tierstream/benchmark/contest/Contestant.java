package io.tierstream.benchmark.contest;

import java.io.IOException;
import java.sql.SQLException;

/** Somebody who takes a workload in, in a process of its own. */
interface Contestant {

  /** As the table calls it. */
  String name();

  /** How many of {@code events} it is timed on: the first ones. */
  default long timedOn(long events) {
    return events;
  }

  /** Whether it tells {@code customer-segments} where everybody stands. */
  default boolean tellsSegments() {
    return false;
  }

  /** Begins in {@code heat}'s empty database; it has begun when this returns, or while it waits. */
  Entry start(Heat heat) throws IOException, SQLException;

  /** A contestant at work. */
  interface Entry extends AutoCloseable {

    /** Of its process. */
    long pid();

    /** Whether it is still at work. */
    boolean isAlive();

    /** How many of the workload's records it has taken in durably. */
    long taken() throws SQLException;

    /** Whether what it decided is out, too: asked once everything is taken in. */
    boolean isSettled() throws SQLException;

    @Override
    void close() throws SQLException;
  }
}
