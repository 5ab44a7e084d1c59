package io.tierstream.segmentation.domain;

import java.math.BigDecimal;

/** A cut-off or floor on one of the figures. */
public record Threshold(String figure, BigDecimal value) {

  String reached() {
    return figure + " reached " + value.toPlainString();
  }

  String undercut() {
    return figure + " fell below " + value.toPlainString();
  }
}
