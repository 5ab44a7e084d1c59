package io.tierstream.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.eclipse.microprofile.health.Readiness;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class TopicsReadinessIT {

  @InjectInfrastructure Infrastructure infrastructure;
  @Inject @Readiness TopicsReadiness readiness;

  /** Requires these topics. */
  record Required(List<String> topics) implements TopicsConfig {
    @Override
    public Optional<String> prefix() {
      return Optional.empty();
    }

    @Override
    public Optional<List<String>> required() {
      return Optional.of(topics);
    }

    @Override
    public Duration timeout() {
      return Duration.ofSeconds(2);
    }
  }

  @Test
  void aServiceWhoseTopicsAreThereIsReady() {
    assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
  }

  @Test
  void everyMissingTopicIsNamed() {
    var prefix = infrastructure.topicPrefix() + "absent-";
    var response = answer(prefix, infrastructure.bootstrapServers(), "orders", "tier-changes");
    assertThat(response.getStatus()).isEqualTo(Status.DOWN);
    assertThat(response.getData())
        .hasValue(Map.of(prefix + "orders", "missing", prefix + "tier-changes", "missing"));
  }

  @Test
  void aTopicWithAnotherNumberOfPartitionsIsNamed() throws Exception {
    var prefix = infrastructure.topicPrefix() + "narrow-";
    try (var admin = Admin.create(Map.of("bootstrap.servers", infrastructure.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(prefix + "orders", 3, (short) 1))).all().get();
    }
    var response = answer(prefix, infrastructure.bootstrapServers(), "orders");
    assertThat(response.getStatus()).isEqualTo(Status.DOWN);
    assertThat(response.getData())
        .hasValue(Map.of(prefix + "orders", "3 partitions instead of 12"));
  }

  @Test
  void aBrokerThatNeverAnsweredLeavesTheServiceUnready() {
    var response = answer(infrastructure.topicPrefix(), "127.0.0.1:1", "orders");
    assertThat(response.getStatus()).isEqualTo(Status.DOWN);
    assertThat(response.getData()).hasValue(Map.of("broker", "can't be asked"));
  }

  @Test
  void aServiceThatWasReadyStaysSoWhileTheBrokerIsDown() {
    assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
    infrastructure.kafka().kill();
    try {
      assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
    } finally {
      infrastructure.kafka().restart();
    }
  }

  private HealthCheckResponse answer(String prefix, String broker, String... required) {
    var check =
        new TopicsReadiness(
            new Topics(prefix),
            new Required(List.of(required)),
            Map.of("bootstrap.servers", broker));
    try {
      return check.call();
    } finally {
      check.close();
    }
  }
}
