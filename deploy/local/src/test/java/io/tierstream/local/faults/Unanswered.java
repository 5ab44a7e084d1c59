package io.tierstream.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.tierstream.local.faults.Content.CustomerContent;
import io.tierstream.local.faults.Content.FeedbackContent;
import io.tierstream.local.faults.Content.OrderContent;
import io.tierstream.local.faults.Content.PinContent;
import io.tierstream.local.faults.Ledger.Intent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Objects;

/**
 * A request whose answer nobody got: either nothing came of it, or all that it asks for.
 *
 * @param intent with an effect
 */
record Unanswered(Intent intent) {

  /**
   * What came of it if anything did.
   *
   * @param before the version before; null for none
   * @param found what is on the topic, from which instants are taken that are a service's choice
   */
  Content outcome(Content before, Content found) {
    var effect = intent.effect();
    return switch (effect.topic()) {
      case "orders" ->
          before == null
              ? placed((OrderContent) found)
              : next((OrderContent) before, (OrderContent) found);
      case "feedback" ->
          before == null
              ? received((FeedbackContent) found)
              : resolved((FeedbackContent) before, (FeedbackContent) found);
      case "customers" -> customer((CustomerContent) before, (CustomerContent) found);
      case "segmentation-inputs" ->
          intent.body() == null ? PinContent.removed() : PinContent.of(intent.body());
      default -> throw new IllegalArgumentException("no facts are on " + effect.topic());
    };
  }

  private OrderContent placed(OrderContent found) {
    var order = OrderContent.of(intent.body());
    var total = BigDecimal.ZERO;
    for (var line : intent.body().path("lines")) {
      var price = new BigDecimal(line.path("unitPrice").asText());
      total = total.add(price.multiply(BigDecimal.valueOf(line.path("quantity").asLong())));
    }
    return new OrderContent(
        order.customerId(),
        intent.effect().status(),
        Content.text(intent.body().path("currency")),
        // A tier may have its discount.
        found.total().compareTo(total) < 0 ? found.total() : Content.exact(total),
        BigDecimal.ZERO,
        given("placedAt", found.placedAt()),
        null,
        order.lines());
  }

  private OrderContent next(OrderContent before, OrderContent found) {
    var status = intent.effect().status();
    boolean isPayment = status.equals("PAID");
    var refunded = before.refunded();
    if (intent.body().has("amount")) {
      refunded = refunded.add(new BigDecimal(intent.body().at("/amount/amount").asText()));
    } else if (status.equals("CANCELLED") && before.paidAt() != null) {
      refunded = before.total();
    }
    return new OrderContent(
        before.customerId(),
        status,
        before.currency(),
        before.total(),
        Content.exact(refunded),
        before.placedAt(),
        isPayment ? given("paidAt", found.paidAt()) : before.paidAt(),
        before.lines());
  }

  private FeedbackContent received(FeedbackContent found) {
    var feedback = FeedbackContent.ofAnswer(intent.body());
    return new FeedbackContent(
        feedback.customerId(),
        feedback.kind(),
        intent.effect().status(),
        feedback.rating(),
        feedback.nps(),
        null,
        feedback.orderId(),
        given("occurredAt", found.receivedAt()),
        null);
  }

  private FeedbackContent resolved(FeedbackContent before, FeedbackContent found) {
    return new FeedbackContent(
        before.customerId(),
        before.kind(),
        intent.effect().status(),
        before.rating(),
        before.nps(),
        Content.decimal(intent.body().path("rating")),
        before.orderId(),
        before.receivedAt(),
        found.resolvedAt());
  }

  /** Of attributes a request names some, and the others stay. */
  private CustomerContent customer(CustomerContent before, CustomerContent found) {
    var status = intent.effect().status();
    if (status.equals(CustomerFacts.ERASED)) {
      return CustomerContent.erased();
    }
    var asked = intent.body().at("/attributes/region");
    var region = before == null ? null : before.attribute("region");
    region = asked.isMissingNode() ? region : asked.asText();
    var into = Content.text(intent.body().path("into"));
    return Objects.equals(region, found.attribute("region"))
        ? new CustomerContent(status, into, found.attributes())
        : CustomerContent.withRegion(status, into, region);
  }

  private Instant given(String name, Instant otherwise) {
    JsonNode given = intent.body().path(name);
    return given.isMissingNode() ? otherwise : Content.instant(given);
  }
}
