package io.tierstream.benchmark.contest;

import io.tierstream.benchmark.arena.Heat;
import io.tierstream.benchmark.arena.JavaProgram;
import java.sql.Connection;
import java.sql.SQLException;

/** A program that keeps its positions in the database with what it makes of the events. */
final class InDatabase implements Contestant.Entry {

  private final Connection connection;
  private final JavaProgram program;
  private final Condition settled;

  /** What can be asked of a database. */
  interface Condition {
    boolean holds(Connection connection) throws SQLException;
  }

  /**
   * @param settled once everything is taken in
   */
  InDatabase(Heat heat, JavaProgram program, Condition settled) throws SQLException {
    this.connection = heat.connect();
    this.program = program;
    this.settled = settled;
  }

  @Override
  public JavaProgram program() {
    return program;
  }

  @Override
  public long taken() throws SQLException {
    return Positions.sum(connection);
  }

  @Override
  public boolean isSettled() throws SQLException {
    return settled.holds(connection);
  }

  @Override
  public void close() throws SQLException {
    program.close();
    connection.close();
  }
}
