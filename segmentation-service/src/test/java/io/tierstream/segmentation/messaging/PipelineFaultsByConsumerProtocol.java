package io.tierstream.segmentation.messaging;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.tierstream.embedded.InfrastructureResource;
import java.util.Map;
import org.apache.kafka.clients.consumer.GroupProtocol;

/** As {@link PipelineFaultsIT}, where the broker assigns partitions, one topic at a time. */
@QuarkusTest
@TestProfile(PipelineFaultsByConsumerProtocol.ConsumerProtocol.class)
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class PipelineFaultsByConsumerProtocol extends PipelineFaultsIT {

  /** The group's newer protocol. */
  public static final class ConsumerProtocol extends SmallPollsProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      var overrides = super.getConfigOverrides();
      overrides.put("tierstream.segmentation.group-protocol", "consumer");
      return overrides;
    }
  }

  @Override
  GroupProtocol protocol() {
    return GroupProtocol.CONSUMER;
  }
}
