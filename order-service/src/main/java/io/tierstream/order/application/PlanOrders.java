package io.tierstream.order.application;

import io.tierstream.imports.FileImport.Plan;
import io.tierstream.imports.ImportJob;
import io.tierstream.order.domain.Returns;
import io.tierstream.order.persistence.ImportPlan;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** The staged rows of a job become the orders and refunds that they mean. */
@ApplicationScoped
class PlanOrders {

  private final ImportPlan plan;

  PlanOrders(ImportPlan plan) {
    this.plan = plan;
  }

  /** What is to be told, in the transaction that is open. */
  @Transactional(TxType.MANDATORY)
  public Plan plan(ImportJob job) {
    var unchanged = plan.draft(job);
    try (var articles = plan.articles(job)) {
      for (var article = articles.next(); article != null; article = articles.next()) {
        articles.keep(Returns.match(article.purchases(), article.returns()));
      }
    }
    return new Plan(plan.order(job), unchanged);
  }
}
