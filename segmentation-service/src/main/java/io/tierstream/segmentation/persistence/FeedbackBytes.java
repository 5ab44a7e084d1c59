package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.FeedbackKind;
import io.tierstream.segmentation.domain.FeedbackStatus;
import io.tierstream.segmentation.domain.KnownFeedback;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of feedback as bytes: a format number, then per feedback its id, version, kind, status,
 * ratings, instant and ordinal. About 25 bytes a feedback with ids of seven characters.
 */
final class FeedbackBytes {

  private static final int FORMAT = 1;
  private static final FeedbackKind[] KINDS = FeedbackKind.values();
  private static final FeedbackStatus[] STATUSES = FeedbackStatus.values();

  /** Which of the ratings are there, as bits. */
  private static final int RATING = 1;

  private static final int NPS = 2;
  private static final int RESOLUTION_RATING = 4;

  /** Bytes that one takes, roughly. */
  private static final int EXPECTED = 32;

  private FeedbackBytes() {}

  static byte[] write(List<KnownFeedback> feedback) {
    var out = new PackedOut(FORMAT, feedback.size() * EXPECTED);
    for (var known : feedback) {
      var one = known.feedback();
      out.text(one.feedbackId());
      out.number(one.version());
      out.octet(one.kind().ordinal());
      out.octet(one.status().ordinal());
      out.octet(
          (one.rating() == null ? 0 : RATING)
              | (one.nps() == null ? 0 : NPS)
              | (one.resolutionRating() == null ? 0 : RESOLUTION_RATING));
      amount(out, one.rating());
      if (one.nps() != null) {
        out.octet(one.nps());
      }
      amount(out, one.resolutionRating());
      out.instant(one.occurredAt());
      out.number(known.ordinal());
    }
    return out.bytes();
  }

  private static void amount(PackedOut out, BigDecimal rating) {
    if (rating != null) {
      out.amount(rating);
    }
  }

  static List<KnownFeedback> read(byte[] bytes) {
    var in = new PackedIn(bytes, FORMAT);
    var feedback = new ArrayList<KnownFeedback>();
    while (in.hasMore()) {
      var id = in.text();
      var version = in.number();
      var kind = KINDS[in.octet()];
      var status = STATUSES[in.octet()];
      var there = in.octet();
      var rating = (there & RATING) == 0 ? null : in.amount();
      var nps = (there & NPS) == 0 ? null : Integer.valueOf(in.octet());
      var resolutionRating = (there & RESOLUTION_RATING) == 0 ? null : in.amount();
      feedback.add(
          new KnownFeedback(
              new Feedback(id, version, kind, rating, nps, status, resolutionRating, in.instant()),
              in.number()));
    }
    return feedback;
  }
}
