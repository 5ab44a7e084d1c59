package io.tierstream.events;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.util.Map;

/** Runs the relay with the service, where it is enabled. */
@ApplicationScoped
class RelayStarter {

  private OutboxRelay relay;

  void start(
      @Observes StartupEvent started,
      OutboxConfig config,
      ServiceIdentity service,
      Instance<AgroalDataSource> dataSource,
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      Topics topics,
      Clock clock,
      MeterRegistry registry) {
    if (config.relay().enabled()) {
      relay =
          new OutboxRelay(service.name(), config, dataSource.get(), kafka, topics, clock, registry);
      relay.start();
    }
  }

  void stop(@Observes ShutdownEvent stopping) {
    if (relay != null) {
      relay.close();
    }
  }
}
