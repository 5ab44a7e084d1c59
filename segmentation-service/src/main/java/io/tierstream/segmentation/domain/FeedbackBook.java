package io.tierstream.segmentation.domain;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Everything known of one customer's feedback, rated or not. Immutable. */
public final class FeedbackBook {

  private static final Comparator<KnownFeedback> BY_ID =
      Comparator.comparing(known -> known.feedback().feedbackId());
  private static final Comparator<KnownFeedback> BY_KEY =
      (a, b) -> Feedback.inOrder(a.feedback(), b.feedback());

  private static final FeedbackBook EMPTY = of(List.of());

  private final SortedArray<KnownFeedback> byId;
  private final SortedArray<KnownFeedback> byKey;
  private final Ratings ratings;

  private FeedbackBook(
      SortedArray<KnownFeedback> byId, SortedArray<KnownFeedback> byKey, Ratings ratings) {
    this.byId = byId;
    this.byKey = byKey;
    this.ratings = ratings;
  }

  public static FeedbackBook empty() {
    return EMPTY;
  }

  /** A book of this feedback, in any sequence; refuses two versions of one. */
  public static FeedbackBook of(Collection<KnownFeedback> feedback) {
    SortedArray<KnownFeedback> byId = SortedArray.of(feedback, BY_ID);
    for (int i = 1; i < byId.size(); i++) {
      if (BY_ID.compare(byId.get(i - 1), byId.get(i)) == 0) {
        throw new IllegalArgumentException("feedback is there twice");
      }
    }
    return new FeedbackBook(
        byId,
        SortedArray.of(feedback, BY_KEY),
        Ratings.of(feedback.stream().map(KnownFeedback::feedback).toList()));
  }

  /** With this feedback, in the place of what was known of it. */
  public FeedbackBook with(KnownFeedback known) {
    KnownFeedback superseded = get(known.feedback().feedbackId());
    return superseded == null
        ? new FeedbackBook(byId.with(known), byKey.with(known), ratings.with(known.feedback()))
        : new FeedbackBook(
            byId.with(known),
            byKey.without(superseded).with(known),
            ratings.without(superseded.feedback()).with(known.feedback()));
  }

  /** What is known of this feedback, or null. */
  public KnownFeedback get(String feedbackId) {
    int at = byId.firstNot(known -> known.feedback().feedbackId().compareTo(feedbackId) < 0);
    return at < size() && byId.get(at).feedback().feedbackId().equals(feedbackId)
        ? byId.get(at)
        : null;
  }

  public int size() {
    return byId.size();
  }

  /** All feedback, rated or not, by key. */
  public List<KnownFeedback> all() {
    return byKey.items();
  }

  /** The feedback whose key is in {@code [from, to)}, by key; a null bound is no bound. */
  public List<KnownFeedback> between(FactKey from, FactKey to) {
    return byKey
        .items()
        .subList(from == null ? 0 : firstFrom(from), to == null ? size() : firstFrom(to));
  }

  private int firstFrom(FactKey key) {
    return byKey.firstNot(known -> known.feedback().key().compareTo(key) < 0);
  }

  /** What the ratings up to {@code at} come to by {@code rules}; null when there are none. */
  public Satisfaction satisfaction(SatisfactionRules rules, Instant at) {
    return ratings.satisfaction(rules, at);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeedbackBook book && all().equals(book.all());
  }

  @Override
  public int hashCode() {
    return all().hashCode();
  }

  @Override
  public String toString() {
    return "FeedbackBook of " + size();
  }
}
