package io.tierstream.order.application;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithParentName;
import java.math.BigDecimal;
import java.util.Map;

/** What tiers are worth. */
@ConfigMapping(prefix = "tierstream.benefits")
interface BenefitsConfig {

  /** Percent off an order at its placement, 0 to 100, by the tier's name. */
  @WithParentName
  Map<String, BigDecimal> percentages();
}
