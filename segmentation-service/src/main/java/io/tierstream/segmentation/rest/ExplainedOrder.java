package io.tierstream.segmentation.rest;

import io.tierstream.segmentation.application.ExplainStanding.Explained;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderVerdict;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An order, and whether it counts. */
@Schema(name = "ExplainedOrder")
public record ExplainedOrder(
    String orderId,
    @Schema(enumeration = {"PLACED", "PAID", "PARTIALLY_REFUNDED", "REFUNDED", "CANCELLED"})
        String status,
    Instant placedAt,
    @Schema(nullable = true) Instant paidAt,
    String total,
    String refunded,
    @Schema(description = "What is left of the price") String net,
    @Schema(description = "Toward frequency and monetary") boolean counts,
    @Schema(description = "COUNTS, or why not") OrderVerdict verdict,
    @Schema(
            description =
                "Whether recency is counted from it: no qualifying one is later; several may be of one instant")
        boolean latest) {

  static ExplainedOrder of(Order order, Explained explained) {
    var now = explained.explanation().assessment();
    var verdict = OrderVerdict.of(order, explained.model(), now.at());
    return new ExplainedOrder(
        order.orderId(),
        order.status().name(),
        order.placedAt(),
        order.paidAt(),
        Amount.text(order.total()),
        Amount.text(order.refunded()),
        Amount.text(order.net()),
        verdict == OrderVerdict.COUNTS,
        verdict,
        order.qualifies() && order.paidAt().equals(now.lastPurchaseAt()));
  }
}
