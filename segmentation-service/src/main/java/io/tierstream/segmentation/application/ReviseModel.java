package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.ModelDraft;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.persistence.Models;
import io.tierstream.segmentation.persistence.StoredModel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Function;

/** A draft of a scoring model is written anew. */
@ApplicationScoped
public class ReviseModel {

  private final Models models;
  private final Clock clock;

  ReviseModel(Models models, Clock clock) {
    this.models = models;
    this.clock = clock;
  }

  /**
   * The draft as it is now.
   *
   * @param wishes what it is to be, given the model in force under the draft's number
   * @param expectation refuses, by throwing, a draft that isn't as the caller has seen it
   * @throws UnknownModel when there is none
   * @throws ModelRefused when it was published
   * @throws PublicationUnderWay when it is being published
   */
  @Transactional
  public StoredModel revise(
      int number, Function<ScoringModel, ModelDraft> wishes, Consumer<StoredModel> expectation) {
    if (!models.hold(number)) {
      throw new PublicationUnderWay("Model " + number + " is being published.");
    }
    var stored = models.stored(number).orElseThrow(() -> new UnknownModel(number));
    expectation.accept(stored);
    if (stored.isPublished()) {
      throw new ModelRefused("Model " + number + " was published, and doesn't change any more.");
    }
    var base = models.timeline().at(clock.instant()).numbered(number);
    return models.change(wishes.apply(base), null);
  }
}
