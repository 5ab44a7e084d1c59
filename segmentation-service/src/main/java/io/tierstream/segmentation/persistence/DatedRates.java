package io.tierstream.segmentation.persistence;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** The rates that were set. Every call belongs into a transaction. */
@ApplicationScoped
public class DatedRates implements PanacheRepositoryBase<RateEntity, RateEntity.Key> {

  /** The rate of this currency and day. */
  public Optional<DatedRate> of(String currency, LocalDate day) {
    return find("currency = ?1 and day = ?2", currency, day)
        .firstResultOptional()
        .map(RateEntity::toDatedRate);
  }

  /** Adds a rate; says whether it is the one that holds now, as another may have been first. */
  public boolean add(DatedRate rate) {
    return getEntityManager()
            .createNativeQuery(
                "INSERT INTO rate (currency, day, rate, recorded_at)"
                    + " VALUES (:currency, :day, :rate, :at) ON CONFLICT DO NOTHING")
            .setParameter("currency", rate.currency())
            .setParameter("day", rate.day())
            .setParameter("rate", rate.rate())
            .setParameter("at", rate.recordedAt())
            .executeUpdate()
        == 1;
  }

  /** At most {@code limit} of a currency on days before {@code before}, the latest first. */
  public List<DatedRate> page(String currency, LocalDate before, int limit) {
    return find("currency = ?1 and day < ?2 order by day desc", currency, before)
        .page(0, limit)
        .list()
        .stream()
        .map(RateEntity::toDatedRate)
        .toList();
  }
}
