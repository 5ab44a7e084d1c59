package io.tierstream.segmentation.application;

import io.tierstream.segmentation.SegmentationSettings;
import io.tierstream.segmentation.domain.Projection;
import io.tierstream.segmentation.persistence.Customers;
import io.tierstream.segmentation.persistence.Customers.Judged;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Currency;

/** What becomes of a customer if nothing happens, and what would have to happen instead. */
@ApplicationScoped
public class ProjectStanding {

  private final Customers customers;
  private final Clock clock;
  private final Currency currency;

  ProjectStanding(Customers customers, Clock clock, SegmentationSettings settings) {
    this.customers = customers;
    this.clock = clock;
    this.currency = Currency.getInstance(settings.baseCurrency());
  }

  /**
   * What becomes of a customer; amounts are in {@code currency}.
   *
   * @param mergedInto whom the customer was merged into; null for one of its own
   */
  public record Projected(
      String customerId, String mergedInto, Projection projection, Currency currency) {}

  /**
   * Projects from now on, by the model in force now, whether or not it has reached the customer.
   * Projecting may take a while, and so begins after the transaction that reads.
   *
   * @throws UnknownCustomer when nothing was ever heard of the customer
   * @throws ErasedCustomer when nothing is left of the customer
   */
  public Projected project(String customerId) throws SQLException {
    var judged = customers.judged(customerId);
    var standing = ErasedCustomer.unless(customerId, judged.map(Judged::standing));
    // A fact may be a little ahead of our clock, and the standing rests on it.
    var now = clock.instant();
    var at = standing.asOf() != null && standing.asOf().isAfter(now) ? standing.asOf() : now;
    var decimals = Math.max(0, currency.getDefaultFractionDigits());
    return new Projected(
        customerId,
        standing.bonds().mergedInto(),
        Projection.of(standing, judged.orElseThrow().models(), at, decimals),
        currency);
  }
}
