package io.tierstream.segmentation.persistence;

import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.hibernate.jpa.HibernateHints;

/**
 * Everybody's current standing, for reading. Every call belongs into a transaction.
 *
 * <p>A filter names a group per {@link Grouping}; an empty one asks for the customers that are in
 * none.
 */
@ApplicationScoped
public class Standings implements PanacheRepositoryBase<StandingEntity, String> {

  /** Rows that a cursor brings at once; what bounds the memory of {@link #forEach}. */
  private static final int FETCH_SIZE = 1_000;

  /** Of a customer that had an application. */
  public Optional<CurrentStanding> of(String customerId) {
    return findByIdOptional(customerId).map(StandingEntity::toCurrentStanding);
  }

  /** At most {@code limit} in order, beginning behind {@code after}, or at the start for null. */
  public List<CurrentStanding> page(
      Map<Grouping, Optional<String>> filter,
      StandingOrder order,
      StandingOrder.Position after,
      int limit) {
    return query(filter, order, after).page(0, limit).stream()
        .map(StandingEntity::toCurrentStanding)
        .toList();
  }

  /** Hands over all of them in order, read through a cursor in one snapshot. */
  public void forEach(
      Map<Grouping, Optional<String>> filter,
      StandingOrder order,
      Consumer<CurrentStanding> consumer) {
    try (var rows =
        query(filter, order, null)
            .withHint(HibernateHints.HINT_FETCH_SIZE, FETCH_SIZE)
            .withHint(HibernateHints.HINT_READ_ONLY, true)
            .stream()) {
      rows.forEach(
          row -> {
            getEntityManager().detach(row); // or all of them would stay in memory
            consumer.accept(row.toCurrentStanding());
          });
    }
  }

  /** Totals of every group that has a customer, in no order. */
  public List<GroupTotals> groups(Grouping by) {
    return getEntityManager()
        .createQuery(
            "select new %s(%2$s, count(*), sum(monetary)) from StandingEntity group by %2$s"
                .formatted(GroupTotals.class.getName(), by.property()),
            GroupTotals.class)
        .getResultList();
  }

  private PanacheQuery<StandingEntity> query(
      Map<Grouping, Optional<String>> filter, StandingOrder order, StandingOrder.Position after) {
    var conditions = new ArrayList<String>();
    var parameters = new Parameters();
    filter.forEach(
        (grouping, group) -> {
          var property = grouping.property();
          if (group.isPresent()) {
            conditions.add(property + " = :" + property);
            parameters.and(property, group.get());
          } else {
            conditions.add(property + " is null");
          }
        });
    if (after != null) {
      conditions.add(behind(order, after, parameters));
    }
    var where = conditions.isEmpty() ? "" : "where " + String.join(" and ", conditions);
    return find(where + orderBy(order), parameters);
  }

  private static String orderBy(StandingOrder order) {
    var direction = order.descending() ? " desc" : "";
    return order.by() == StandingSort.CUSTOMER_ID
        ? " order by customerId" + direction
        : " order by " + order.by().property() + direction + " nulls last, customerId";
  }

  private static String behind(
      StandingOrder order, StandingOrder.Position after, Parameters parameters) {
    parameters.and("afterId", after.customerId());
    var beyond = order.descending() ? " < " : " > ";
    if (order.by() == StandingSort.CUSTOMER_ID) {
      return "customerId" + beyond + ":afterId";
    }
    var property = order.by().property();
    if (after.value() == null) {
      return property + " is null and customerId > :afterId";
    }
    parameters.and("after", after.value());
    return "(%1$s %2$s :after or %1$s = :after and customerId > :afterId or %1$s is null)"
        .formatted(property, beyond);
  }
}
