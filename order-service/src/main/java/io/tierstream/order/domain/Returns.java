package io.tierstream.order.domain;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Finds for what a customer returned of one article the purchases that it came from. */
public final class Returns {

  private Returns() {}

  /** {@code quantity} pieces of {@code returned} came from {@code purchase}, at its price. */
  public record Match(ReturnLine returned, PurchaseLine purchase, int quantity) {

    /** What is paid back for them. */
    public BigDecimal amount() {
      return purchase.unitPrice().multiply(BigDecimal.valueOf(quantity));
    }
  }

  /** Of {@code returned}, {@code missing} pieces have no purchase. */
  public record Shortage(ReturnLine returned, int missing) {

    /** Whether there was no purchase at all for the line, rather than one too small. */
    public boolean isTotal() {
      return missing == returned.quantity();
    }
  }

  /** What came of it all. */
  public record Outcome(List<Match> matches, List<Shortage> shortages) {}

  /**
   * Takes the returns in time order, and row by row; each takes its pieces from the purchases that
   * are not later than it, the newest first, as far as they have pieces left. All lines are one
   * customer's and of one article.
   */
  public static Outcome match(List<PurchaseLine> purchases, List<ReturnLine> returns) {
    var newestFirst = purchases.stream().sorted(PurchaseLine.NEWEST_FIRST).toList();
    var left = newestFirst.stream().mapToInt(PurchaseLine::left).toArray();
    var matches = new ArrayList<Match>();
    var shortages = new ArrayList<Shortage>();
    for (var returned : returns.stream().sorted(ReturnLine.BY_TIME).toList()) {
      var missing = returned.quantity();
      for (var i = 0; i < left.length && missing > 0; i++) {
        var taken = Math.min(missing, left[i]);
        if (taken > 0 && !newestFirst.get(i).paidAt().isAfter(returned.notedAt())) {
          matches.add(new Match(returned, newestFirst.get(i), taken));
          left[i] -= taken;
          missing -= taken;
        }
      }
      if (missing > 0) {
        shortages.add(new Shortage(returned, missing));
      }
    }
    return new Outcome(matches, shortages);
  }
}
