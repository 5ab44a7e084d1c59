package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.aCustomer;
import static io.tierstream.segmentation.domain.Customer.inDays;
import static io.tierstream.segmentation.domain.StandingAssert.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CorrectionTest {

  @Test
  @Tag("domain-4.20")
  void aPriceThatIsCorrectedIsNoRefundAndHasAGrace() {
    var customer = aCustomer().boughtFor("10", TODAY).boughtFor("5000", TODAY);
    assertThat(customer.standing()).hasTier("GOLD");
    customer.hears(new OrderFact(corrected(customer.order("5000"), "50"), inDays(1)), inDays(1));
    assertThat(customer.standing()).hasMonetary("60").hasTier("GOLD").isBelowSince(inDays(1));
    assertThat(customer.standing(inDays(15))).hasTier("SILVER");
  }

  private static Order corrected(Order order, String total) {
    return new Order(
        order.orderId(),
        order.version() + 1,
        order.status(),
        new BigDecimal(total),
        order.refunded(),
        order.placedAt(),
        order.paidAt());
  }
}
