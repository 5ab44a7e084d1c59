package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.KnownFeedback;
import io.tierstream.segmentation.domain.KnownOrder;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.Pin;
import java.math.BigDecimal;

/**
 * A fact as a line of text, so that two can be compared whatever the scale of their amounts.
 *
 * @param id of the order or feedback; of a pin there is one
 */
public record FactLines(String id, String text) {

  public static FactLines of(Fact fact) {
    if (fact instanceof OrderFact taken) {
      var order = of(taken.order());
      return new FactLines(order.id, order.text + " at " + taken.occurredAt());
    }
    if (fact instanceof Feedback feedback) {
      return of(feedback);
    }
    var pin = (Pin) fact;
    return new FactLines(
        "pin",
        "v%d %s until %s at %s"
            .formatted(pin.version(), pin.tier(), pin.until(), pin.occurredAt()));
  }

  static FactLines of(KnownOrder known) {
    return of(known.order());
  }

  static FactLines of(KnownFeedback known) {
    return of(known.feedback());
  }

  private static FactLines of(Order order) {
    var foreign = order.foreign();
    return new FactLines(
        order.orderId(),
        "v%d %s %s-%s placed %s paid %s%s"
            .formatted(
                order.version(),
                order.status(),
                plain(order.total()),
                plain(order.refunded()),
                order.placedAt(),
                order.paidAt(),
                foreign == null
                    ? ""
                    : " %s %s-%s"
                        .formatted(
                            foreign.currency(),
                            plain(foreign.total()),
                            plain(foreign.refunded()))));
  }

  private static FactLines of(Feedback feedback) {
    return new FactLines(
        feedback.feedbackId(),
        "v%d %s %s %s nps %s resolved %s at %s"
            .formatted(
                feedback.version(),
                feedback.kind(),
                feedback.status(),
                plain(feedback.rating()),
                feedback.nps(),
                plain(feedback.resolutionRating()),
                feedback.occurredAt()));
  }

  /** A number as all lines have it; null for null. */
  public static String plain(BigDecimal number) {
    if (number == null) {
      return null;
    }
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }
}
