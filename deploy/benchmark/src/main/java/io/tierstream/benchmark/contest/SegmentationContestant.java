package io.tierstream.benchmark.contest;

import io.tierstream.benchmark.arena.Heat;
import io.tierstream.benchmark.arena.ServiceProgram;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** segmentation-service as the build packages it and {@code deploy/up} starts it. */
final class SegmentationContestant implements Contestant {

  static final String NAME = "segmentation-service";

  private final List<String> jvm;

  /**
   * That of the project that this runs in.
   *
   * @param jvm options beyond the usual ones
   */
  SegmentationContestant(List<String> jvm) {
    this.jvm = jvm;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean tellsSegments() {
    return true;
  }

  @Override
  public Entry start(Heat heat) throws IOException, SQLException {
    return new InDatabase(
        heat, ServiceProgram.segmentation(heat, jvm, 0), SegmentationContestant::isPublished);
  }

  /** What was decided to be published is gone from the table once the broker has it. */
  private static boolean isPublished(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var left = statement.executeQuery("SELECT 1 FROM publication LIMIT 1")) {
      return !left.next();
    }
  }
}
