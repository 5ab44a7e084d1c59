package io.tierstream.embedded;

import java.util.List;

/** A database server of {@link ContainersPair}. */
final class PostgresInContainer extends ContainerServer implements PostgresServer {
  PostgresInContainer(List<Object> parts) {
    super(parts);
  }

  @Override
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(host(), port(), database);
  }

  @Override
  boolean isReady() {
    return answers();
  }
}
