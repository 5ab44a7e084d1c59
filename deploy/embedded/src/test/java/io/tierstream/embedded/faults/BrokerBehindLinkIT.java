package io.tierstream.embedded.faults;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tierstream.embedded.KafkaProcess;
import io.tierstream.embedded.Ports;
import io.tierstream.embedded.faults.LinkFault.BlackHole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class BrokerBehindLinkIT {
  private static final String TOPIC = "facts";

  @Test
  void aClientBehindALinkHasNoOtherWay() throws Exception {
    try (var link = FaultyLink.to(Ports.free());
        var kafka =
            KafkaProcess.start(
                KafkaProcess.Options.temporary()
                    .withJvm(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"))
                    .with(new KafkaProcess.Listener("SHOP", link.target(), link.port())))) {
      kafka.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1)));
      try (var producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", "127.0.0.1:" + link.port()),
              new StringSerializer(),
              new StringSerializer())) {
        producer.send(new ProducerRecord<>(TOPIC, "before")).get(20, SECONDS);

        link.suffer(new BlackHole());
        var meanwhile = producer.send(new ProducerRecord<>(TOPIC, "meanwhile"));
        await().untilAsserted(() -> assertThat(link.traffic().lost()).isPositive());
        assertThat(meanwhile).isNotDone();
        assertThat(values(kafka, 1)).as("by the direct way").containsExactly("before");

        link.heal();
        meanwhile.get(20, SECONDS);

        kafka.restart();
        producer.send(new ProducerRecord<>(TOPIC, "after")).get(30, SECONDS);
      }
      assertThat(values(kafka, 3)).containsExactly("before", "meanwhile", "after");
    }
  }

  private static List<String> values(KafkaProcess kafka, int atLeast) {
    var values = new ArrayList<String>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      var partition = List.of(new TopicPartition(TOPIC, 0));
      consumer.assign(partition);
      consumer.seekToBeginning(partition);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(fact -> values.add(fact.value()));
                return values.size() >= atLeast;
              });
    }
    return values;
  }
}
