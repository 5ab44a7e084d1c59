package io.tierstream.segmentation.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.events.CloudEvent;
import io.tierstream.segmentation.application.ResumePoint;
import io.tierstream.segmentation.application.TierChangeNews;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * Reads the end of {@code tier-changes}, once for all followers of this instance, and tells them.
 * It ends by itself when nobody has followed for a while.
 */
final class TierChangesTail implements Runnable {

  private static final Logger LOG = Logger.getLogger(TierChangesTail.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration POSITION = Duration.ofSeconds(10);
  private static final int LINGER_POLLS = 60;
  private static final String CHANGED = CloudEvent.TYPE_PREFIX + "tier.changed.v1";
  private static final String AT_RISK = CloudEvent.TYPE_PREFIX + "tier.at-risk.v1";

  private final List<TopicPartition> partitions;
  private final Consumer<byte[], byte[]> consumer;
  private final CompletableFuture<ResumePoint> ready = new CompletableFuture<>();
  private final Set<Follower> followers = ConcurrentHashMap.newKeySet();
  private ResumePoint point;
  private boolean ended;

  /**
   * @param partitions all of the topic's, by number
   */
  TierChangesTail(List<TopicPartition> partitions, Supplier<Consumer<byte[], byte[]>> newConsumer) {
    this.partitions = partitions;
    this.consumer = newConsumer.get();
  }

  /** Done when it knows where the topic ends; failed when it can't be asked. */
  CompletableFuture<ResumePoint> ready() {
    return ready;
  }

  /** Where it stands; null before it is ready. */
  synchronized ResumePoint point() {
    return point;
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  /** Whether it tells {@code follower} from now on, who knows everything that there was. */
  synchronized boolean joinedAt(ResumePoint known, Follower follower) {
    if (known != null && !known.equals(point)) {
      return false;
    }
    follower.caughtUp(point);
    followers.add(follower);
    if (ended) {
      follower.end();
    }
    return true;
  }

  /**
   * From the place returned on it tells {@code follower}; null when it has ended.
   *
   * @param known what the follower knows already
   */
  synchronized ResumePoint join(Follower follower, ResumePoint known) {
    if (ended) {
      return null;
    }
    follower.knows(known);
    followers.add(follower);
    return point;
  }

  void leave(Follower follower) {
    followers.remove(follower);
  }

  /** Tells those for whom nothing has happened where they are. */
  synchronized void keepAlive() {
    if (point != null) {
      followers.forEach(follower -> follower.keepAlive(point));
    }
  }

  /** Ends it, and its followers. */
  void stop() {
    consumer.wakeup();
  }

  @Override
  public void run() {
    try (consumer) {
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      moveTo(positions(consumer, partitions));
      ready.complete(point());
      var idle = 0;
      while (!endsAfter(idle)) {
        var records = consumer.poll(POLL);
        synchronized (this) {
          records.forEach(this::tell);
          moveTo(positions(consumer, partitions));
        }
        idle = followers.isEmpty() ? idle + 1 : 0;
      }
    } catch (WakeupException | InterruptException e) {
      ready.completeExceptionally(e);
    } catch (RuntimeException e) {
      LOG.warnf("Tier changes can't be followed any more: %s", e);
      ready.completeExceptionally(e);
    } finally {
      end();
    }
  }

  private synchronized boolean endsAfter(int idlePolls) {
    ended = idlePolls > LINGER_POLLS && followers.isEmpty();
    return ended;
  }

  private void end() {
    synchronized (this) {
      ended = true;
    }
    followers.forEach(Follower::end);
  }

  private synchronized void moveTo(ResumePoint next) {
    point = next;
  }

  private void tell(ConsumerRecord<byte[], byte[]> record) {
    point = after(point, record);
    news(record, point)
        .ifPresent(
            news -> {
              var customerId = customerId(record);
              for (var follower : followers) {
                if (follower.follows(customerId)) {
                  follower.tell(news, record.partition(), record.offset());
                }
              }
            });
  }

  static ResumePoint positions(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    return new ResumePoint(
        partitions.stream().mapToLong(p -> consumer.position(p, POSITION)).toArray());
  }

  /** The place after {@code record}, when the other partitions are where {@code point} says. */
  static ResumePoint after(ResumePoint point, ConsumerRecord<byte[], byte[]> record) {
    return point.with(record.partition(), record.offset() + 1);
  }

  static String customerId(ConsumerRecord<byte[], byte[]> record) {
    return record.key() == null ? "" : new String(record.key(), UTF_8);
  }

  /** Empty for types that nobody here knows. */
  static Optional<TierChangeNews> news(ConsumerRecord<byte[], byte[]> record, ResumePoint after) {
    var header = record.headers().lastHeader(CloudEvent.TYPE_HEADER);
    if (header == null || header.value() == null || record.value() == null) {
      return Optional.empty();
    }
    var event = new String(record.value(), UTF_8);
    return switch (new String(header.value(), UTF_8)) {
      case CHANGED -> Optional.of(new TierChangeNews(TierChangeNews.Kind.CHANGED, event, after));
      case AT_RISK -> Optional.of(new TierChangeNews(TierChangeNews.Kind.AT_RISK, event, after));
      default -> Optional.empty();
    };
  }
}
