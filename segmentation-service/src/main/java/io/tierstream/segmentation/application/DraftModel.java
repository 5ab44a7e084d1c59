package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.ModelDraft;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.persistence.Models;
import io.tierstream.segmentation.persistence.StoredModel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.function.Function;

/** A scoring model is drafted, beginning with the one in force. */
@ApplicationScoped
public class DraftModel {

  private final Models models;
  private final Clock clock;

  DraftModel(Models models, Clock clock) {
    this.models = models;
    this.clock = clock;
  }

  /**
   * A new draft.
   *
   * @param wishes what it is to be, given the model in force under the draft's number
   */
  @Transactional
  public StoredModel draft(Function<ScoringModel, ModelDraft> wishes) {
    var now = clock.instant();
    var number = models.nextNumber();
    return models.add(wishes.apply(models.timeline().at(now).numbered(number)), now);
  }
}
