package io.tierstream.customer.application;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the 12-month spend is kept. */
@ConfigMapping(prefix = "tierstream")
public interface SpendConfig {

  /** The currency of the spend, as ISO 4217 calls it; purchases in others don't count. */
  @WithDefault("CNY")
  String baseCurrency();

  /** Of purchases that leave the spend. */
  Spend spend();

  /** Of purchases that leave the spend. */
  interface Spend {

    /** How long to wait before looking again. */
    @WithDefault("PT1S")
    Duration pause();

    /** The most purchases that leave in one transaction. */
    @WithDefault("1000")
    int portion();
  }
}
