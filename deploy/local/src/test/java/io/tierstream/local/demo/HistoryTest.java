package io.tierstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
  private static final History HISTORY = history(7);

  @Test
  void theSameSeedIsTheSameHistoryAndAnotherSeedAnother() {
    assertThat(history(7).ordersCsv()).isEqualTo(HISTORY.ordersCsv());
    assertThat(history(7).feedbackCsv()).isEqualTo(HISTORY.feedbackCsv());
    assertThat(history(7).customersCsv()).isEqualTo(HISTORY.customersCsv());
    assertThat(history(8).ordersCsv()).isNotEqualTo(HISTORY.ordersCsv());
  }

  @Test
  void nothingIsOfTheFuture() {
    assertThat(instants(HISTORY.ordersCsv(), "paidAt")).allMatch(at -> !at.isAfter(NOW));
    assertThat(instants(HISTORY.feedbackCsv(), "occurredAt")).allMatch(at -> !at.isAfter(NOW));
    assertThat(instants(HISTORY.feedbackCsv(), "resolvedAt")).allMatch(at -> !at.isAfter(NOW));
  }

  @Test
  void mostOfItIsOfTheLastNinetyDaysAndSomeHaveStayedAwaySince() {
    var purchases = instants(HISTORY.ordersCsv(), "paidAt");
    var first = NOW.minus(Duration.ofDays(90));
    assertThat(purchases.stream().filter(at -> !at.isBefore(first)).count())
        .isGreaterThan(purchases.size() * 3 / 4);
    var last = new TreeMap<String, Instant>();
    for (var row : rows(HISTORY.ordersCsv())) {
      last.merge(
          row.get("customerId"), Instant.parse(row.get("paidAt")), (a, b) -> a.isAfter(b) ? a : b);
    }
    for (int days : List.of(60, 120, 240)) {
      assertThat(last.values())
          .filteredOn(at -> at.isBefore(NOW.minus(Duration.ofDays(days))))
          .as("last seen %d days ago", days)
          .hasSizeGreaterThan(20);
    }
  }

  @Test
  void eveningsAreBusyNightsAreQuietAndWeekendsAreBusierThanMondays() {
    var times =
        instants(HISTORY.ordersCsv(), "paidAt").stream().map(at -> at.atZone(Rhythm.ZONE)).toList();
    var hours =
        times.stream().collect(Collectors.groupingBy(at -> at.getHour(), Collectors.counting()));
    assertThat(hours.get(20)).isGreaterThan(5 * hours.getOrDefault(3, 0L));
    var days =
        times.stream()
            .collect(Collectors.groupingBy(at -> at.getDayOfWeek(), Collectors.counting()));
    assertThat(days.get(DayOfWeek.SATURDAY)).isGreaterThan(days.get(DayOfWeek.MONDAY));
  }

  @Test
  void juneIsBusierThanTheMonthBefore() {
    var months =
        instants(HISTORY.ordersCsv(), "paidAt").stream()
            .map(at -> at.atZone(Rhythm.ZONE).getMonthValue())
            .collect(Collectors.groupingBy(month -> month, Collectors.counting()));
    assertThat(months.get(6)).isGreaterThan(months.get(5));
  }

  @Test
  void whatComesBackWasBoughtBefore() {
    var bought = new TreeMap<String, Instant>();
    var returned = rows(HISTORY.ordersCsv());
    for (var row : returned) {
      if (!row.get("quantity").startsWith("-")) {
        bought.merge(
            row.get("customerId") + row.get("sku"),
            Instant.parse(row.get("paidAt")),
            (a, b) -> a.isBefore(b) ? a : b);
      }
    }
    assertThat(returned)
        .filteredOn(row -> row.get("quantity").startsWith("-"))
        .hasSizeGreaterThan(100)
        .allSatisfy(
            row ->
                assertThat(bought.get(row.get("customerId") + row.get("sku")))
                    .isBeforeOrEqualTo(Instant.parse(row.get("paidAt"))));
  }

  @Test
  void complaintsAreResolvedButForSome() {
    var complaints =
        rows(HISTORY.feedbackCsv()).stream()
            .filter(row -> row.get("kind").equals("COMPLAINT"))
            .toList();
    var open = complaints.stream().filter(row -> row.get("resolvedAt").isEmpty()).count();
    assertThat(open).isBetween(1L, complaints.size() / 5L);
    assertThat(rows(HISTORY.feedbackCsv()))
        .filteredOn(row -> !row.get("nps").isEmpty())
        .hasSizeGreaterThan(50)
        .allMatch(row -> row.get("kind").equals("SURVEY") && row.get("rating").isEmpty());
  }

  @Test
  void everyRegionAndTradeHasCustomers() {
    var customers = rows(HISTORY.customersCsv());
    assertThat(customers).hasSize(HISTORY.customers());
    assertThat(customers.stream().collect(Collectors.groupingBy(row -> row.get("region"))))
        .hasSize(4)
        .allSatisfy((region, those) -> assertThat(those).hasSizeGreaterThan(200));
    assertThat(customers.stream().collect(Collectors.groupingBy(row -> row.get("industry"))))
        .hasSize(8)
        .allSatisfy((trade, those) -> assertThat(those).hasSizeGreaterThan(100));
  }

  private static History history(long seed) {
    return new History(seed, new Shoppers(seed, 2_000), NOW);
  }

  private static List<Instant> instants(String csv, String column) {
    return rows(csv).stream()
        .map(row -> row.get(column))
        .filter(cell -> !cell.isEmpty())
        .map(Instant::parse)
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private static List<Map<String, String>> rows(String csv) {
    var lines = csv.lines().map(line -> Arrays.asList(line.split(",", -1))).toList();
    var header = lines.get(0);
    return lines.stream()
        .skip(1)
        .map(
            cells -> {
              assertThat(cells).hasSameSizeAs(header);
              var row = new TreeMap<String, String>();
              for (int i = 0; i < header.size(); i++) {
                row.put(header.get(i), cells.get(i));
              }
              return (Map<String, String>) row;
            })
        .toList();
  }
}
