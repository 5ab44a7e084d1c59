package io.tierstream.segmentation.domain;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Objects;

/**
 * What a customer's qualifying purchases in the window come to, in the base currency: their sum or,
 * by a model that says so, their mean. Compared exactly.
 *
 * @param net the sum
 * @param purchases how many there are
 */
public record Monetary(BigDecimal net, int purchases, By by) {

  /** What is made of the purchases. */
  public enum By {
    SUM,
    /** The mean; zero without a purchase. */
    AVERAGE
  }

  private static final int SHOWN_DECIMALS = 4;

  public Monetary {
    Objects.requireNonNull(net, "net");
    Objects.requireNonNull(by, "by");
  }

  static final Monetary NONE = new Monetary(BigDecimal.ZERO, 0, By.SUM);

  /** Whether it is at least {@code amount}, exactly. */
  public boolean reaches(BigDecimal amount) {
    return Unscaled.compare(net, amount, by == By.SUM ? 1 : Math.max(purchases, 1)) >= 0;
  }

  /** The sum exactly, or the mean rounded to four places, for display only. */
  public BigDecimal value() {
    return by == By.SUM || purchases <= 1
        ? net
        : net.divide(divisor(), SHOWN_DECIMALS, RoundingMode.HALF_UP);
  }

  /** The greatest amount of at most four places that it reaches. */
  BigDecimal floor() {
    return (by == By.SUM ? net : net.divide(divisor(), SHOWN_DECIMALS, RoundingMode.FLOOR))
        .setScale(SHOWN_DECIMALS, RoundingMode.FLOOR);
  }

  private BigDecimal divisor() {
    return BigDecimal.valueOf(Math.max(purchases, 1));
  }
}
