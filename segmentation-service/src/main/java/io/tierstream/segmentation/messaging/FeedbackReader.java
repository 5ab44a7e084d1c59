package io.tierstream.segmentation.messaging;

import static io.tierstream.segmentation.messaging.FactReader.require;
import static io.tierstream.segmentation.messaging.FactReader.requireNotAfter;

import io.tierstream.events.JsonFields;
import io.tierstream.events.PoisonException;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.FeedbackKind;
import io.tierstream.segmentation.domain.FeedbackStatus;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.regex.Pattern;

/** Reads what segmentation needs of feedback. */
final class FeedbackReader {

  private static final int MAX_NPS = 10;
  private static final int MAX_DIGITS = 6;
  private static final Pattern RATING = Pattern.compile("5(\\.0{1,4})?|[1-4](\\.\\d{1,4})?");

  private FeedbackReader() {}

  /**
   * The feedback after the fact.
   *
   * @param latest no instant may be later
   */
  static Feedback read(JsonFields json, Instant latest) throws PoisonException {
    var kind = json.oneOf("kind", FeedbackKind.class);
    var status = json.oneOf("status", FeedbackStatus.class);
    require(
        (kind == FeedbackKind.COMPLAINT) == (status != FeedbackStatus.RECEIVED),
        "status",
        "must be OPEN or RESOLVED for a COMPLAINT, and RECEIVED for anything else");
    var resolutionRating = rating(json, "resolutionRating");
    require(
        resolutionRating == null || status == FeedbackStatus.RESOLVED,
        "resolutionRating",
        "must be absent until RESOLVED");
    var occurredAt = json.instant("occurredAt");
    requireNotAfter(latest, occurredAt);
    return new Feedback(
        json.id("feedbackId"),
        json.positive("version"),
        kind,
        rating(json, "rating"),
        json.optionalNumber("nps", 0, MAX_NPS),
        status,
        resolutionRating,
        occurredAt);
  }

  private static BigDecimal rating(JsonFields json, String field) throws PoisonException {
    if (!json.has(field)) {
      return null;
    }
    var text = json.optionalText(field, MAX_DIGITS);
    require(RATING.matcher(text).matches(), field, "must be a decimal string from 1 to 5");
    return new BigDecimal(text);
  }
}
