package io.tierstream.customer;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A service that soon finds out that its database is away, and imports in small steps. */
public final class ImpatientProfile implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "quarkus.datasource.jdbc.acquisition-timeout", "2s",
        "tierstream.import.portion", "3",
        "tierstream.import.pause", "PT0.05S");
  }
}
