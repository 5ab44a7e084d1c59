package io.tierstream.order.application;

import io.tierstream.events.Outbox;
import io.tierstream.events.OutboxRecord;
import io.tierstream.imports.FileImport.Emitted;
import io.tierstream.imports.ImportJob;
import io.tierstream.order.domain.Money;
import io.tierstream.order.domain.Order;
import io.tierstream.order.domain.OrderFact.OrderPaid;
import io.tierstream.order.messaging.OrderEvents;
import io.tierstream.order.persistence.ErasedCustomers;
import io.tierstream.order.persistence.ImportFacts;
import io.tierstream.order.persistence.ImportFacts.Made;
import io.tierstream.order.persistence.ImportFacts.Planned;
import io.tierstream.order.persistence.Rejections;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The next portion of a job's facts comes true: orders and events. */
@ApplicationScoped
class TellOrders {

  private final ErasedCustomers erasedCustomers;
  private final ImportFacts facts;
  private final Outbox outbox;
  private final OrderEvents events;

  TellOrders(
      ErasedCustomers erasedCustomers, ImportFacts facts, Outbox outbox, OrderEvents events) {
    this.erasedCustomers = erasedCustomers;
    this.facts = facts;
    this.outbox = outbox;
    this.events = events;
  }

  /** What was told, in the transaction that is open; empty when all is. */
  @Transactional(TxType.MANDATORY)
  public Optional<Emitted> tell(ImportJob job, int limit) {
    erasedCustomers.hold();
    var planned = facts.next(job, limit);
    if (planned.isEmpty()) {
      return Optional.empty();
    }
    var portion = new Portion(job, planned);
    portion.tell();
    facts.keep(job, portion.refunds, portion.changed());
    facts.reject(job, portion.erased, Rejections.CUSTOMER_ERASED);
    facts.reject(job, portion.taken, Rejections.OTHER_CONTENT);
    facts.reject(job, portion.impossible, Rejections.NO_PURCHASE);
    facts.reject(job, portion.cut, Rejections.PURCHASE_TOO_SMALL);
    outbox.append(portion.records);
    return Optional.of(
        new Emitted(
            planned.get(planned.size() - 1).seq(),
            Map.of("orders", portion.purchases, "refunds", (long) portion.refunds.size()),
            0));
  }

  /**
   * What one portion does. An order may have gone another way over REST since the plan was made, or
   * its customer may have been erased: then less can be told.
   */
  private final class Portion {

    private final ImportJob job;
    private final List<Planned> planned;
    private final Set<String> made;
    private final Map<String, Order> orders;
    private final List<OutboxRecord> records = new ArrayList<>();
    private final List<Made> refunds = new ArrayList<>();
    private final Set<String> ofErased;
    private final List<Planned> erased = new ArrayList<>();
    private final List<Planned> taken = new ArrayList<>();
    private final List<Planned> impossible = new ArrayList<>();
    private final List<Planned> cut = new ArrayList<>();
    private final Set<String> refused = new HashSet<>();
    private long purchases;

    Portion(ImportJob job, List<Planned> planned) {
      this.job = job;
      this.planned = planned;
      var ids = new LinkedHashSet<String>();
      planned.forEach(fact -> ids.add(fact.orderId()));
      ofErased = facts.ofErased(job, ids);
      made =
          facts.make(
              job,
              planned.stream()
                  .filter(Planned::isPurchase)
                  .map(Planned::orderId)
                  .filter(id -> !ofErased.contains(id))
                  .toList());
      orders = facts.locked(ids);
    }

    void tell() {
      for (var fact : planned) {
        var order = orders.get(fact.orderId());
        if (ofErased.contains(fact.orderId())) {
          erased.add(fact);
        } else if (fact.isPurchase()) {
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
        taken.add(fact);
        refused.add(fact.orderId());
      }
    }

    private void refund(Planned fact, Order order) {
      if (!isMeant(fact, order) || !order.isRefundable() || order.rest().isZero()) {
        impossible.add(fact);
        return;
      }
      var amount = fact.amount().min(order.rest().amount());
      if (amount.compareTo(fact.amount()) < 0) {
        cut.add(fact);
      }
      refund(fact, order, amount);
    }

    /** Not an order that somebody else made under the id of the file's purchase. */
    private boolean isMeant(Planned refund, Order order) {
      return order != null && !refund.isOfRefused() && !refused.contains(refund.orderId());
    }

    private void refund(Planned fact, Order order, BigDecimal amount) {
      var refunded = order.refund(new Money(amount, order.currency()), fact.occurredAt());
      orders.put(order.orderId(), refunded.order());
      refunds.add(new Made(fact, refunded, amount));
      records.add(events.backfill(refunded, job.job()));
    }
  }
}
