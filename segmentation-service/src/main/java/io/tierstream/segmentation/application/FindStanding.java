package io.tierstream.segmentation.application;

import io.tierstream.segmentation.persistence.CurrentStanding;
import io.tierstream.segmentation.persistence.Standings;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;

/** A customer's current standing is looked up. */
@ApplicationScoped
public class FindStanding {

  private final Standings standings;

  FindStanding(Standings standings) {
    this.standings = standings;
  }

  /**
   * Where the customer stands.
   *
   * @throws UnknownCustomer when nothing was ever heard of the customer
   * @throws ErasedCustomer when nothing is left of the customer
   */
  public CurrentStanding find(String customerId) throws SQLException {
    return ErasedCustomer.otherwise(customerId, standings.now(customerId));
  }
}
