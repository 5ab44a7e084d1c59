package io.tierstream.benchmark.arena;

import io.tierstream.local.Service;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** segmentation-service as the build packages it and {@code deploy/up} starts it. */
public final class SegmentationProgram {
  private SegmentationProgram() {}

  /**
   * That of the project that this runs in.
   *
   * @param jvm options beyond the usual ones
   * @param port 0 for any
   */
  public static JavaProgram start(Heat heat, List<String> jvm, int port) throws IOException {
    return ServiceProgram.start(Service.SEGMENTATION, heat, jvm, port, Map.of());
  }
}
