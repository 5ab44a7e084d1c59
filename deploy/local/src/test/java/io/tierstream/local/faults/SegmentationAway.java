package io.tierstream.local.faults;

import static io.tierstream.local.faults.FaultySystem.OTHER_SEGMENTATION;
import static io.tierstream.local.faults.FaultySystem.SEGMENTATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tierstream.local.Service;
import io.tierstream.local.faults.Recorded.ChangeRow;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Time passes and customers pay while segmentation is away: they stand where they'd stand anyway.
 */
class SegmentationAway extends Rehearsal {
  private static final Duration WINDOW = Duration.ofDays(365);

  @Test
  void afterTenMinutesTheTiersAreTheSameAsWithoutThem() throws Exception {
    var there = live("there-", Duration.ofSeconds(6), () -> {}, () -> {});
    var away =
        live(
            "away-",
            Duration.ofMinutes(1),
            () -> {
              system.process(SEGMENTATION).stop();
              system.process(OTHER_SEGMENTATION).stop();
            },
            () -> system.heal());

    assertThat(away).isEqualTo(there);
    assertThat(there)
        .containsExactly(
            "falls: INITIAL to BRONZE",
            "falls: UPGRADE to GOLD",
            "falls: DOWNGRADE to SILVER after 5 units",
            "pays-in-time: INITIAL to BRONZE",
            "pays-in-time: UPGRADE to GOLD",
            "pays-too-late: INITIAL to BRONZE",
            "pays-too-late: UPGRADE to GOLD",
            "pays-too-late: DOWNGRADE to SILVER after 5 units",
            "pays-too-late: UPGRADE to GOLD");
  }

  /**
   * Three customers, each with a large purchase that leaves the window after three units of time,
   * and so with a tier that falls after five; one of them pays after four, another after six.
   *
   * @param leave what segmentation does before anything happens by itself
   * @param come what it does after eleven units
   * @return their tier changes
   */
  private static List<String> live(String prefix, Duration unit, Runnable leave, Runnable come)
      throws Exception {
    var file = folder.resolve(prefix + "ledger");
    var target = target();
    var currency = system.system().baseCurrency();
    var began = target.clock().get().truncatedTo(ChronoUnit.MICROS);
    try (var ledger = Ledger.in(file)) {
      var requests = new ShopRequests(target.addresses(), ledger, PATIENCE);
      publishModel(requests, prefix, unit.multipliedBy(2));
      for (var customer : List.of("falls", "pays-in-time", "pays-too-late")) {
        var id = prefix + customer;
        new Purchase(id, id + "-1", "4000.00", currency)
            .make(requests, began.plus(unit.multipliedBy(3)).minus(WINDOW));
        new Purchase(id, id + "-2", "600.00", currency).make(requests);
      }
      await().atMost(unit.multipliedBy(2)).until(() -> changes(prefix, began, unit).size() == 6);
      leave.run();
      awaitInstant(began.plus(unit.multipliedBy(4)));
      var inTime = prefix + "pays-in-time";
      new Purchase(inTime, inTime + "-3", "4000.00", currency).make(requests);
      awaitInstant(began.plus(unit.multipliedBy(6)));
      var tooLate = prefix + "pays-too-late";
      new Purchase(tooLate, tooLate + "-3", "4000.00", currency).make(requests);
      awaitInstant(began.plus(unit.multipliedBy(11)));
      come.run();
    }
    var report = new Checker(target, file, prefix, currency).check(PATIENCE);
    assertThat(report.findings()).isEmpty();
    return changes(prefix, began, unit);
  }

  /** One by which tiers fall soon. */
  private static void publishModel(ShopRequests requests, String prefix, Duration grace)
      throws InterruptedException {
    var changes = JsonNodeFactory.instance.objectNode();
    changes
        .putObject("downgrade")
        .put("grace", grace.toString())
        .put("reach", "ONE_STEP")
        .put("refundsBypassGrace", true);
    requests.publishModel(prefix + "model", changes);
  }

  private static void awaitInstant(Instant instant) throws InterruptedException {
    var left = Duration.between(target().clock().get(), instant);
    if (!left.isNegative()) {
      pass(left);
    }
  }

  private static List<String> changes(String prefix, Instant began, Duration unit)
      throws SQLException {
    try (var connection = target().connect(Service.SEGMENTATION)) {
      return Rows.all(
          connection,
          row ->
              row.getString(1).substring(prefix.length())
                  + ": "
                  + text(ChangeRow.of(row), began, unit),
          ChangeRow.SELECT,
          prefix);
    }
  }

  private static String text(ChangeRow row, Instant began, Duration unit) {
    var text = row.kind() + " to " + row.to();
    // The others are dated when their payments were heard of.
    return row.kind().equals("DOWNGRADE")
        ? text
            + " after %s units".formatted(units(Duration.between(began, row.effectiveAt()), unit))
        : text;
  }

  private static String units(Duration time, Duration unit) {
    return BigDecimal.valueOf(time.toNanos())
        .divide(BigDecimal.valueOf(unit.toNanos()))
        .stripTrailingZeros()
        .toPlainString();
  }
}
