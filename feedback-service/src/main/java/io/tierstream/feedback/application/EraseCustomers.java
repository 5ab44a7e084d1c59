package io.tierstream.feedback.application;

import io.tierstream.feedback.domain.Erasure;
import io.tierstream.feedback.persistence.ErasedCustomers;
import io.tierstream.feedback.persistence.Feedbacks;
import io.tierstream.feedback.persistence.ImportedFacts;
import io.tierstream.feedback.persistence.Merges;
import io.tierstream.feedback.persistence.Tiers;
import io.tierstream.rest.IdempotencyKeys;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** Customers are erased: what they rated stays, under ids that name nobody, and no word of it. */
@ApplicationScoped
public class EraseCustomers {

  private final ErasedCustomers erased;
  private final Feedbacks feedbacks;
  private final ImportedFacts importedFacts;
  private final Tiers tiers;
  private final Merges merges;
  private final IdempotencyKeys keys;

  EraseCustomers(
      ErasedCustomers erased,
      Feedbacks feedbacks,
      ImportedFacts importedFacts,
      Tiers tiers,
      Merges merges,
      IdempotencyKeys keys) {
    this.erased = erased;
    this.feedbacks = feedbacks;
    this.importedFacts = importedFacts;
    this.tiers = tiers;
    this.merges = merges;
    this.keys = keys;
  }

  /** Empties what was written by them and about them, and takes nothing of them from then on. */
  @Transactional
  public void erase(List<Erasure> erasures) {
    erased.add(erasures);
    var ids = erasures.stream().map(Erasure::customerId).distinct().toList();
    feedbacks.eraseTexts(ids);
    importedFacts.eraseTexts(ids);
    tiers.erase(ids);
    merges.erase(ids);
    keys.erase(ids);
  }
}
