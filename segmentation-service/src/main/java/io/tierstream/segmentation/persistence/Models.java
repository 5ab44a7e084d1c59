package io.tierstream.segmentation.persistence;

import static io.tierstream.segmentation.domain.ModelDraft.CutOffs.FIXED;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.tierstream.segmentation.domain.ModelDraft;
import io.tierstream.segmentation.domain.ModelTimeline;
import io.tierstream.segmentation.domain.ScoringModel;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PessimisticLockException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Scoring models: drafts, and what was published. Every call belongs into a transaction, but for
 * {@link #numbered}.
 */
@ApplicationScoped
public class Models implements PanacheRepositoryBase<ModelEntity, Integer> {

  private static final ScoringModel FIRST = ScoringModel.standard();

  // Of PostgreSQL's advisory locks ours for models: any numbers that nobody else takes.
  private static final long NUMBERING = 0x5453_4d4fL;
  private static final long PUBLISHING = 0x5453_4d50L;

  /** Longer than a draft's revision takes, shorter than anybody waits for one. */
  private static final int PATIENCE_MILLIS = 1_000;

  /** Only ever grows: what is published stays as it is. */
  private volatile ModelTimeline known = ModelTimeline.of(FIRST);

  /** What was published, and the model in force before the first. */
  public ModelTimeline timeline() {
    var timeline = known;
    var numbers = timeline.models().stream().map(one -> one.model().number()).toList();
    for (var row : list("state = ?1 and number not in ?2", ModelEntity.State.PUBLISHED, numbers)) {
      timeline = timeline.with(row.model(), row.effectiveAt);
    }
    known = timeline;
    return timeline;
  }

  /** The published model of this number; needs no transaction. */
  public ScoringModel numbered(int number) {
    var timeline = known;
    return timeline.has(number)
        ? timeline.numbered(number)
        : QuarkusTransaction.joiningExisting().call(this::timeline).numbered(number);
  }

  /** The model of this number, drafted or published. */
  public Optional<StoredModel> stored(int number) {
    return number == FIRST.number()
        ? Optional.of(new StoredModel(new ModelDraft(FIRST, FIXED), Instant.MIN, Instant.MIN, 0))
        : findByIdOptional(number).map(ModelEntity::toStoredModel);
  }

  /** At most {@code limit} with a number below {@code before}, the highest first. */
  public List<StoredModel> page(int before, int limit) {
    var page = new ArrayList<StoredModel>();
    find("number < ?1 order by number desc", before).page(0, limit).list().stream()
        .map(ModelEntity::toStoredModel)
        .forEach(page::add);
    if (page.size() < limit && before > FIRST.number()) {
      page.add(stored(FIRST.number()).orElseThrow());
    }
    return page;
  }

  /** The number of the next draft; until the transaction's end nobody else gets one. */
  public int nextNumber() {
    ask("SELECT pg_advisory_xact_lock(" + NUMBERING + ")");
    var highest = find("order by number desc").firstResultOptional().map(row -> row.number);
    return highest.orElse(FIRST.number()) + 1;
  }

  /** Keeps a new draft. */
  public StoredModel add(ModelDraft draft, Instant at) {
    var row = new ModelEntity();
    row.number = draft.model().number();
    row.state = ModelEntity.State.DRAFT;
    row.createdAt = at;
    set(row, draft);
    persist(row);
    flush();
    return row.toStoredModel();
  }

  /**
   * Changes a draft.
   *
   * @param effectiveAt from when it is in force, if it is published now; else null
   */
  public StoredModel change(ModelDraft draft, Instant effectiveAt) {
    var row = findById(draft.model().number());
    set(row, draft);
    row.effectiveAt = effectiveAt;
    row.state = effectiveAt == null ? ModelEntity.State.DRAFT : ModelEntity.State.PUBLISHED;
    flush();
    return row.toStoredModel();
  }

  private static void set(ModelEntity row, ModelDraft draft) {
    row.cutOffs = draft.cutOffs();
    row.definition = ModelJson.write(draft.model());
  }

  /**
   * Until the transaction's end nobody else publishes a model.
   *
   * @return false when somebody does; nobody is waited for
   */
  public boolean beginPublication() {
    return (boolean) ask("SELECT pg_try_advisory_xact_lock(" + PUBLISHING + ")");
  }

  /**
   * Until the transaction's end nobody else changes the model of this number, if there is one.
   *
   * @return false when somebody holds it for longer than a moment; then the transaction can only be
   *     rolled back
   */
  public boolean hold(int number) {
    try {
      ask("SELECT set_config('lock_timeout', '" + PATIENCE_MILLIS + "', true)");
      getEntityManager()
          .createNativeQuery("SELECT number FROM model WHERE number = ?1 FOR UPDATE")
          .setParameter(1, number)
          .getResultList();
      return true;
    } catch (LockTimeoutException | PessimisticLockException e) {
      return false;
    }
  }

  /** The transaction may wait so long for what others find out for it. */
  public void waitFor(Duration longest) {
    ask(
        "SELECT set_config('idle_in_transaction_session_timeout', '%d', true)"
            .formatted(longest.toMillis()));
  }

  private Object ask(String sql) {
    return getEntityManager().createNativeQuery(sql).getSingleResult();
  }
}
