package io.tierstream.segmentation.domain;

import static io.tierstream.segmentation.domain.Customer.TODAY;
import static io.tierstream.segmentation.domain.Customer.aCustomer;
import static io.tierstream.segmentation.domain.Customer.inDays;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FadingTest {

  private static final BigDecimal NEUTRAL = BigDecimal.valueOf(3);

  @ParameterizedTest
  @CsvSource({"5, 5", "1, 1", "4.5, 3.5", "1, 2.9"})
  @Tag("domain-3.3")
  void satisfactionMovesTowardTheNeutralAndNeverBeyondIt(String first, String second) {
    Satisfaction satisfaction =
        aCustomer()
            .rated(first, TODAY)
            .rated(second, inDays(50))
            .standing()
            .assessment()
            .satisfaction();
    BigDecimal distance = distance(satisfaction, inDays(50));
    int side = distance.signum();
    assertThat(side).isNotZero();
    for (int days = 60; days < 3000; days += 10) {
      BigDecimal next = distance(satisfaction, inDays(days));
      assertThat(next.signum()).isIn(0, side);
      assertThat(next.abs()).isLessThanOrEqualTo(distance.abs());
      distance = next;
    }
    assertThat(distance).isZero();
  }

  private static BigDecimal distance(Satisfaction satisfaction, Instant at) {
    return satisfaction.at(at).subtract(NEUTRAL);
  }
}
