package io.tierstream.segmentation.messaging;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.tierstream.segmentation.ReaderSettings;
import io.tierstream.segmentation.SegmentationSettings;
import io.tierstream.segmentation.application.RefreshMembers;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Keeps lists a moment behind the fold, beside the pipeline and never in its way. */
@ApplicationScoped
class RegularRefresh {

  private static final Logger LOG = Logger.getLogger(RegularRefresh.class);

  /**
   * While the pipeline is behind, lists rest this many times as long as each portion has taken:
   * what a customer has come to meanwhile is brought once, and the fold has the database.
   */
  private static final int RESTS = 9;

  private static final long LONGEST_REST = TimeUnit.SECONDS.toNanos(5);

  private final RefreshMembers refreshMembers;
  private final FactsPipeline pipeline;
  private final long millis;
  private final boolean serves;
  private final ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor();
  private boolean isFailing;

  RegularRefresh(
      RefreshMembers refreshMembers,
      FactsPipeline pipeline,
      ReaderSettings settings,
      SegmentationSettings segmentation) {
    this.refreshMembers = refreshMembers;
    this.pipeline = pipeline;
    this.millis = settings.listsRefreshInterval().toMillis();
    this.serves = segmentation.segmentation().serves();
  }

  void start(@Observes StartupEvent event) {
    if (!serves) {
      return;
    }
    var unused =
        schedule.scheduleWithFixedDelay(this::refresh, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void refresh() {
    try {
      boolean more = true;
      while (!schedule.isShutdown() && more) {
        long began = System.nanoTime();
        // As long as a portion was full there may be another.
        more = refreshMembers.refresh();
        rest(System.nanoTime() - began);
      }
      isFailing = false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException | RuntimeException e) {
      if (!isFailing && !schedule.isShutdown()) {
        LOG.warnf("What lists read can't be refreshed, trying again: %s", e.getMessage());
      }
      isFailing = true;
    }
  }

  private void rest(long took) throws InterruptedException {
    if (pipeline.isBehind()) {
      TimeUnit.NANOSECONDS.sleep(Math.min(RESTS * took, LONGEST_REST));
    }
  }

  void stop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event) {
    schedule.shutdown();
  }
}
