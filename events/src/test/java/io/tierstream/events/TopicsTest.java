package io.tierstream.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {

  private final Topics topics = new Topics("t7-");

  @Test
  void everyNameHasThePrefix() {
    assertThat(topics.name(Topics.ORDERS)).isEqualTo("t7-orders");
    assertThat(topics.deadLetters(Topics.ORDERS, "segmentation"))
        .isEqualTo("t7-orders.segmentation.dlq");
    assertThat(topics.topic("t7-orders")).isEqualTo("orders");
  }

  @Test
  void aNameOfAnotherInstallationIsRefused() {
    assertThatThrownBy(() -> topics.topic("t8-orders"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aTopicThatIsNotThereHasNoPartitions() {
    assertThatThrownBy(() -> topics.partitions("order"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("order");
  }

  @Test
  void thereAreTheTopicsThatServicesAgreedOn() {
    assertThat(topics.all())
        .containsExactlyInAnyOrder(
            "customers",
            "orders",
            "feedback",
            "segmentation-inputs",
            "tier-changes",
            "customer-segments",
            "customers.segmentation.dlq",
            "orders.segmentation.dlq",
            "feedback.segmentation.dlq",
            "segmentation-inputs.segmentation.dlq",
            "orders.customer-service.dlq",
            "customer-segments.customer-service.dlq",
            "segmentation-inputs.customer-service.dlq",
            "customers.order-service.dlq",
            "customers.feedback-service.dlq",
            "tier-changes.order-service.dlq",
            "tier-changes.feedback-service.dlq");
  }

  @ParameterizedTest
  @ValueSource(strings = {"customers", "orders", "feedback", "segmentation-inputs"})
  void theInputsAndTheirDeadLettersAreCoPartitioned(String input) {
    assertThat(topics.partitions(input)).isEqualTo(12);
    assertThat(topics.partitions(input + ".segmentation.dlq")).isEqualTo(12);
  }

  @Test
  void whatCompactedTopicsSaidBeforeIsGoneWithinAWeek() throws IOException {
    var settings = new Properties();
    try (var in = getClass().getResourceAsStream("/" + Topics.RESOURCE)) {
      settings.load(in);
    }
    assertThat(topics.all())
        .filteredOn(
            topic -> "compact".equals(settings.getProperty(topic + ".config.cleanup.policy")))
        .containsExactlyInAnyOrder(Topics.CUSTOMERS, Topics.CUSTOMER_SEGMENTS)
        .allSatisfy(
            topic -> {
              assertThat(settings.getProperty(topic + ".config.max.compaction.lag.ms"))
                  .isEqualTo(Long.toString(Duration.ofDays(7).toMillis()));
              assertThat(settings.getProperty(topic + ".config.min.cleanable.dirty.ratio"))
                  .isEqualTo("0.1");
            });
  }

  @Test
  void everyTopicTakesShiftedClocksAndKeepsItsRecords() throws IOException {
    var settings = new Properties();
    try (var in = getClass().getResourceAsStream("/" + Topics.RESOURCE)) {
      settings.load(in);
    }
    assertThat(topics.all())
        .allSatisfy(
            topic -> {
              assertThat(settings.getProperty(topic + ".config.message.timestamp.after.max.ms"))
                  .isEqualTo(Long.toString(Long.MAX_VALUE));
              assertThat(
                      "compact".equals(settings.getProperty(topic + ".config.cleanup.policy"))
                          || "-1".equals(settings.getProperty(topic + ".config.retention.ms")))
                  .isTrue();
            });
  }
}
