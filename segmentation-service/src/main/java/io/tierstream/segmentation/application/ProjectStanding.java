package io.tierstream.segmentation.application;

import io.tierstream.segmentation.SegmentationSettings;
import io.tierstream.segmentation.domain.Projection;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.persistence.Customers;
import io.tierstream.segmentation.persistence.Models;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Currency;

/** What becomes of a customer if nothing happens, and what would have to happen instead. */
@ApplicationScoped
public class ProjectStanding {

  private final Customers customers;
  private final Models models;
  private final Clock clock;
  private final Currency currency;

  ProjectStanding(Customers customers, Models models, Clock clock, SegmentationSettings settings) {
    this.customers = customers;
    this.models = models;
    this.clock = clock;
    this.currency = Currency.getInstance(settings.baseCurrency());
  }

  /** A standing and what becomes of it; amounts are in {@code currency}. */
  public record Projected(Standing standing, Projection projection, Currency currency) {}

  /**
   * Projects from now on, by the model in force.
   *
   * @throws UnknownCustomer when nothing was ever heard of the customer
   * @throws ErasedCustomer when nothing is left of the customer
   */
  @Transactional(rollbackOn = SQLException.class)
  public Projected project(String customerId) throws SQLException {
    var standing = ErasedCustomer.unless(customerId, customers.of(customerId));
    var now = clock.instant();
    var at = standing.asOf() != null && standing.asOf().isAfter(now) ? standing.asOf() : now;
    var model =
        standing.model() == 0 ? models.timeline().at(at) : models.numbered(standing.model());
    var decimals = Math.max(0, currency.getDefaultFractionDigits());
    return new Projected(standing, Projection.of(standing, model, at, decimals), currency);
  }
}
