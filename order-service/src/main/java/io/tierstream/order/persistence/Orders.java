package io.tierstream.order.persistence;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.tierstream.order.domain.Order;
import io.tierstream.order.domain.OrderAlreadyKnown;
import io.tierstream.order.domain.OrderFact;
import io.tierstream.order.domain.UnknownOrder;
import io.tierstream.rest.Text;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.exception.ConstraintViolationException;

/** All orders. Every call belongs into a transaction. */
@ApplicationScoped
public class Orders implements PanacheRepositoryBase<OrderEntity, String> {

  /** The order with this id, if there is one; any text may be asked for. */
  public Optional<Order> known(String orderId) {
    return Text.isId(orderId)
        ? findByIdOptional(orderId).map(OrderEntity::toOrder)
        : Optional.empty();
  }

  /**
   * The order with this id, which nobody else can change before the transaction ends.
   *
   * @throws UnknownOrder when there is none
   */
  public Order locked(String orderId) {
    if (!Text.isId(orderId)) {
      throw new UnknownOrder();
    }
    return findByIdOptional(orderId, LockModeType.PESSIMISTIC_WRITE)
        .map(OrderEntity::toOrder)
        .orElseThrow(UnknownOrder::new);
  }

  /**
   * Adds a new order. Nobody looks for its id before: the database refuses one that is taken.
   *
   * @throws OrderAlreadyKnown when its id is taken
   */
  public void add(Order order) {
    try {
      persistAndFlush(OrderEntity.of(order));
    } catch (ConstraintViolationException e) {
      throw new OrderAlreadyKnown(order.orderId());
    }
  }

  /**
   * Keeps what {@code fact} made of an order that was locked before; {@code reason} may be null.
   */
  public void keep(OrderFact fact, String reason) {
    var order = fact.order();
    var entity = findById(order.orderId());
    var refundedBefore = entity.refunded;
    entity.moveTo(order);
    getEntityManager()
        .createNativeQuery(
            """
            INSERT INTO order_step (order_id, version, type, amount, reason, occurred_at)
            VALUES (:order, :version, :type, :amount, :reason, :at)
            """)
        .setParameter("order", order.orderId())
        .setParameter("version", order.version())
        .setParameter("type", order.status().name())
        .setParameter("amount", order.refunded().amount().subtract(refundedBefore))
        .setParameter("reason", reason)
        .setParameter("at", fact.occurredAt())
        .executeUpdate();
  }

  /** Forgets why these customers' orders were refunded or cancelled: people wrote it. */
  public void eraseReasons(Collection<String> customerIds) {
    getEntityManager()
        .createNativeQuery(
            """
            UPDATE order_step s SET reason = NULL FROM orders o
            WHERE o.order_id = s.order_id AND o.customer_id IN (:customers) AND s.reason IS NOT NULL
            """)
        .setParameter("customers", customerIds)
        .executeUpdate();
  }

  /** One page, newest first, and one order more when there is a next page. */
  public List<Order> page(OrderFilter filter) {
    var page = OrderPage.of(filter);
    var query = getEntityManager().createNativeQuery(page.sql(), OrderEntity.class);
    page.parameters().forEach(query::setParameter);
    Stream<?> rows = query.getResultStream();
    return rows.map(OrderEntity.class::cast).map(OrderEntity::toOrder).toList();
  }
}
