package io.tierstream.segmentation.messaging;

import io.smallrye.reactive.messaging.ClientCustomizer;
import io.tierstream.segmentation.SegmentationSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.eclipse.microprofile.config.Config;

/**
 * Makes the workers' consumers members of their group by the protocol that is set. Channels are
 * configured for the classic one; by the other the broker assigns, and knows the time-outs.
 */
@ApplicationScoped
public class GroupMembership implements ClientCustomizer<Map<String, Object>> {

  /** The only one that gives all partitions of a number to the same member. */
  private static final String ASSIGNOR = "range";

  private static final Set<String> CLASSIC_ONLY =
      Set.of(
          ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
          ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
          ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG);

  private final GroupProtocol protocol;

  @Inject
  GroupMembership(SegmentationSettings settings) {
    this.protocol = settings.segmentation().groupProtocol();
  }

  @Override
  public Map<String, Object> customize(
      String channel, Config channelConfig, Map<String, Object> client) {
    if (protocol == GroupProtocol.CONSUMER && FactsPipeline.CHANNELS.contains(channel)) {
      client.keySet().removeAll(CLASSIC_ONLY);
      client.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, protocol.name);
      client.put(ConsumerConfig.GROUP_REMOTE_ASSIGNOR_CONFIG, ASSIGNOR);
    }
    return client;
  }
}
