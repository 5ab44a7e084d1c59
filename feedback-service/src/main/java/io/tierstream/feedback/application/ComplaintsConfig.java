package io.tierstream.feedback.application;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.tierstream.feedback.domain.Priority;
import java.time.Duration;
import java.util.Map;

/** How urgent complaints are, by their customer's tier. */
@ConfigMapping(prefix = "tierstream.complaints")
public interface ComplaintsConfig {

  /** The tiers that have a rule of their own, by name. */
  Map<String, Rule> tiers();

  /** For customers of any other tier, or of none. */
  Otherwise otherwise();

  /** What a tier's complaints get. */
  interface Rule {

    /** Their place in the queue. */
    Priority priority();

    /** How long after its receipt one is due. */
    Duration within();
  }

  /** What all others get. */
  interface Otherwise {

    /** Their place in the queue. */
    @WithDefault("LOW")
    Priority priority();

    /** How long after its receipt one is due. */
    @WithDefault("PT72H")
    Duration within();
  }
}
