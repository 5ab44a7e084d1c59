package io.tierstream.embedded;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/** A Kafka broker, wherever it runs. */
public sealed interface KafkaServer extends Server permits KafkaProcess, KafkaInContainer {
  /** {@code host:port}. */
  String bootstrapServers();

  /**
   * Creates those of {@code topics} that are missing; existing ones get their settings, which may
   * be of a later release than they are, and keep their partitions.
   *
   * @throws IllegalStateException when the broker refuses one or does not answer
   */
  default void createTopics(Collection<NewTopic> topics) {
    try (var admin = admin(bootstrapServers())) {
      var existing = new HashSet<String>();
      for (var creation : admin.createTopics(topics).values().entrySet()) {
        try {
          creation.getValue().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
          if (!(e.getCause() instanceof TopicExistsException)) {
            throw new IllegalStateException("Topic " + creation.getKey() + " not created.", e);
          }
          existing.add(creation.getKey());
        }
      }
      var changes =
          topics.stream()
              .filter(topic -> existing.contains(topic.name()) && topic.configs() != null)
              .collect(
                  Collectors.toMap(
                      topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic.name()),
                      KafkaServer::settingsOf));
      admin.incrementalAlterConfigs(changes).all().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("The broker refused the topics' settings.", e);
    } catch (TimeoutException e) {
      throw new IllegalStateException("The broker did not create the topics in time.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while creating topics.", e);
    }
  }

  private static Collection<AlterConfigOp> settingsOf(NewTopic topic) {
    return topic.configs().entrySet().stream()
        .map(
            setting ->
                new AlterConfigOp(
                    new ConfigEntry(setting.getKey(), setting.getValue()),
                    AlterConfigOp.OpType.SET))
        .toList();
  }

  /** Whether the broker at {@code host:port} does its work. */
  static boolean answers(String bootstrapServers) {
    try (var admin = admin(bootstrapServers)) {
      return !admin.describeCluster().nodes().get(10, TimeUnit.SECONDS).isEmpty();
    } catch (ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerStartException("Interrupted while waiting for Kafka.", e);
    }
  }

  /** What every broker of ours is told, beside its addresses and folders. */
  static Map<String, String> settings() {
    var p = new LinkedHashMap<String, String>();
    p.put("auto.create.topics.enable", "false");
    p.put("default.replication.factor", "1");
    p.put("min.insync.replicas", "1");
    // Facts keep their own instants: an import brings those of years ago, a shifted clock those to
    // come.
    p.put("log.message.timestamp.before.max.ms", Long.toString(Long.MAX_VALUE));
    p.put("log.message.timestamp.after.max.ms", Long.toString(Long.MAX_VALUE));
    p.put("log.retention.ms", "-1");
    p.put("log.retention.bytes", "-1");

    // One node, few partitions for its own books: quick to start.
    p.put("offsets.topic.replication.factor", "1");
    p.put("offsets.topic.num.partitions", "4");
    p.put("transaction.state.log.replication.factor", "1");
    p.put("transaction.state.log.min.isr", "1");
    p.put("transaction.state.log.num.partitions", "4");
    p.put("share.coordinator.state.topic.replication.factor", "1");
    p.put("share.coordinator.state.topic.min.isr", "1");
    p.put("share.coordinator.state.topic.num.partitions", "1");
    p.put("log.cleaner.dedupe.buffer.size", "16777216");

    p.put("group.coordinator.rebalance.protocols", "classic,consumer");
    p.put("group.initial.rebalance.delay.ms", "0");
    // Tests of a lost consumer need not wait for 45 s.
    p.put("group.min.session.timeout.ms", "1000");
    p.put("group.consumer.min.session.timeout.ms", "1000");
    p.put("group.consumer.min.heartbeat.interval.ms", "300");
    p.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");
    // A transaction that follows its predecessor waits until that one's markers are written, which
    // takes a millisecond or two: not 20, as brokers have it.
    p.put("add.partitions.to.txn.retry.backoff.ms", "1");
    return p;
  }

  private static Admin admin(String bootstrapServers) {
    var thread = Thread.currentThread();
    var theirs = thread.getContextClassLoader();
    // Kafka looks its classes up there, and Quarkus has set one that is not ours.
    thread.setContextClassLoader(KafkaServer.class.getClassLoader());
    try {
      return Admin.create(
          Map.of(
              AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
              bootstrapServers,
              AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
              Long.toString(Duration.ofSeconds(30).toMillis()),
              AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
              "5000",
              AdminClientConfig.ENABLE_METRICS_PUSH_CONFIG,
              "false"));
    } finally {
      thread.setContextClassLoader(theirs);
    }
  }
}
