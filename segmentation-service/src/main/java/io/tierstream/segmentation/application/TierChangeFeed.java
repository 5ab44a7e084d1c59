package io.tierstream.segmentation.application;

import java.util.Optional;
import java.util.concurrent.Flow;

/** Tier changes as they are published, for those who follow them live. */
public interface TierChangeFeed {

  /**
   * Opens a stream that goes on until its subscriber leaves, can't keep up, or the service stops;
   * what it was told last says where to go on. The stream has to be subscribed to, once.
   *
   * @param customerId whose changes; null: everybody's
   * @param after where to go on; null: from now on
   * @throws TooManyFollowersException when as many are following as the service allows
   * @throws UnusableResumePointException when what came after it isn't there
   * @throws FeedUnavailableException when the broker can't be asked
   */
  Flow.Publisher<TierChangeNews> open(String customerId, ResumePoint after);

  /** The place that a text names, for {@link #open}; empty when it isn't one. */
  Optional<ResumePoint> resumePoint(String text);
}
