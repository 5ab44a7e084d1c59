package io.tierstream.segmentation.application;

import static java.time.temporal.ChronoUnit.MICROS;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.tierstream.events.Outbox;
import io.tierstream.segmentation.domain.ModelDraft;
import io.tierstream.segmentation.domain.ModelDraft.CutOffs;
import io.tierstream.segmentation.domain.ModelTimeline;
import io.tierstream.segmentation.domain.Population;
import io.tierstream.segmentation.persistence.Customers;
import io.tierstream.segmentation.persistence.Models;
import io.tierstream.segmentation.persistence.StoredModel;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * A scoring model comes into force: its cut-offs are fitted if it says so, and the owners of the
 * partitions are told.
 */
@ApplicationScoped
public class PublishModel {

  /** Cut-offs are fitted to everybody, however many they are. */
  public static final int TIMEOUT_SECONDS = 3_600;

  private final Models models;
  private final Customers customers;
  private final Outbox outbox;
  private final InputEvents events;
  private final Clock clock;

  PublishModel(Models models, Customers customers, Outbox outbox, InputEvents events, Clock clock) {
    this.models = models;
    this.customers = customers;
    this.outbox = outbox;
    this.events = events;
    this.clock = clock;
  }

  /**
   * The model as published, in force from now on. Joins the caller's transaction, which may take as
   * long as {@link #TIMEOUT_SECONDS}, else it is one of its own.
   *
   * @param expectation refuses, by throwing, a draft that isn't as the caller has seen it
   * @throws UnknownModel when there is none
   * @throws ModelRefused when it was published already, or there is nobody to fit cut-offs to
   * @throws PublicationUnderWay when another model is being published
   */
  public StoredModel publish(int number, Consumer<StoredModel> expectation) {
    // Nobody but the first of a transaction may say how long it takes, so no annotation does.
    return QuarkusTransaction.joiningExisting()
        .timeout(TIMEOUT_SECONDS)
        .call(() -> published(number, expectation));
  }

  private StoredModel published(int number, Consumer<StoredModel> expectation) throws SQLException {
    if (!models.beginPublication() || !models.hold(number)) {
      throw new PublicationUnderWay("Another model is being published.");
    }
    var stored = models.stored(number).orElseThrow(() -> new UnknownModel(number));
    expectation.accept(stored);
    if (stored.isPublished()) {
      throw new ModelRefused("Model " + number + " was published already.");
    }
    var now = clock.instant();
    var from = afterTheLast(now);
    var draft = stored.draft();
    var fitted = draft.cutOffs() == CutOffs.QUANTILE ? fitted(draft, from) : draft;
    outbox.append(events.published(new ModelTimeline.InForce(fitted.model(), from), now));
    return models.change(fitted, from);
  }

  /** Two models never come into force at the same instant. */
  private Instant afterTheLast(Instant now) {
    var last = models.timeline().last().from();
    return last.isBefore(now) ? now : last.plus(1, MICROS);
  }

  private ModelDraft fitted(ModelDraft draft, Instant at) throws SQLException {
    models.waitFor(Duration.ofSeconds(TIMEOUT_SECONDS));
    var population = new Population(draft.model(), at);
    customers.forEach(population::add);
    if (population.size() == 0) {
      throw new ModelRefused(
          "Model %d fits its cut-offs, and nobody has a qualifying purchase yet."
              .formatted(draft.model().number()));
    }
    return new ModelDraft(population.fit(), CutOffs.QUANTILE);
  }
}
