package io.tierstream.segmentation.persistence;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** What operators have asked for, and why. Every call belongs into a transaction. */
@ApplicationScoped
public class Pins implements PanacheRepositoryBase<PinEntity, PinEntity.Key> {

  /** The last version; empty when there never was one. */
  public Optional<RecordedPin> last(String customerId) {
    return find("customerId = ?1 order by version desc", customerId)
        .firstResultOptional()
        .map(PinEntity::toRecordedPin);
  }

  /** As {@link #last}; until the transaction's end nobody else adds a version. */
  public Optional<RecordedPin> lastLocked(String customerId) {
    getEntityManager()
        .createNativeQuery("SELECT pg_advisory_xact_lock(hashtextextended('pin ' || :id, 0))")
        .setParameter("id", customerId)
        .getResultList();
    return last(customerId);
  }

  public void add(RecordedPin pin) {
    var row = new PinEntity();
    row.customerId = pin.customerId();
    row.version = pin.version();
    row.tier = pin.tier();
    row.until = pin.until();
    row.reason = pin.reason();
    row.recordedAt = pin.recordedAt();
    persist(row);
  }
}
