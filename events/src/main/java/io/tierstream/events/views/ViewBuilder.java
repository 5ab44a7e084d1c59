package io.tierstream.events.views;

import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.tierstream.events.Ids;
import io.tierstream.events.PoisonException;
import io.tierstream.events.views.CompactedTopics.Part;
import io.tierstream.events.views.ViewBuild.State;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Builds each view of the service whenever it is to be built, which it is at the very first start.
 * It may be broken off anywhere: whoever comes next begins again, and what the view has already
 * changes nothing. Live changes go on meanwhile.
 */
@ApplicationScoped
public class ViewBuilder {

  private static final Logger LOG = Logger.getLogger(ViewBuilder.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final long PROGRESS = 100_000;

  private final List<RebuildableView<?>> views;
  private final CompactedTopics topics;
  private final ViewBuilds builds;
  private final Clock clock;
  private final String holder;
  private final CountDownLatch end = new CountDownLatch(1);
  private Thread thread;

  ViewBuilder(
      @All List<RebuildableView<?>> views,
      CompactedTopics topics,
      ViewBuilds builds,
      Clock clock,
      Ids ids) {
    this.views = views;
    this.topics = topics;
    this.builds = builds;
    this.clock = clock;
    this.holder = ids.next();
  }

  void start(@Observes StartupEvent event) {
    if (!views.isEmpty()) {
      thread = new Thread(this::run, "views");
      thread.setDaemon(true);
      thread.start();
    }
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    end.countDown();
    if (thread != null) {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    }
  }

  /**
   * Lets the view be built again at once; one that is being built already goes on.
   *
   * @return how far it is then
   */
  @Transactional
  public ViewBuild rebuild(RebuildableView<?> view) {
    builds.know(view.name());
    var build = builds.locked(view.name());
    if (build.state() == State.RUNNING) {
      return build;
    }
    builds.request(view.name(), clock.instant());
    LOG.infof("The view %s is to be built again", view.name());
    return builds.current(view.name());
  }

  /** How far the view is. */
  @Transactional
  public ViewBuild current(RebuildableView<?> view) {
    builds.know(view.name());
    return builds.current(view.name());
  }

  private void run() {
    try {
      do {
        views.forEach(this::build);
      } while (!end.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private <T> void build(RebuildableView<T> view) {
    try {
      if (QuarkusTransaction.requiringNew().call(() -> claim(view))) {
        LOG.infof("The view %s is being built", view.name());
        if (read(view)
            && QuarkusTransaction.requiringNew()
                .call(() -> builds.end(view.name(), holder, clock.instant()))) {
          LOG.infof("The view %s is built", view.name());
        }
      }
    } catch (CompactedTopics.Unreachable | RuntimeException e) {
      LOG.warnf("The view %s can't be built yet: %s", view.name(), e.getMessage());
    }
  }

  /**
   * Tells the view of everything, so that nobody moves backwards; whoever the view had something
   * newer of than the topic has is told of a second time, as of something new: unless the newest
   * record may be one that was passed over.
   */
  private <T> boolean read(RebuildableView<T> view) throws CompactedTopics.Unreachable {
    var progress = new Progress();
    if (!topics.read(view.topic(), view, part -> take(view, part, progress))) {
      return false;
    }
    if (progress.unreadable() > 0) {
      LOG.warnf(
          "The view %s keeps what is newer than what could be read of the topic", view.name());
      return true;
    }
    if (!QuarkusTransaction.requiringNew().call(() -> forgetUntold(view, progress))) {
      return true;
    }
    progress.again();
    return topics.read(view.topic(), view, part -> take(view, part, progress));
  }

  /** Not when somebody else is at it by now, perhaps at another build. */
  private boolean forgetUntold(RebuildableView<?> view, Progress progress) {
    return advance(view, progress) && view.forgetUntold();
  }

  private boolean claim(RebuildableView<?> view) {
    builds.know(view.name());
    return builds.claim(view.name(), holder, clock.instant(), LEASE);
  }

  /** Whether to go on: not when the service ends, nor when somebody else is at it by now. */
  private <T> boolean take(RebuildableView<T> view, Part<T> part, Progress progress) {
    progress.refused += tell(view, part.facts());
    progress.at(part);
    var isOurs = QuarkusTransaction.requiringNew().call(() -> advance(view, progress));
    if (progress.isWorthTelling()) {
      LOG.infof(
          "The view %s: %d of at most %d records",
          view.name(), progress.records(), progress.expected());
    }
    return isOurs && end.getCount() > 0;
  }

  private boolean advance(RebuildableView<?> view, Progress progress) {
    return builds.advance(
        view.name(),
        holder,
        clock.instant(),
        progress.records(),
        progress.expected(),
        progress.unreadable());
  }

  /** Answers how many the database refuses for their data; they are found by halving. */
  private <T> long tell(RebuildableView<T> view, List<T> facts) {
    if (facts.isEmpty()) {
      return 0;
    }
    try {
      QuarkusTransaction.requiringNew().run(() -> view.take(facts));
      return 0;
    } catch (RuntimeException e) {
      if (!PoisonException.isFaultOfData(e)) {
        throw e;
      }
      if (facts.size() == 1) {
        LOG.warnf("The view %s passes over what the database refuses: %s", view.name(), e);
        return 1;
      }
      var half = facts.size() / 2;
      return tell(view, facts.subList(0, half)) + tell(view, facts.subList(half, facts.size()));
    }
  }

  /** How far a build is, over both of its readings. */
  private static final class Progress {

    private long before;
    private long refused;
    private long told;
    private Part<?> part;

    void at(Part<?> newest) {
      part = newest;
    }

    void again() {
      before = part.records();
    }

    long records() {
      return before + part.records();
    }

    long expected() {
      return before + part.expected();
    }

    long unreadable() {
      return part.unreadable() + refused;
    }

    boolean isWorthTelling() {
      if (records() - told < PROGRESS) {
        return false;
      }
      told = records();
      return true;
    }
  }
}
