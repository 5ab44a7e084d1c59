package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.aCustomerBy;
import static io.tierstream.segmentation.domain.Customer.daysAgo;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("domain-2.7")
class MonetaryTest {

  @Test
  void theMeanIsThatOfThePurchasesInTheWindow() {
    Customer customer = aCustomerBy(Models.standard().averaging().model());
    customer.boughtFor("9000.00", daysAgo(400)).boughtFor("100.00", 2, TODAY);
    customer.boughtFor("700.00", TODAY);
    Monetary monetary = customer.standing().assessment().monetary();
    assertThat(monetary.value()).isEqualByComparingTo("300");
    assertThat(customer.standing().assessment().scores().m()).isEqualTo(1);
    customer.boughtFor("1100.00", TODAY);
    assertThat(customer.standing().assessment().monetary().value()).isEqualByComparingTo("500");
    assertThat(customer.standing().assessment().scores().m()).isEqualTo(2);
  }

  @Test
  void aMeanIsComparedExactlyAndShownRounded() {
    Monetary thirds = new Monetary(amount("100"), 3, Monetary.By.AVERAGE);
    assertThat(thirds.value()).isEqualByComparingTo("33.3333");
    assertThat(thirds.reaches(amount("33.3333"))).isTrue();
    assertThat(thirds.reaches(amount("33.3334"))).isFalse();
    assertThat(thirds.floor()).isEqualByComparingTo("33.3333");
    Monetary twoThirds = new Monetary(amount("200"), 3, Monetary.By.AVERAGE);
    assertThat(twoThirds.value()).isEqualByComparingTo("66.6667");
    assertThat(twoThirds.reaches(amount("66.6667"))).isFalse();
    assertThat(twoThirds.floor()).isEqualByComparingTo("66.6666");
  }

  @Test
  void withoutPurchasesTheMeanIsNothing() {
    Monetary none = new Monetary(BigDecimal.ZERO, 0, Monetary.By.AVERAGE);
    assertThat(none.value()).isZero();
    assertThat(none.reaches(amount("0.01"))).isFalse();
    assertThat(none.reaches(BigDecimal.ZERO)).isTrue();
  }

  @Test
  void theSumIsComparedAsItIs() {
    Monetary sum = new Monetary(amount("100.10"), 3, Monetary.By.SUM);
    assertThat(sum.value()).isEqualByComparingTo("100.10");
    assertThat(sum.reaches(amount("100.10"))).isTrue();
    assertThat(sum.reaches(amount("100.1001"))).isFalse();
    assertThat(sum.floor()).isEqualByComparingTo("100.10");
  }

  private static BigDecimal amount(String amount) {
    return new BigDecimal(amount);
  }
}
