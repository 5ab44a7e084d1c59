package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.domain.Standing;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Single customers with all their facts, for reading. Every call belongs into a transaction. */
@ApplicationScoped
public class Customers {

  private final DataSource dataSource;

  @Inject
  Customers(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Of a customer that is known; the facts are those that the standing was assessed by. */
  public Optional<Standing> of(String customerId, ScoringModel model) throws SQLException {
    try (var connection = dataSource.getConnection();
        var statement = connection.createStatement()) {
      // The pages are read after the standing, and a commit may come between.
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      return Optional.ofNullable(
              CustomerLoader.load(connection, List.of(customerId), model).get(customerId))
          .map(StoredCustomer::standing);
    }
  }
}
