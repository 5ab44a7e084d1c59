package io.tierstream.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;

class TopicSettingsTest {
  @Test
  void readsPartitionsAndSettingsUnderAPrefix() throws IOException {
    var topics =
        read(
            """
            orders.partitions=12
            orders.config.retention.ms = -1
            orders.config.cleanup.policy=compact
            orders.segmentation.dlq.partitions=1
            """);
    assertThat(topics)
        .containsExactly(
            new NewTopic("t7-orders", 12, (short) 1)
                .configs(Map.of("retention.ms", "-1", "cleanup.policy", "compact")),
            new NewTopic("t7-orders.segmentation.dlq", 1, (short) 1).configs(Map.of()));
  }

  @Test
  void refusesAKeyThatSaysNothing() {
    assertThatThrownBy(() -> read("orders.partition=12"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("orders.partition");
  }

  @Test
  void refusesATopicWithoutPartitions() {
    assertThatThrownBy(() -> read("orders.config.retention.ms=1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("orders");
  }

  private static List<NewTopic> read(String properties) throws IOException {
    return TopicSettings.read(new ByteArrayInputStream(properties.getBytes(UTF_8)), "t7-");
  }
}
