package io.tierstream.segmentation.messaging;

import io.tierstream.segmentation.application.ResumePoint;
import io.tierstream.segmentation.application.UnusableResumePointException;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Tells a follower what it has missed, at the follower's pace, until it is where the others are;
 * then it goes on with them. It reads the topic on its own, so it holds nobody up.
 */
final class CatchUp implements Runnable {

  private static final Logger LOG = Logger.getLogger(CatchUp.class);
  private static final Duration POLL = Duration.ofMillis(200);

  /** As near as this it joins the others: what they are told meanwhile fits its buffer. */
  private static final int NEAR = 100;

  private final Follower follower;
  private final TierChangesTail tail;
  private final List<TopicPartition> partitions;
  private final Consumer<byte[], byte[]> consumer;
  private ResumePoint point;

  /**
   * @param consumer its own; closed at the end
   */
  CatchUp(
      Follower follower,
      ResumePoint after,
      TierChangesTail tail,
      List<TopicPartition> partitions,
      Consumer<byte[], byte[]> consumer) {
    this.follower = follower;
    this.point = after;
    this.tail = tail;
    this.partitions = partitions;
    this.consumer = consumer;
  }

  /**
   * Refuses a place that isn't on the topic (any more).
   *
   * @throws UnusableResumePointException when it is beyond the topic's end or before its beginning
   * @throws KafkaException when the broker can't be asked
   */
  void check(Duration timeout) {
    var ends = consumer.endOffsets(partitions, timeout);
    var beginnings = consumer.beginningOffsets(partitions, timeout);
    for (var partition : partitions) {
      var next = point.next(partition.partition());
      if (next > ends.get(partition)) {
        throw new UnusableResumePointException("isn't a place on this topic");
      }
      if (next < beginnings.get(partition)) {
        throw new UnusableResumePointException("is older than what is kept; begin without it");
      }
    }
  }

  @Override
  public void run() {
    try (consumer) {
      consumer.assign(partitions);
      partitions.forEach(p -> consumer.seek(p, point.next(p.partition())));
      if (tellUntilNear() && tellRest(tail.join(follower, point))) {
        return;
      }
    } catch (KafkaException e) {
      LOG.warnf("A follower of tier changes can't catch up: %s", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    follower.end();
  }

  private boolean tellUntilNear() throws InterruptedException {
    while (point.distanceTo(tail.point()) > NEAR) {
      for (var record : consumer.poll(POLL)) {
        if (!tell(record)) {
          return false;
        }
      }
      point = TierChangesTail.positions(consumer, partitions);
    }
    return true;
  }

  /** Up to {@code end} exactly, null when nobody tells any more: what comes then is told live. */
  private boolean tellRest(ResumePoint end) throws InterruptedException {
    if (end == null) {
      return false;
    }
    while (point.distanceTo(end) > 0) {
      for (var record : consumer.poll(POLL)) {
        if (record.offset() < end.next(record.partition()) && !tell(record)) {
          return false;
        }
      }
      point = TierChangesTail.positions(consumer, partitions).notBeyond(point.orLater(end));
    }
    follower.caughtUp(point.orLater(end));
    return true;
  }

  private boolean tell(ConsumerRecord<byte[], byte[]> record) throws InterruptedException {
    point = TierChangesTail.after(point, record);
    var news = TierChangesTail.news(record, point);
    return !follower.hasEnded()
        && (news.isEmpty()
            || !follower.follows(TierChangesTail.customerId(record))
            || follower.tellMissed(news.get()));
  }
}
