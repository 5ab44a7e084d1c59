package io.tierstream.benchmark.contest;

import io.tierstream.benchmark.arena.Heat;
import io.tierstream.benchmark.arena.JavaProgram;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

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

  /**
   * Those of {@code all} that were chosen.
   *
   * @param names with commas in between; empty for everybody
   */
  static List<Contestant> chosen(String names, Contestant... all) {
    var chosen = new ArrayList<>(List.of(all));
    if (!names.isEmpty()) {
      chosen.removeIf(one -> !List.of(names.split(",")).contains(one.name()));
    }
    return chosen;
  }

  /** Begins in {@code heat}'s empty database; it has begun when this returns, or while it waits. */
  Entry start(Heat heat) throws IOException, SQLException;

  /** A contestant at work. */
  interface Entry extends AutoCloseable {

    /** Its process. */
    JavaProgram program();

    /** How many of the workload's records it has taken in durably. */
    long taken() throws SQLException;

    /** Whether what it decided is out, too: asked once everything is taken in. */
    boolean isSettled() throws SQLException;

    @Override
    void close() throws SQLException;
  }
}
