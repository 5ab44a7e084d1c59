package io.tierstream.benchmark.contest;

import io.tierstream.benchmark.arena.Heat;
import io.tierstream.benchmark.arena.JavaProgram;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** {@link OneRecordProgram}; too slow to be made to take everything in. */
final class OneRecordContestant implements Contestant {

  static final String NAME = "one record";

  private static final long ENOUGH = 20_000;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public long timedOn(long events) {
    return Math.min(events, ENOUGH);
  }

  @Override
  public Entry start(Heat heat) throws IOException, SQLException {
    return new InDatabase(
        heat,
        JavaProgram.of(
            OneRecordProgram.class,
            heat.folder().resolve("one-record.log"),
            List.of("-Xmx1g", "-XX:+UseParallelGC"),
            List.of(heat.bootstrapServers(), heat.jdbcUrl(), heat.postgres().username())),
        connection -> true);
  }
}
