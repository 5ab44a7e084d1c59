package io.tierstream.segmentation.messaging;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A service that polls little at a time, and whose group expects it to do so often. */
public class SmallPollsProfile implements QuarkusTestProfile {

  static final Duration MAX_POLL_INTERVAL = Duration.ofSeconds(6);

  private static final int MAX_POLL_RECORDS = 500;

  /**
   * In both channels: two polls that are folded, two that wait for it, one on its way, one in the
   * connector's queue.
   */
  static final int MOST_WAITING = 2 * 6 * MAX_POLL_RECORDS;

  @Override
  public Map<String, String> getConfigOverrides() {
    var overrides = new HashMap<String, String>();
    overrides.put("tierstream.segmentation.waiting-records", Integer.toString(MAX_POLL_RECORDS));
    for (var channel : FactsPipeline.CHANNELS) {
      var prefix = "mp.messaging.incoming." + channel + ".";
      overrides.put(prefix + "max.poll.records", Integer.toString(MAX_POLL_RECORDS));
      overrides.put(prefix + "max.poll.interval.ms", Long.toString(MAX_POLL_INTERVAL.toMillis()));
    }
    return overrides;
  }
}
