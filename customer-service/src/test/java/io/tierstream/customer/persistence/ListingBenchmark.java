package io.tierstream.customer.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.customer.domain.SearchText;
import io.tierstream.customer.persistence.ListingFilter.Place;
import io.tierstream.customer.persistence.ListingFilter.Sort;
import io.tierstream.embedded.PostgresProcess;
import io.tierstream.imports.Sql;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * How long pages of the management table take over a million customers. Not one of the tests that
 * always run: {@code ../mvnw test -Dtest=ListingBenchmark} fills a database of its own and writes
 * {@code target/listing-benchmark.md}.
 */
class ListingBenchmark {

  static final List<String> MIGRATIONS = List.of("V1_0__customers", "V1_1__orders", "V1_3__search");
  private static final int RUNS = 5;
  private static final int LIMIT = 51;

  @Test
  void everyFilterAndSortIsReadInUnder100MillisecondsAtTheMedian() throws Exception {
    var postgres = PostgresProcess.start(PostgresProcess.Options.temporary());
    try (var connection = postgres.connect("postgres")) {
      fill(connection);
      var medians = measure(connection, Path.of("target", "listing-benchmark.md"));
      assertThat(medians).allSatisfy((filter, median) -> assertThat(median).isLessThan(100));
    } finally {
      postgres.close();
    }
  }

  static void fill(Connection connection) throws SQLException, IOException {
    var indexes = new ArrayList<String>();
    for (var migration : MIGRATIONS) {
      for (var statement : statements(migration)) {
        if (statement.contains("INDEX customer_search ")) {
          continue; // V1_3 has another one
        } else if (statement.contains("CREATE INDEX")) {
          indexes.add(statement);
        } else {
          execute(connection, statement);
        }
      }
    }
    execute(connection, resource("/listing-benchmark.sql"));
    execute(connection, "SET maintenance_work_mem = '512MB'");
    for (var index : indexes) {
      execute(connection, index);
    }
    execute(connection, "VACUUM ANALYZE");
  }

  /**
   * The medians, in milliseconds, of each filter over all sorts, directions and places. The table
   * of the slowest of each filter and sort goes to {@code report}.
   */
  static Map<String, Double> measure(Connection connection, Path report)
      throws SQLException, IOException {
    execute(connection, "SET plan_cache_mode = force_custom_plan");
    var middles = new EnumMap<Sort, Place>(Sort.class);
    for (var sort : Sort.values()) {
      middles.put(sort, middle(connection, sort));
    }
    var all = new LinkedHashMap<String, Double>();
    var table = new StringBuilder("| filter |");
    for (var sort : Sort.values()) {
      table.append(" ").append(sort.field()).append(" |");
    }
    table.append("\n|---|").append("---:|".repeat(Sort.values().length)).append("\n");
    for (var filter : filters().entrySet()) {
      table.append("| ").append(filter.getKey()).append(" |");
      var ofFilter = new ArrayList<Double>();
      for (var sort : Sort.values()) {
        var slowest = 0.0;
        for (var descending : new boolean[] {false, true}) {
          for (var after : new Place[] {null, middles.get(sort)}) {
            var median = median(connection, asked(filter.getValue(), sort, descending, after));
            ofFilter.add(median);
            slowest = Math.max(slowest, median);
          }
        }
        table.append(" %.1f |".formatted(slowest));
      }
      all.put(filter.getKey(), middle(ofFilter));
      table.append("\n");
      Files.writeString(report, table);
    }
    return all;
  }

  private static Map<String, ListingFilter> filters() {
    var filters = new LinkedHashMap<String, ListingFilter>();
    filters.put("none", only(null, null, null, null, null, null));
    filters.put("tier, 6 of 10", only(null, "BRONZE", null, null, null, null));
    filters.put("tier, 3 of 100", only(null, "DIAMOND", null, null, null, null));
    filters.put("segment, 3 of 10", only(null, null, "Lost", null, null, null));
    filters.put("segment, 1 of 1,000", only(null, null, "Can't lose", null, null, null));
    filters.put("region, 4 of 10", only(null, null, null, "East", null, null));
    filters.put("region, 1 of 10,000", only(null, null, null, "Island", null, null));
    filters.put("industry, 1 of 2", only(null, null, null, null, "retail", null));
    filters.put("industry, 4 of 100", only(null, null, null, null, "mining", null));
    filters.put("tag, 4 of 10", only(null, null, null, null, null, "newsletter"));
    filters.put("tag, 1 of 10, goes with spend", only(null, null, null, null, null, "vip"));
    filters.put("tag, 20 of a million", only(null, null, null, null, null, "lawsuit"));
    filters.put("q, one customer", only("C-0123456", null, null, null, null, null));
    filters.put("q, none", only("qzxv", null, null, null, null, null));
    filters.put("q, 3 of 100", only("138", null, null, null, null, null));
    filters.put("q, 7 of 100, goes with name", only("zhang", null, null, null, null, null));
    filters.put("q, one Chinese character, 1 of 10", only("王", null, null, null, null, null));
    filters.put("q, two letters", only("zh", null, null, null, null, null));
    filters.put("q, all", only("com", null, null, null, null, null));
    filters.put("tier and region", only(null, "DIAMOND", null, "East", null, null));
    filters.put("tier and tag", only(null, "GOLD", null, null, null, "newsletter"));
    filters.put("q and segment", only("138", null, "Loyal", null, null, null));
    filters.put("q and tag", only("zhang", null, null, null, null, "newsletter"));
    return filters;
  }

  private static ListingFilter only(
      String q, String tier, String segment, String region, String industry, String tag) {
    var pattern = q == null ? null : SearchText.pattern(q).orElseThrow();
    return new ListingFilter(
        pattern, tier, segment, region, industry, tag, Sort.CUSTOMER_ID, false, null, LIMIT);
  }

  private static ListingFilter asked(
      ListingFilter filter, Sort sort, boolean descending, Place after) {
    return new ListingFilter(
        filter.pattern(),
        filter.tier(),
        filter.segment(),
        filter.region(),
        filter.industry(),
        filter.tag(),
        sort,
        descending,
        after,
        filter.limit());
  }

  /** The place of a customer in the middle of the table. */
  private static Place middle(Connection connection, Sort sort) throws SQLException {
    var nr =
        Sql.query(
                connection,
                row -> row.getLong(1),
                "SELECT nr FROM listing ORDER BY " + sort.column() + ", nr OFFSET 700000 LIMIT 1")
            .get(0);
    return Sql.query(
            connection,
            Listings::read,
            "SELECT "
                + Listings.COLUMNS
                + " FROM customer c JOIN listing l USING (nr) WHERE nr = ?",
            nr)
        .get(0)
        .place(sort);
  }

  private static double median(Connection connection, ListingFilter filter) throws SQLException {
    var times = new ArrayList<Double>();
    for (var run = 0; run <= RUNS; run++) {
      var begin = System.nanoTime();
      new ListingPage(connection, filter).read();
      times.add((System.nanoTime() - begin) / 1e6);
    }
    // the first one is to warm up
    return middle(times.subList(1, times.size()));
  }

  private static double middle(List<Double> times) {
    return times.stream().sorted().skip(times.size() / 2).findFirst().orElseThrow();
  }

  static String[] statements(String migration) throws IOException {
    return resource("/db/migration/" + migration + ".sql").split(";\\s*\n");
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String resource(String name) throws IOException {
    try (var in = ListingBenchmark.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
