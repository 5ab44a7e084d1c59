package io.tierstream.imports;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.sql.SQLException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Works on the imports, step by step, from the start of the service to its end. What it does is
 * safe to be done by several instances and to be broken off anywhere: each step is a transaction
 * that finds out by itself where the job is.
 */
@ApplicationScoped
class RunImports {

  private static final Logger LOG = Logger.getLogger(RunImports.class);

  private final NextImport nextImport;
  private final RefreshStatistics refreshStatistics;
  private final CheckImport checkImport;
  private final PlanImport planImport;
  private final EmitImport emitImport;
  private final EndImport endImport;
  private final CleanImport cleanImport;
  private final CleanUpload cleanUpload;
  private final ConsumerLag lag;
  private final FileImport files;
  private final Rests rests;
  private final ImportConfig config;
  private final Semaphore wakeUps = new Semaphore(0);
  private volatile boolean running;
  private Thread thread;

  /** Whether an import waits for its consumer. Belongs to the thread. */
  private boolean lagging;

  RunImports(
      NextImport nextImport,
      RefreshStatistics refreshStatistics,
      CheckImport checkImport,
      PlanImport planImport,
      EmitImport emitImport,
      EndImport endImport,
      CleanImport cleanImport,
      CleanUpload cleanUpload,
      ConsumerLag lag,
      FileImport files,
      Rests rests,
      ImportConfig config) {
    this.nextImport = nextImport;
    this.refreshStatistics = refreshStatistics;
    this.checkImport = checkImport;
    this.planImport = planImport;
    this.emitImport = emitImport;
    this.endImport = endImport;
    this.cleanImport = cleanImport;
    this.cleanUpload = cleanUpload;
    this.lag = lag;
    this.files = files;
    this.rests = rests;
    this.config = config;
  }

  void start(@Observes StartupEvent event) {
    running = true;
    thread = new Thread(this::run, "imports");
    thread.setDaemon(true);
    thread.start();
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    running = false;
    wake();
    thread.join(TimeUnit.SECONDS.toMillis(10));
  }

  /** There is something to do. */
  void wake() {
    wakeUps.release();
  }

  private void run() {
    while (running) {
      long began = System.nanoTime();
      if (step()) {
        await(rests.after(System.nanoTime() - began));
      } else {
        await(lagging ? config.lagPause() : config.pause());
      }
    }
  }

  private void await(Duration longest) {
    try {
      if (wakeUps.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS)) {
        wakeUps.drainPermits();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      running = false;
    }
  }

  /** One step of one job or lost upload; whether there may be more to do at once. */
  private boolean step() {
    ImportJob job = null;
    lagging = false;
    try {
      job = nextImport.unchecked().orElse(null);
      if (job != null) {
        return check(job.job());
      }
      job = nextImport.find().orElse(null);
      return job == null ? cleanUpload.clean() : step(job);
    } catch (RuntimeException e) {
      if (job == null || isInfrastructure(e)) {
        LOG.warnf("Imports wait, since the database failed: %s", e.getMessage());
      } else {
        failed(job, e);
      }
    }
    return false;
  }

  /** Whether it is checked: not when another instance is at it. */
  private boolean check(String job) {
    var line = OptionalLong.of(0);
    while (running && line.isPresent()) {
      line = checkImport.check(job, line.getAsLong());
    }
    return nextImport.unchecked().filter(next -> next.job().equals(job)).isEmpty();
  }

  private boolean step(ImportJob job) {
    switch (job.phase()) {
      case STAGED -> {
        refreshStatistics.refresh();
        return planImport.plan(job.job());
      }
      case EMITTING -> {
        if (job.emitted() == job.facts()) {
          return endImport.complete(job.job());
        }
        lagging = !mayEmit();
        return lagging ? cleanMeanwhile() : emitImport.emit(job.job());
      }
      case COMPLETED, FAILED -> {
        return cleanImport.clean(job.job());
      }
    }
    throw new IllegalStateException("phase " + job.phase());
  }

  private boolean mayEmit() {
    var unsent = nextImport.unsent(config.maxLag());
    try {
      return unsent < config.maxLag()
          && unsent + lag.of(files.topic(), config.consumerGroup()) < config.maxLag();
    } catch (ConsumerLag.Unknown e) {
      LOG.debugf("The consumer's lag isn't known: %s", e.getMessage());
      return false;
    }
  }

  /** What is over, or failed as it came, needn't wait for whom the oldest waits. */
  private boolean cleanMeanwhile() {
    return nextImport.over().map(job -> cleanImport.clean(job.job())).orElseGet(cleanUpload::clean);
  }

  private void failed(ImportJob job, RuntimeException failure) {
    LOG.errorf(failure, "Job %s failed in phase %s", job.job(), job.phase());
    try {
      endImport.failed(job.job(), config.attempts(), failure.toString());
    } catch (RuntimeException e) {
      LOG.warnf("The failure of job %s couldn't be kept: %s", job.job(), e.getMessage());
    }
  }

  /** Everything that the database says but that the data break a rule of it. */
  private static boolean isInfrastructure(Throwable failure) {
    for (var e = failure; e != null; e = e.getCause()) {
      if (e instanceof SQLException sql) {
        var state = sql.getSQLState();
        return state == null
            || !(state.startsWith("22") || state.startsWith("23") || state.startsWith("42"));
      }
    }
    return false;
  }
}
