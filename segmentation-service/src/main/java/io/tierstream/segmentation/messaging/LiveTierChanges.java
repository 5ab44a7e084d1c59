package io.tierstream.segmentation.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import io.tierstream.events.KafkaSettings;
import io.tierstream.events.Topics;
import io.tierstream.segmentation.ReaderSettings;
import io.tierstream.segmentation.application.FeedUnavailableException;
import io.tierstream.segmentation.application.ResumePoint;
import io.tierstream.segmentation.application.TierChangeFeed;
import io.tierstream.segmentation.application.TierChangeNews;
import io.tierstream.segmentation.application.TooManyFollowersException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The followers of tier changes on this instance: who they are, and who tells them. */
@ApplicationScoped
public class LiveTierChanges implements TierChangeFeed {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int FETCH_BYTES = 1024 * 1024;

  private final ReaderSettings.Live settings;
  private final List<TopicPartition> partitions;
  private final Map<String, Object> kafka;
  private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor();

  // Read without our lock: who leaves may hold the tail's, which is taken within ours.
  private volatile TierChangesTail tail;

  private boolean stopping;

  @Inject
  LiveTierChanges(
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      ReaderSettings settings,
      Topics topics,
      MeterRegistry registry) {
    this.settings = settings.live();
    this.kafka = configuration(kafka);
    var topic = topics.name(Topics.TIER_CHANGES);
    this.partitions =
        IntStream.range(0, topics.partitions(Topics.TIER_CHANGES))
            .mapToObj(number -> new TopicPartition(topic, number))
            .toList();
    registry.gaugeCollectionSize("tierstream.live.followers", List.of(), followers);
    var millis = this.settings.keepAlive().toMillis();
    var unused =
        schedule.scheduleAtFixedRate(this::keepAlive, millis, millis, TimeUnit.MILLISECONDS);
  }

  private static Map<String, Object> configuration(Map<String, Object> kafka) {
    var configuration = new HashMap<>(KafkaSettings.only(kafka, ConsumerConfig.configNames()));
    configuration.remove(ConsumerConfig.GROUP_ID_CONFIG);
    configuration.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    configuration.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    configuration.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    configuration.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    configuration.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
    configuration.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    return configuration;
  }

  private Consumer<byte[], byte[]> newConsumer() {
    return new KafkaConsumer<>(kafka, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public Optional<ResumePoint> resumePoint(String text) {
    return ResumePoint.parse(text, partitions.size());
  }

  @Override
  public Flow.Publisher<TierChangeNews> open(String customerId, ResumePoint after) {
    var follower = admitted(customerId, after);
    try {
      var now = tail();
      if (!now.joinedAt(after, follower)) {
        catchUp(follower, after, now);
      }
      return follower;
    } catch (KafkaException e) {
      follower.end();
      throw new FeedUnavailableException(e);
    } catch (RuntimeException e) {
      follower.end();
      throw e;
    }
  }

  private synchronized Follower admitted(String customerId, ResumePoint after) {
    if (followers.size() >= settings.maxFollowers()) {
      throw new TooManyFollowersException(settings.maxFollowers());
    }
    var follower = new Follower(customerId, after, settings.buffer(), this::left);
    followers.add(follower);
    return follower;
  }

  private void left(Follower follower) {
    followers.remove(follower);
    var now = tail;
    if (now != null) {
      now.leave(follower);
    }
  }

  private void catchUp(Follower follower, ResumePoint after, TierChangesTail now) {
    var consumer = newConsumer();
    try {
      var catchUp = new CatchUp(follower, after, now, partitions, consumer);
      catchUp.check(PATIENCE);
      threads.execute(catchUp);
    } catch (RuntimeException e) {
      consumer.close(Duration.ZERO);
      throw e;
    }
  }

  /** The one that tells; it is started with the first follower. */
  private TierChangesTail tail() {
    var now = startedTail();
    try {
      now.ready().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return now;
    } catch (ExecutionException | TimeoutException e) {
      throw new FeedUnavailableException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FeedUnavailableException(e);
    }
  }

  private synchronized TierChangesTail startedTail() {
    if (stopping) {
      throw new FeedUnavailableException(null);
    }
    if (tail == null || tail.hasEnded()) {
      tail = new TierChangesTail(partitions, this::newConsumer);
      threads.execute(tail);
    }
    return tail;
  }

  private void keepAlive() {
    var now = tail;
    if (now != null) {
      now.keepAlive();
    }
  }

  /** Ends all streams, so that their readers go elsewhere and on from where they were. */
  void stop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event) {
    synchronized (this) {
      stopping = true;
      if (tail != null) {
        tail.stop();
      }
    }
    followers.forEach(Follower::end);
    schedule.shutdownNow();
    threads.shutdown();
  }
}
