package io.tierstream.feedback;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** An import in many small steps, which a slow consumer soon stops. */
public final class SmallPortions implements QuarkusTestProfile {

  static final int MAX_LAG = 200;

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "tierstream.import.portion", "3",
        "tierstream.import.max-lag", String.valueOf(MAX_LAG),
        "tierstream.import.pause", "PT0.05S",
        "quarkus.datasource.jdbc.acquisition-timeout", "2s");
  }
}
