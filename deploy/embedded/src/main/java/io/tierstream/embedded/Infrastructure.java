package io.tierstream.embedded;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * What a test class has of the shared pair.
 *
 * @param kafka the broker, shared with the other test classes of this JVM
 * @param postgres the database server, shared likewise
 * @param topicPrefix in front of every topic, group and transactional id, such as {@code t7-}
 * @param database the test class's own
 */
public record Infrastructure(
    KafkaServer kafka, PostgresServer postgres, String topicPrefix, String database) {

  /** The broker's address. */
  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  /** The own database's address. */
  public String jdbcUrl() {
    return postgres.jdbcUrl(database);
  }

  /** Its user. */
  public String username() {
    return postgres.username();
  }

  /** That user's password. */
  public String password() {
    return postgres.password();
  }

  /** The full name of a topic. */
  public String topic(String name) {
    return topicPrefix + name;
  }

  /** A new connection to the own database; the caller closes it. */
  public Connection connect() throws SQLException {
    return postgres.connect(database);
  }
}
