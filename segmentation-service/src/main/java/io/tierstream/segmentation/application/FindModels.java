package io.tierstream.segmentation.application;

import io.tierstream.segmentation.persistence.Models;
import io.tierstream.segmentation.persistence.StoredModel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** Scoring models are looked up. */
@ApplicationScoped
public class FindModels {

  private final Models models;

  FindModels(Models models) {
    this.models = models;
  }

  /**
   * The model of this number.
   *
   * @throws UnknownModel when there is none
   */
  @Transactional
  public StoredModel find(int number) {
    return models.stored(number).orElseThrow(() -> new UnknownModel(number));
  }

  /** At most {@code limit} with a number below {@code before}, the highest first. */
  @Transactional
  public List<StoredModel> list(int before, int limit) {
    return models.page(before, limit);
  }
}
