package io.tierstream.benchmark.contest;

import java.sql.Connection;
import java.sql.SQLException;
import org.apache.kafka.common.TopicPartition;

/** How far the topics were taken in, kept in the database with what was made of them. */
final class Positions {

  static final String TABLE =
      """
      CREATE TABLE position (topic text, partition int, next_offset bigint NOT NULL,
        PRIMARY KEY (topic, partition))""";

  private static final String MOVE =
      """
      INSERT INTO position VALUES (?, ?, ?)
      ON CONFLICT (topic, partition) DO UPDATE SET next_offset = excluded.next_offset""";

  private Positions() {}

  static void move(Connection connection, TopicPartition partition, long next) throws SQLException {
    try (var statement = connection.prepareStatement(MOVE)) {
      statement.setString(1, partition.topic());
      statement.setInt(2, partition.partition());
      statement.setLong(3, next);
      statement.executeUpdate();
    }
  }

  /** The sum of all; 0 before there is any, or a table for them. */
  static long sum(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var result = statement.executeQuery("SELECT to_regclass('position') IS NOT NULL")) {
      result.next();
      if (!result.getBoolean(1)) {
        return 0;
      }
    }
    try (var statement = connection.createStatement();
        var result = statement.executeQuery("SELECT coalesce(sum(next_offset), 0) FROM position")) {
      result.next();
      return result.getLong(1);
    }
  }
}
