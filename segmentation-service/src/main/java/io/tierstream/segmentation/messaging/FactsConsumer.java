package io.tierstream.segmentation.messaging;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.util.Collection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Acknowledgment;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The two channels of the consumer group, each with a worker of its own. */
@ApplicationScoped
public class FactsConsumer {

  static final String CHANNEL_1 = "facts-in-1";
  static final String CHANNEL_2 = "facts-in-2";

  private final FactsPipeline pipeline;

  @Inject
  FactsConsumer(FactsPipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** Returns when there is room for more to wait for the worker. */
  @Incoming(CHANNEL_1)
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.PRE_PROCESSING)
  public void first(ConsumerRecords<byte[], byte[]> records) {
    pipeline.put(CHANNEL_1, records);
  }

  /** As {@link #first}. */
  @Incoming(CHANNEL_2)
  @Blocking
  @Acknowledgment(Acknowledgment.Strategy.PRE_PROCESSING)
  public void second(ConsumerRecords<byte[], byte[]> records) {
    pipeline.put(CHANNEL_2, records);
  }

  @Produces
  @ApplicationScoped
  @Identifier(CHANNEL_1)
  KafkaConsumerRebalanceListener firstAssignments() {
    return assignments(CHANNEL_1);
  }

  @Produces
  @ApplicationScoped
  @Identifier(CHANNEL_2)
  KafkaConsumerRebalanceListener secondAssignments() {
    return assignments(CHANNEL_2);
  }

  private KafkaConsumerRebalanceListener assignments(String channel) {
    return new KafkaConsumerRebalanceListener() {
      @Override
      @SuppressWarnings("unchecked")
      public void onPartitionsAssigned(
          Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        pipeline.worker(channel).owned().assigned((Consumer<byte[], byte[]>) consumer, partitions);
      }

      @Override
      public void onPartitionsRevoked(
          Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        pipeline.worker(channel).revoked(partitions);
      }
    };
  }
}
