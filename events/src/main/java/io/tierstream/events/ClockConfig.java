package io.tierstream.events;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What time it is for this installation. */
@ConfigMapping(prefix = "tierstream.clock")
public interface ClockConfig {

  /** Added to the machine's time; ISO-8601, negative when it shall be earlier. */
  @WithDefault("PT0S")
  Duration offset();
}
