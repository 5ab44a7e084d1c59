package io.tierstream.segmentation.messaging;

import io.tierstream.segmentation.application.ResumePoint;
import io.tierstream.segmentation.application.TierChangeNews;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One who follows tier changes. What it hasn't asked for yet waits in a buffer of bounded length:
 * who lets it overflow is cut off, and can go on later from where it was.
 */
final class Follower implements Flow.Publisher<TierChangeNews>, Flow.Subscription {

  /** How long one who catches up may take over a single one. */
  private static final long PATIENCE_SECONDS = 30;

  private final String customerId;
  private final int capacity;
  private final Consumer<Follower> onEnd;
  private final AtomicInteger draining = new AtomicInteger();

  /** What a catch-up has read; all of it goes before what is live. */
  private final Deque<TierChangeNews> missed = new ArrayDeque<>();

  private final Deque<TierChangeNews> live = new ArrayDeque<>();
  private Flow.Subscriber<? super TierChangeNews> subscriber;
  private long requested;
  private ResumePoint from;
  private boolean caughtUp;
  private boolean ended;
  private boolean completed;

  /**
   * @param customerId whose changes; null: everybody's
   * @param after what it knows already; null: all that there was when it is told where it begins
   * @param capacity of the buffer
   * @param onEnd called when it has left or was cut off, perhaps more than once
   */
  Follower(String customerId, ResumePoint after, int capacity, Consumer<Follower> onEnd) {
    this.customerId = customerId;
    this.from = after;
    this.capacity = capacity;
    this.onEnd = onEnd;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super TierChangeNews> newSubscriber) {
    newSubscriber.onSubscribe(this);
    synchronized (this) {
      subscriber = newSubscriber;
    }
    drain();
  }

  @Override
  public void request(long count) {
    synchronized (this) {
      requested = requested + count < 0 ? Long.MAX_VALUE : requested + count;
    }
    drain();
  }

  @Override
  public void cancel() {
    synchronized (this) {
      completed = true; // who has left isn't told any more
    }
    end();
  }

  /** No more of it: it has left, can't keep up, or nobody tells any more. */
  void end() {
    synchronized (this) {
      ended = true;
      missed.clear();
      live.clear();
      notifyAll();
    }
    onEnd.accept(this);
    drain();
  }

  synchronized boolean hasEnded() {
    return ended;
  }

  /** Whether it wants to know of this customer. */
  boolean follows(String id) {
    return customerId == null || customerId.equals(id);
  }

  /** Something has just been published; {@code offset} is its own in {@code partition}. */
  void tell(TierChangeNews news, int partition, long offset) {
    synchronized (this) {
      if (ended || (from != null && offset < from.next(partition))) {
        return;
      }
      if (live.size() < capacity) {
        live.add(news);
      } else {
        live.clear();
        ended = true;
      }
    }
    if (hasEnded()) {
      end();
    } else {
      drain();
    }
  }

  /** Nothing has happened for a while; {@code now} is where the live ones stand. */
  void keepAlive(ResumePoint now) {
    synchronized (this) {
      if (missed.isEmpty() && live.isEmpty()) {
        missed.add(TierChangeNews.quiet(caughtUp ? now : null));
      }
    }
    drain();
  }

  /**
   * Tells of what it has missed, at its own pace.
   *
   * @return false when it has ended, because it was too slow, for instance
   */
  boolean tellMissed(TierChangeNews news) throws InterruptedException {
    synchronized (this) {
      var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!ended && missed.size() >= capacity) {
        var left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        if (left <= 0) {
          ended = true;
        } else {
          wait(left);
        }
      }
      if (!ended) {
        missed.add(news);
      }
    }
    if (hasEnded()) {
      end();
      return false;
    }
    drain();
    return true;
  }

  /** What lies before {@code point} it isn't told live. */
  synchronized void knows(ResumePoint point) {
    from = from == null ? point : point.orLater(from);
  }

  /** From here on it is told what is live; what lies before {@code point} it knows already. */
  void caughtUp(ResumePoint point) {
    synchronized (this) {
      knows(point);
      caughtUp = true;
      missed.add(TierChangeNews.quiet(from));
    }
    drain();
  }

  /** One thread at a time hands over; what others add meanwhile it hands over, too. */
  private void drain() {
    if (draining.getAndIncrement() != 0) {
      return;
    }
    var round = 1;
    do {
      // Without one, whoever subscribes drains again.
      var receiver = receiver();
      if (receiver != null) {
        for (var news = next(); news != null; news = next()) {
          receiver.onNext(news);
        }
        if (takeEnd()) {
          receiver.onComplete();
        }
      }
      round = draining.addAndGet(-round);
    } while (round != 0);
  }

  private synchronized Flow.Subscriber<? super TierChangeNews> receiver() {
    return subscriber;
  }

  private synchronized boolean takeEnd() {
    var first = ended && !completed;
    completed = completed || ended;
    return first;
  }

  private synchronized TierChangeNews next() {
    if (ended || requested == 0) {
      return null;
    }
    var news = missed.poll();
    if (news == null && caughtUp) {
      news = live.poll();
    }
    if (news == null) {
      return null;
    }
    requested--;
    notifyAll();
    return caughtUp && news.after() != null
        ? new TierChangeNews(news.kind(), news.event(), news.after().orLater(from))
        : news;
  }
}
