package io.tierstream.events;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.util.Optional;

/** Who this service is to others. */
@ConfigMapping(prefix = "tierstream.service")
public interface ServiceIdentity {

  /**
   * The service's name, such as {@code order-service}: the source of its events, its relay's lease
   * and transactional id.
   */
  @WithParentName
  Optional<String> configured();

  /**
   * The name.
   *
   * @throws IllegalStateException when {@code tierstream.service} isn't set
   */
  default String name() {
    return configured().orElseThrow(() -> new IllegalStateException("set tierstream.service"));
  }
}
