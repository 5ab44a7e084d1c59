package io.tierstream.events;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready while every required topic exists with as many partitions as everybody counts on; names
 * each that doesn't. While the broker can't be asked the last answer stands, since a service with
 * an outbox goes on without it.
 */
@Readiness
@ApplicationScoped
public class TopicsReadiness implements HealthCheck {

  private final Topics topics;
  private final List<String> required;
  private final Duration timeout;
  private final Map<String, Object> kafka;
  private Admin admin;
  private Map<String, String> lastKnown;

  @Inject
  public TopicsReadiness(
      Topics topics,
      TopicsConfig config,
      @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.topics = topics;
    this.required = config.required().orElse(List.of());
    this.timeout = config.timeout();
    this.kafka = kafka;
  }

  @Override
  public synchronized HealthCheckResponse call() {
    var response = HealthCheckResponse.named("topics");
    if (required.isEmpty()) {
      return response.up().build();
    }
    try {
      lastKnown = ask();
    } catch (ExecutionException | TimeoutException e) {
      response.withData("broker", "can't be asked");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (lastKnown == null) {
      return response.down().build();
    }
    lastKnown.forEach(response::withData);
    return response.status(lastKnown.isEmpty()).build();
  }

  /** What is wrong, by the topic's name on the broker. */
  private Map<String, String> ask()
      throws ExecutionException, TimeoutException, InterruptedException {
    var wrong = new TreeMap<String, String>();
    var answers = admin().describeTopics(required.stream().map(topics::name).toList());
    for (var topic : required) {
      var name = topics.name(topic);
      try {
        var there =
            answers
                .topicNameValues()
                .get(name)
                .get(timeout.toMillis(), MILLISECONDS)
                .partitions()
                .size();
        if (there != topics.partitions(topic)) {
          wrong.put(name, there + " partitions instead of " + topics.partitions(topic));
        }
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
        wrong.put(name, "missing");
      }
    }
    return wrong;
  }

  private Admin admin() {
    if (admin == null) {
      var settings = KafkaSettings.only(kafka, AdminClientConfig.configNames());
      settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
      settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) timeout.toMillis());
      admin = Admin.create(settings);
    }
    return admin;
  }

  @PreDestroy
  synchronized void close() {
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
