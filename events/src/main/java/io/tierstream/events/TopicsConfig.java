package io.tierstream.events;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** How topics are called in this installation, and which of them a service can't do without. */
@ConfigMapping(prefix = "tierstream.topics")
public interface TopicsConfig {

  /**
   * Put before every topic name, consumer group and transactional id, so that installations can
   * share a broker; nothing by default.
   */
  Optional<String> prefix();

  /** Topics, without prefix, that must exist before the service is ready; none by default. */
  Optional<List<String>> required();

  /** How long readiness waits for the broker's answer. */
  @WithDefault("PT3S")
  java.time.Duration timeout();
}
