package io.tierstream.segmentation.persistence;

import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.hibernate.jpa.HibernateHints;

/**
 * Everybody's current standing, for reading. Every call belongs into a transaction, but for {@link
 * #now}.
 */
@ApplicationScoped
public class Standings implements PanacheRepositoryBase<StandingEntity, String> {

  /** Rows that a cursor brings at once; what bounds the memory of {@link #forEach}. */
  private static final int FETCH_SIZE = 1_000;

  private static final String BY_ID =
      "SELECT %s, merged_into, erased FROM standing WHERE customer_id = ?"
          .formatted(StandingReader.COLUMNS);

  private final DataSource dataSource;
  private final Models models;

  @Inject
  Standings(DataSource dataSource, Models models) {
    this.dataSource = dataSource;
    this.models = models;
  }

  /**
   * As {@link #of}, by one statement that is its own transaction: nearly every question is this
   * one, and a transaction around it would double what it costs.
   */
  public Optional<CurrentStanding> now(String customerId) throws SQLException {
    try (var connection = dataSource.getConnection();
        var select = connection.prepareStatement(BY_ID)) {
      select.setString(1, customerId);
      try (var row = select.executeQuery()) {
        return row.next()
            ? Optional.of(
                StandingReader.read(
                    row,
                    models::numbered,
                    row.getString(StandingReader.NEXT),
                    row.getBoolean(StandingReader.NEXT + 1)))
            : Optional.empty();
      }
    }
  }

  /** Of a customer that had an application, be it merged or erased. */
  public Optional<CurrentStanding> of(String customerId) {
    return findByIdOptional(customerId)
        .map(standing -> standing.toCurrentStanding(models::numbered));
  }

  /** As {@link #of}; nobody writes it until the transaction's end. */
  public Optional<CurrentStanding> held(String customerId) {
    getEntityManager()
        .createNativeQuery("SELECT 1 FROM standing WHERE customer_id = :id FOR SHARE")
        .setParameter("id", customerId)
        .getResultList();
    return of(customerId);
  }

  /**
   * Hands over all members in order, nobody merged or erased, read through a cursor in one
   * snapshot.
   */
  public void forEach(
      MemberFilter filter, StandingOrder order, Consumer<CurrentStanding> consumer) {
    try (var rows =
        query(filter, order)
            .withHint(HibernateHints.HINT_FETCH_SIZE, FETCH_SIZE)
            .withHint(HibernateHints.HINT_READ_ONLY, true)
            .stream()) {
      rows.forEach(
          row -> {
            getEntityManager().detach(row); // or all of them would stay in memory
            consumer.accept(row.toCurrentStanding(models::numbered));
          });
    }
  }

  private PanacheQuery<StandingEntity> query(MemberFilter filter, StandingOrder order) {
    var conditions = new ArrayList<String>();
    conditions.add("mergedInto is null and not erased");
    var parameters = new Parameters();
    filter
        .groups()
        .forEach(
            (grouping, group) -> {
              var property = grouping.property();
              if (group.isPresent()) {
                conditions.add(property + " = :" + property);
                parameters.and(property, group.get());
              } else {
                conditions.add(property + " is null");
              }
            });
    filter
        .attributes()
        .forEach(
            (attribute, value) -> {
              var property = attribute.property();
              conditions.add(
                  "customerId in (select t.customerId from MemberTermEntity t where t.term = :%s)"
                      .formatted(property));
              parameters.and(property, attribute.term(value));
            });
    return find("where " + String.join(" and ", conditions) + orderBy(order), parameters);
  }

  private static String orderBy(StandingOrder order) {
    var direction = order.descending() ? " desc" : "";
    return order.by() == StandingSort.CUSTOMER_ID
        ? " order by customerId" + direction
        : " order by " + order.by().property() + direction + " nulls last, customerId" + direction;
  }
}
