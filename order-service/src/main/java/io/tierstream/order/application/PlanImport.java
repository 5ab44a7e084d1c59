package io.tierstream.order.application;

import io.quarkus.narayana.jta.runtime.TransactionConfiguration;
import io.tierstream.events.Outbox;
import io.tierstream.order.domain.Returns;
import io.tierstream.order.messaging.OrderEvents;
import io.tierstream.order.persistence.ImportJob.Phase;
import io.tierstream.order.persistence.ImportJobs;
import io.tierstream.order.persistence.ImportPlan;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import org.jboss.logging.Logger;

/** The staged rows of a job become the facts that they mean. */
@ApplicationScoped
public class PlanImport {

  private static final Logger LOG = Logger.getLogger(PlanImport.class);
  private static final int AN_HOUR = 3600;

  private final ImportJobs jobs;
  private final ImportPlan plan;
  private final Outbox outbox;
  private final OrderEvents events;

  PlanImport(ImportJobs jobs, ImportPlan plan, Outbox outbox, OrderEvents events) {
    this.jobs = jobs;
    this.plan = plan;
    this.outbox = outbox;
    this.events = events;
  }

  /** Whether the plan was made here: not when another instance is at it, or has done it. */
  @Transactional
  @TransactionConfiguration(timeout = AN_HOUR)
  public boolean plan(String id) {
    var locked = jobs.locked(id).filter(job -> job.phase() == Phase.STAGED);
    if (locked.isEmpty()) {
      return false;
    }
    var job = locked.get();
    var unchanged = plan.draft(job);
    try (var articles = plan.articles(job)) {
      for (var article = articles.next(); article != null; article = articles.next()) {
        articles.keep(Returns.match(article.purchases(), article.returns()));
      }
    }
    var facts = plan.order(job);
    jobs.planned(id, facts, unchanged);
    if (facts > 0) {
      outbox.append(events.importStarted(id));
    }
    LOG.infof("Job %s is planned: %d facts, %d unchanged", id, facts, unchanged);
    return true;
  }
}
