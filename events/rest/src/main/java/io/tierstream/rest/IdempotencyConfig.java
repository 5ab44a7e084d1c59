package io.tierstream.rest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What becomes of idempotency keys. */
@ConfigMapping(prefix = "tierstream.idempotency")
interface IdempotencyConfig {

  /** How long a key's answer is kept. */
  @WithDefault("P7D")
  Duration retention();
}
