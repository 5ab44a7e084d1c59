package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;

/**
 * Feedback as one of its versions leaves it, §1.
 *
 * <p>Ratings are from 1 to 5, {@code nps} from 0 to 10, each null when it wasn't given; {@code
 * occurredAt} is the instant of this version's own fact, and what its rating weighs by. What no
 * feedback can be is refused with an {@link IllegalArgumentException} that names the part.
 *
 * @param resolutionRating what the customer thinks of the resolution of a complaint
 */
public record Feedback(
    String feedbackId,
    long version,
    FeedbackKind kind,
    BigDecimal rating,
    Integer nps,
    FeedbackStatus status,
    BigDecimal resolutionRating,
    Instant occurredAt)
    implements Fact {

  public static final BigDecimal LOWEST = BigDecimal.ONE;
  public static final BigDecimal HIGHEST = BigDecimal.valueOf(5);

  private static final int HIGHEST_NPS = 10;

  /** Of a rating. */
  private static final int MAX_DECIMALS = 4;

  private static final BigDecimal OPEN_COMPLAINT = LOWEST;
  private static final BigDecimal RESOLVED_COMPLAINT = BigDecimal.valueOf(3);
  private static final BigDecimal OF_AN_NPS_POINT = new BigDecimal("0.4");

  public Feedback {
    Objects.requireNonNull(feedbackId, "feedbackId");
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(status, "status");
    rating = rating("rating", rating);
    resolutionRating = rating("resolutionRating", resolutionRating);
    occurredAt = Order.instant("occurredAt", occurredAt);
    require(version > 0, "version must be positive");
    require(nps == null || (nps >= 0 && nps <= HIGHEST_NPS), "nps must be from 0 to 10");
    require(
        (kind == FeedbackKind.COMPLAINT) == (status != FeedbackStatus.RECEIVED),
        "a complaint, and nothing else, must be open or resolved");
    require(
        resolutionRating == null || status == FeedbackStatus.RESOLVED,
        "resolutionRating must be absent until resolved");
  }

  /** The rating that counts; null when it has none. */
  public BigDecimal countedRating() {
    return switch (status) {
      case RECEIVED -> ownRating();
      case OPEN -> first(ownRating(), OPEN_COMPLAINT);
      case RESOLVED -> first(resolutionRating, first(ownRating(), RESOLVED_COMPLAINT));
    };
  }

  private BigDecimal ownRating() {
    return rating != null || nps == null
        ? rating
        : LOWEST.add(OF_AN_NPS_POINT.multiply(BigDecimal.valueOf(nps)));
  }

  private static BigDecimal first(BigDecimal given, BigDecimal otherwise) {
    return given == null ? otherwise : given;
  }

  /** Its place among a customer's feedback. */
  public FactKey key() {
    return new FactKey(occurredAt, feedbackId);
  }

  /** By {@link #key}. */
  static int inOrder(Feedback a, Feedback b) {
    int byInstant = a.occurredAt.compareTo(b.occurredAt);
    return byInstant != 0 ? byInstant : a.feedbackId.compareTo(b.feedbackId);
  }

  @Override
  public KnownFeedback knownIn(Facts facts) {
    return facts.feedback().get(feedbackId);
  }

  @Override
  public Facts addedTo(Facts facts, long ordinal) {
    return new Facts(
        facts.orders(), facts.feedback().with(new KnownFeedback(this, ordinal)), facts.pin());
  }

  @Override
  public boolean givesBack() {
    return false;
  }

  /** Without trailing zeros, so that equal ratings are the same. */
  private static BigDecimal rating(String name, BigDecimal value) {
    if (value == null) {
      return null;
    }
    require(
        value.compareTo(LOWEST) >= 0 && value.compareTo(HIGHEST) <= 0,
        name + " must be from 1 to 5");
    BigDecimal exact = value.stripTrailingZeros();
    require(exact.scale() <= MAX_DECIMALS, name + " has too many digits");
    return exact;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
