package io.tierstream.order.application;

import io.quarkus.runtime.Startup;
import io.tierstream.order.domain.Benefits;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The benefits that are configured; a service whose benefits can't be doesn't start. */
class ConfiguredBenefits {

  @Produces
  @Singleton
  @Startup
  Benefits benefits(BenefitsConfig config) {
    return new Benefits(config.percentages());
  }
}
