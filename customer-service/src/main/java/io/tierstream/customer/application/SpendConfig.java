package io.tierstream.customer.application;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the 12-month spend is kept. */
@ConfigMapping(prefix = "tierstream.spend")
public interface SpendConfig {

  /** As ISO 4217 calls it: the base currency. Purchases in others are converted to it. */
  @WithDefault("${tierstream.base-currency:CNY}")
  String currency();

  /** How long to wait before looking for purchases that are too old, or have a rate now. */
  @WithDefault("PT1S")
  Duration pause();

  /** The most purchases that leave, or are counted by new rates, in one transaction. */
  @WithDefault("1000")
  int portion();
}
