package io.tierstream.segmentation.persistence;

import io.quarkus.narayana.jta.runtime.TransactionConfiguration;
import io.tierstream.segmentation.domain.Facts;
import io.tierstream.segmentation.domain.ModelTimeline;
import io.tierstream.segmentation.domain.Standing;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** Single customers with all their facts, for reading. Every call belongs into a transaction. */
@ApplicationScoped
public class Customers {

  private static final String AFTER =
      "SELECT customer_id FROM standing WHERE customer_id > ? AND as_of IS NOT NULL"
          + " ORDER BY customer_id LIMIT ?";

  private static final int PORTION = 1_000;

  /** Everybody is read, however many they are. */
  private static final int TIMEOUT_SECONDS = 3_600;

  private final DataSource dataSource;
  private final Models models;

  @Inject
  Customers(DataSource dataSource, Models models) {
    this.dataSource = dataSource;
    this.models = models;
  }

  /** Of a customer that is known; the facts are those that the standing was assessed by. */
  public Optional<Standing> of(String customerId) throws SQLException {
    try (var connection = dataSource.getConnection();
        var statement = connection.createStatement()) {
      // The pages are read after the standing, and a commit may come between.
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      return Optional.ofNullable(
              CustomerLoader.load(connection, List.of(customerId), models::numbered)
                  .get(customerId))
          .map(StoredCustomer::standing);
    }
  }

  /** A customer, and what was published by then. */
  public record Judged(Standing standing, ModelTimeline models) {}

  /** As {@link #of}, in a transaction of its own, which has ended when it answers. */
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  public Optional<Judged> judged(String customerId) throws SQLException {
    return of(customerId).map(standing -> new Judged(standing, models.timeline()));
  }

  /**
   * Hands over everybody who was ever assessed, in one snapshot, which is a transaction of its own;
   * says how many that were.
   *
   * @param consumer of their facts
   */
  @Transactional(value = TxType.REQUIRES_NEW, rollbackOn = SQLException.class)
  @TransactionConfiguration(timeout = TIMEOUT_SECONDS)
  public long forEach(Consumer<Facts> consumer) throws SQLException {
    try (var connection = dataSource.getConnection();
        var statement = connection.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      var last = "";
      long count = 0;
      for (var ids = after(connection, last); !ids.isEmpty(); ids = after(connection, last)) {
        CustomerLoader.load(connection, ids, models::numbered)
            .values()
            .forEach(customer -> consumer.accept(customer.standing().counted()));
        last = ids.get(ids.size() - 1);
        count += ids.size();
      }
      return count;
    }
  }

  private static List<String> after(Connection connection, String last) throws SQLException {
    try (var select = connection.prepareStatement(AFTER)) {
      select.setString(1, last);
      select.setInt(2, PORTION);
      try (var rows = select.executeQuery()) {
        var ids = new ArrayList<String>(PORTION);
        while (rows.next()) {
          ids.add(rows.getString(1));
        }
        return ids;
      }
    }
  }
}
