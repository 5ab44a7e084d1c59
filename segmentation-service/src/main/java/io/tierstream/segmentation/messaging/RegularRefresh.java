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

  private final RefreshMembers refreshMembers;
  private final long millis;
  private final boolean serves;
  private final ScheduledExecutorService schedule = Executors.newSingleThreadScheduledExecutor();
  private boolean isFailing;

  RegularRefresh(
      RefreshMembers refreshMembers, ReaderSettings settings, SegmentationSettings segmentation) {
    this.refreshMembers = refreshMembers;
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
      while (!schedule.isShutdown() && refreshMembers.refresh()) {
        // as long as a portion was full there may be another
      }
      isFailing = false;
    } catch (SQLException | RuntimeException e) {
      if (!isFailing && !schedule.isShutdown()) {
        LOG.warnf("What lists read can't be refreshed, trying again: %s", e.getMessage());
      }
      isFailing = true;
    }
  }

  void stop(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownEvent event) {
    schedule.shutdown();
  }
}
