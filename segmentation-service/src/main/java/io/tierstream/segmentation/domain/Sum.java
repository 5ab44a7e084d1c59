package io.tierstream.segmentation.domain;

import java.math.BigDecimal;

/** A sum of amounts, exact whatever they are: in a long, at their scale, while that holds it. */
final class Sum {

  private long digits;
  private int scale;

  /** All of it, once it is wider than a long; null until then. */
  private BigDecimal wide;

  /** With {@code amount}. */
  Sum add(BigDecimal amount) {
    boolean isAdded =
        wide == null && Unscaled.fits(amount) && isAdded(Unscaled.of(amount), amount.scale());
    if (!isAdded) {
      wide = total().add(amount);
    }
    return this;
  }

  /** With all of {@code other}. */
  Sum add(Sum other) {
    boolean isAdded = wide == null && other.wide == null && isAdded(other.digits, other.scale);
    if (!isAdded) {
      wide = total().add(other.total());
    }
    return this;
  }

  /** False when it can't be done in a long, and nothing is changed. */
  private boolean isAdded(long moreDigits, int moreScale) {
    int common = Math.max(scale, moreScale);
    if (scale == moreScale) {
      return isAdded(digits, moreDigits, common);
    }
    if (!Unscaled.canTake(digits, common - scale)
        || !Unscaled.canTake(moreDigits, common - moreScale)) {
      return false;
    }
    return isAdded(
        Unscaled.with(digits, common - scale),
        Unscaled.with(moreDigits, common - moreScale),
        common);
  }

  private boolean isAdded(long mine, long more, int common) {
    long sum = mine + more;
    if (((mine ^ sum) & (more ^ sum)) < 0) {
      return false;
    }
    digits = sum;
    scale = common;
    return true;
  }

  /** At the scale of the amount that has the most decimals, as {@link BigDecimal} adds. */
  BigDecimal total() {
    return wide == null ? BigDecimal.valueOf(digits, scale) : wide;
  }
}
