package io.tierstream.feedback.persistence;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.tierstream.feedback.domain.Feedback;
import io.tierstream.feedback.domain.FeedbackAlreadyKnown;
import io.tierstream.feedback.domain.UnknownFeedback;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.exception.ConstraintViolationException;

/** All feedback. Every call belongs into a transaction. */
@ApplicationScoped
public class Feedbacks implements PanacheRepositoryBase<FeedbackEntity, String> {

  /**
   * The feedback with this id.
   *
   * @throws UnknownFeedback when there is none
   */
  public Feedback known(String feedbackId) {
    return findByIdOptional(feedbackId)
        .map(FeedbackEntity::toFeedback)
        .orElseThrow(UnknownFeedback::new);
  }

  /**
   * The feedback with this id, which nobody else can change before the transaction ends.
   *
   * @throws UnknownFeedback when there is none
   */
  public Feedback locked(String feedbackId) {
    return findByIdOptional(feedbackId, LockModeType.PESSIMISTIC_WRITE)
        .map(FeedbackEntity::toFeedback)
        .orElseThrow(UnknownFeedback::new);
  }

  /**
   * Adds new feedback.
   *
   * @throws FeedbackAlreadyKnown when its id is taken
   */
  public void add(Feedback feedback) {
    if (findById(feedback.feedbackId()) != null) {
      throw new FeedbackAlreadyKnown(feedback.feedbackId());
    }
    try {
      persistAndFlush(FeedbackEntity.of(feedback));
    } catch (ConstraintViolationException e) {
      throw new FeedbackAlreadyKnown(feedback.feedbackId());
    }
  }

  /**
   * Those that there are of the feedback with these ids, by id, which nobody else can change before
   * the transaction ends.
   */
  public Map<String, Feedback> locked(Collection<String> feedbackIds) {
    return find("feedbackId in ?1 order by feedbackId", feedbackIds)
        .withLock(LockModeType.PESSIMISTIC_WRITE)
        .stream()
        .collect(Collectors.toMap(entity -> entity.feedbackId, FeedbackEntity::toFeedback));
  }

  /** Adds new feedback, whose ids nobody has. */
  public void addAll(Collection<Feedback> feedback) {
    persist(feedback.stream().map(FeedbackEntity::of));
  }

  /** Keeps what a step made of feedback that was locked before. */
  public void keep(Feedback feedback) {
    findById(feedback.feedbackId()).moveTo(feedback);
  }

  /** Forgets what these customers wrote, and what was noted of it; revisions say so. */
  public void eraseTexts(Collection<String> customerIds) {
    getEntityManager()
        .createNativeQuery(
            """
            UPDATE feedback SET text = NULL, note = NULL, revision = revision + 1
            WHERE customer_id IN (:customers) AND (text IS NOT NULL OR note IS NOT NULL)
            """)
        .setParameter("customers", customerIds)
        .executeUpdate();
  }

  /** One page. */
  public List<Feedback> page(FeedbackFilter filter) {
    if (filter.isContradictory()) {
      return List.of();
    }
    var page = PageQuery.of(filter);
    var query = getEntityManager().createNativeQuery(page.sql(), FeedbackEntity.class);
    page.parameters().forEach(query::setParameter);
    return query.getResultStream().map(row -> ((FeedbackEntity) row).toFeedback()).toList();
  }
}
