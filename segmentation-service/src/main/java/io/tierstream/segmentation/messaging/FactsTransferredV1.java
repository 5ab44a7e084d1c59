package io.tierstream.segmentation.messaging;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.domain.Transfer;
import io.tierstream.segmentation.messaging.SegmentationEvents.CauseV1;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** Facts on their way to whom they count for, as their schema wants them. */
record FactsTransferredV1(
    String customerId,
    String from,
    long version,
    Integer part,
    boolean last,
    List<CarriedV1> facts,
    CauseV1 cause,
    Instant at,
    Instant occurredAt) {

  record ForeignV1(String currency, String total, String refunded) {}

  record OrderV1(
      String orderId,
      long version,
      String status,
      String total,
      String refunded,
      ForeignV1 foreign,
      Instant placedAt,
      Instant paidAt,
      Instant occurredAt) {

    static OrderV1 of(OrderFact fact) {
      var order = fact.order();
      return new OrderV1(
          order.orderId(),
          order.version(),
          order.status().name(),
          text(order.total()),
          text(order.refunded()),
          foreign(order),
          order.placedAt(),
          order.paidAt(),
          fact.occurredAt());
    }

    private static ForeignV1 foreign(Order order) {
      var foreign = order.foreign();
      return foreign == null
          ? null
          : new ForeignV1(foreign.currency(), text(foreign.total()), text(foreign.refunded()));
    }
  }

  record FeedbackV1(
      String feedbackId,
      long version,
      String kind,
      String rating,
      Integer nps,
      String status,
      String resolutionRating,
      Instant occurredAt) {

    static FeedbackV1 of(Feedback feedback) {
      return new FeedbackV1(
          feedback.feedbackId(),
          feedback.version(),
          feedback.kind().name(),
          text(feedback.rating()),
          feedback.nps(),
          feedback.status().name(),
          text(feedback.resolutionRating()),
          feedback.occurredAt());
    }
  }

  /** One of the two. */
  record CarriedV1(
      String via,
      @JsonInclude(Include.NON_NULL) OrderV1 order,
      @JsonInclude(Include.NON_NULL) FeedbackV1 feedback) {

    static CarriedV1 of(Transfer.Carried carried) {
      Fact fact = carried.fact();
      return new CarriedV1(
          carried.via(),
          fact instanceof OrderFact order ? OrderV1.of(order) : null,
          fact instanceof Feedback feedback ? FeedbackV1.of(feedback) : null);
    }
  }

  static FactsTransferredV1 of(String survivor, Transfer transfer) {
    return new FactsTransferredV1(
        survivor,
        transfer.from(),
        transfer.version(),
        transfer.part(),
        transfer.isLast(),
        transfer.facts().stream().map(CarriedV1::of).toList(),
        CauseV1.of(transfer.cause()),
        transfer.at(),
        transfer.at());
  }

  /** A fact that comes after the others. */
  static FactsTransferredV1 of(
      Standing merged, Transfer.Carried carried, Instant recordTimestamp, Cause cause) {
    return new FactsTransferredV1(
        merged.bonds().mergedInto(),
        merged.customerId(),
        merged.bonds().version(),
        null,
        true,
        List.of(CarriedV1.of(carried)),
        CauseV1.of(cause),
        recordTimestamp,
        carried.fact().occurredAt());
  }

  private static String text(BigDecimal number) {
    return number == null ? null : number.toPlainString();
  }
}
