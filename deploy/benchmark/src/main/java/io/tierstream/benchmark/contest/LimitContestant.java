package io.tierstream.benchmark.contest;

import io.tierstream.benchmark.arena.Heat;
import io.tierstream.benchmark.arena.JavaProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** {@link Limit}, the first or the second. */
final class LimitContestant implements Contestant {

  static final String BARE = "limit";
  static final String SECOND = "second limit";

  private final String name;
  private final Path rows;

  private LimitContestant(String name, Path rows) {
    this.name = name;
    this.rows = rows;
  }

  /** One bare row for each event. */
  static LimitContestant bare() {
    return new LimitContestant(BARE, null);
  }

  /**
   * The rows that {@code folder} has, into the tables of segmentation-service.
   *
   * @param folder of {@link KeptRows}, with the tables' definitions
   */
  static LimitContestant of(Path folder) {
    return new LimitContestant(SECOND, folder);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Entry start(Heat heat) throws IOException, SQLException {
    var arguments =
        new ArrayList<>(
            List.of(heat.bootstrapServers(), heat.jdbcUrl(), heat.postgres().username()));
    if (rows != null) {
      try (var connection = heat.connect();
          var statement = connection.createStatement()) {
        statement.execute(KeptRows.tables(rows));
        statement.execute(Positions.TABLE);
      }
      arguments.add(rows.toString());
    }
    return new InDatabase(
        heat,
        JavaProgram.of(
            Limit.class,
            heat.folder().resolve("limit.log"),
            List.of("-Xmx1g", "-XX:+UseParallelGC"),
            arguments),
        connection -> true);
  }
}
