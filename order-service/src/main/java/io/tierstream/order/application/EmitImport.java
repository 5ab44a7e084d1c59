package io.tierstream.order.application;

import io.quarkus.narayana.jta.runtime.TransactionConfiguration;
import io.tierstream.events.Outbox;
import io.tierstream.events.OutboxRecord;
import io.tierstream.order.domain.Money;
import io.tierstream.order.domain.Order;
import io.tierstream.order.domain.OrderFact.OrderPaid;
import io.tierstream.order.domain.Rejection;
import io.tierstream.order.messaging.OrderEvents;
import io.tierstream.order.persistence.ImportFacts;
import io.tierstream.order.persistence.ImportFacts.Made;
import io.tierstream.order.persistence.ImportFacts.Planned;
import io.tierstream.order.persistence.ImportJob;
import io.tierstream.order.persistence.ImportJob.Phase;
import io.tierstream.order.persistence.ImportJobs;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The next portion of a job's facts comes true: orders, events and the job's cursor in one
 * transaction.
 */
@ApplicationScoped
public class EmitImport {

  private static final int TEN_MINUTES = 600;

  private final ImportJobs jobs;
  private final ImportFacts facts;
  private final Outbox outbox;
  private final OrderEvents events;
  private final ImportConfig config;

  EmitImport(
      ImportJobs jobs, ImportFacts facts, Outbox outbox, OrderEvents events, ImportConfig config) {
    this.jobs = jobs;
    this.facts = facts;
    this.outbox = outbox;
    this.events = events;
    this.config = config;
  }

  /** Whether a portion was told here: not when another instance is at it, or all is told. */
  @Transactional
  @TransactionConfiguration(timeout = TEN_MINUTES)
  public boolean emit(String id) {
    var locked = jobs.locked(id).filter(job -> job.phase() == Phase.EMITTING);
    if (locked.isEmpty()) {
      return false;
    }
    var job = locked.get();
    var planned = facts.next(job, config.portion());
    if (planned.isEmpty()) {
      return false;
    }
    var portion = new Portion(job, planned);
    portion.tell();
    facts.keep(job, portion.refunds, portion.changed());
    facts.reject(job, portion.impossible, Rejection.NO_PURCHASE);
    facts.reject(job, portion.cut, Rejection.PURCHASE_TOO_SMALL);
    outbox.append(portion.records);
    var last = planned.get(planned.size() - 1).seq();
    jobs.advanced(job, last, portion.purchases, portion.refunds.size());
    return true;
  }

  /**
   * What one portion does. An order may have gone another way over REST since the plan was made:
   * then less can be told.
   */
  private final class Portion {

    private final ImportJob job;
    private final List<Planned> planned;
    private final Set<String> made;
    private final Map<String, Order> orders;
    private final List<OutboxRecord> records = new ArrayList<>();
    private final List<Made> refunds = new ArrayList<>();
    private final List<Planned> impossible = new ArrayList<>();
    private final List<Planned> cut = new ArrayList<>();
    private long purchases;

    Portion(ImportJob job, List<Planned> planned) {
      this.job = job;
      this.planned = planned;
      made =
          facts.make(
              job, planned.stream().filter(Planned::isPurchase).map(Planned::orderId).toList());
      var ids = new LinkedHashSet<String>();
      planned.forEach(fact -> ids.add(fact.orderId()));
      orders = facts.locked(ids);
    }

    void tell() {
      for (var fact : planned) {
        var order = orders.get(fact.orderId());
        if (fact.isPurchase()) {
          buy(fact, order);
        } else {
          refund(fact, order);
        }
      }
    }

    List<Order> changed() {
      var ids = new HashSet<String>();
      refunds.forEach(refund -> ids.add(refund.planned().orderId()));
      return ids.stream().map(orders::get).toList();
    }

    private void buy(Planned fact, Order order) {
      if (made.contains(fact.orderId())) {
        records.add(events.backfill(new OrderPaid(order, fact.occurredAt()), job.job()));
        purchases++;
      } else {
        impossible.add(fact);
      }
    }

    private void refund(Planned fact, Order order) {
      if (order == null || !order.isRefundable() || order.rest().isZero()) {
        impossible.add(fact);
        return;
      }
      var amount = fact.amount().min(order.rest().amount());
      if (amount.compareTo(fact.amount()) < 0) {
        cut.add(fact);
      }
      refund(fact, order, amount);
    }

    private void refund(Planned fact, Order order, BigDecimal amount) {
      var refunded = order.refund(new Money(amount, order.currency()), fact.occurredAt());
      orders.put(order.orderId(), refunded.order());
      refunds.add(new Made(fact, refunded, amount));
      records.add(events.backfill(refunded, job.job()));
    }
  }
}
