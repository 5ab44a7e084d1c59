package io.tierstream.benchmark;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Where the database keeps customers' purchases. */
interface StateLayout {

  /** Whether the owner keeps decoded customers in memory, or loads those of each batch. */
  boolean cached();

  /** The layout's own table beside {@code standing}; null when there is none. */
  String table();

  void create(Connection connection) throws SQLException;

  /** The customers of these ids that are stored, by id; in a statement or two. */
  Map<String, Ledger> load(Connection connection, Collection<String> customerIds)
      throws SQLException;

  /** Writes what was touched, within the caller's transaction, and notes it as stored. */
  void write(Connection connection, List<Ledger> changed) throws SQLException, IOException;
}
