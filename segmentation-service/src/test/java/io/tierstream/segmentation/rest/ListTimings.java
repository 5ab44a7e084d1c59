package io.tierstream.segmentation.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.rest.Cursor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * How long lists of many members take, over REST: every filter here with every sort, first pages
 * and pages in the middle. Not a part of the build, but for {@code -Dit.test=ListTimings}.
 */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class ListTimings {

  private static final Logger LOG = Logger.getLogger(ListTimings.class);
  private static final int MEMBERS = Integer.getInteger("members", 1_000_000);
  private static final int ROUNDS = 5;
  private static final Duration LONG = Duration.ofMinutes(30);
  private static final double LIMIT_MILLIS = 100;

  private static final List<String> SORTS =
      Stream.of("customerId", "composite", "monetary", "since", "nextChangeAt")
          .flatMap(sort -> Stream.of(sort, "-" + sort))
          .toList();

  /** Each as in a request, and as a condition on members and their cells. */
  private static final Map<String, String> FILTERS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("", "true"),
              Map.entry("tier=BRONZE", "tier = 'BRONZE'"),
              Map.entry("tier=GOLD", "tier = 'GOLD'"),
              Map.entry("tier=DIAMOND", "tier = 'DIAMOND'"),
              Map.entry("tier=none", "tier IS NULL"),
              Map.entry("segment=Hibernating", "segment = 'Hibernating'"),
              Map.entry("segment=Champion", "segment = 'Champion'"),
              Map.entry("lifecycle=CHURNED", "lifecycle = 'CHURNED'"),
              Map.entry("lifecycle=NEW", "lifecycle = 'NEW'"),
              Map.entry(
                  "tier=SILVER&segment=At risk&lifecycle=DORMANT",
                  "tier = 'SILVER' AND segment = 'At risk' AND lifecycle = 'DORMANT'"),
              Map.entry("attributes.region=EAST", "region = 'EAST'"),
              Map.entry("attributes.region=ISLES", "region = 'ISLES'"),
              Map.entry("attributes.city=city-300", "city = 'city-300'"),
              Map.entry("attributes.city=city-0", "city = 'city-0'"),
              Map.entry("attributes.cityTier=2", "city_tier = 2"),
              Map.entry("attributes.birthYear=1980", "birth_year = 1980"),
              Map.entry("attributes.gender=F", "gender = 'F'"),
              Map.entry("attributes.industry=law", "industry = 'law'"),
              Map.entry("attributes.channel=app", "channel = 'app'"),
              Map.entry("attributes.preferences=p3", "preferences @> '{p3}'"),
              Map.entry("attributes.tags=vip", "tags @> '{vip}'"),
              Map.entry("attributes.tags=press", "tags @> '{press}'"),
              Map.entry(
                  "attributes.region=ISLES&attributes.industry=law",
                  "region = 'ISLES' AND industry = 'law'"),
              Map.entry(
                  "attributes.city=city-300&attributes.birthYear=1980",
                  "city = 'city-300' AND birth_year = 1980"),
              Map.entry(
                  "tier=DIAMOND&attributes.region=EAST", "tier = 'DIAMOND' AND region = 'EAST'"),
              Map.entry(
                  "tier=BRONZE&attributes.region=ISLES", "tier = 'BRONZE' AND region = 'ISLES'")));

  @InjectInfrastructure Infrastructure infrastructure;

  @Test
  void pagesOfAMillionMembers() throws SQLException {
    fill();
    var report =
        new StringBuilder(
            "\n| filter | members | first page, ms | worst sort | page in the middle, ms | worst sort |\n|---|---:|---:|---|---:|---|\n");
    var slow = new ArrayList<String>();
    worst("", null); // the service warms up
    for (var filter : FILTERS.entrySet()) {
      var middle = middle(filter.getValue());
      var first = worst(filter.getKey(), null);
      var deep = middle == null ? Map.entry("-", 0.0) : worst(filter.getKey(), middle);
      report.append(
          "| %s | %,d | %.1f | %s | %.1f | %s |%n"
              .formatted(
                  filter.getKey().isEmpty() ? "none" : "`" + filter.getKey() + "`",
                  count(filter.getValue()),
                  first.getValue(),
                  first.getKey(),
                  deep.getValue(),
                  deep.getKey()));
      LOG.infof("%s: %s, %s", filter.getKey(), first, deep);
      Stream.of(first, deep)
          .filter(worst -> worst.getValue() > LIMIT_MILLIS)
          .forEach(worst -> slow.add(filter.getKey() + " by " + worst));
    }
    for (var by : List.of("tier", "segment", "lifecycle", "attributes.region", "attributes.tags")) {
      report.append(
          "| distribution by %s | %,d | %.0f | | | |%n"
              .formatted(by, MEMBERS, median(Map.of("by", by), "/segmentation/distribution")));
    }
    LOG.info(report);
    assertThat(slow).isEmpty();
  }

  /** The slowest sort, by the median of its rounds. */
  private Map.Entry<String, Double> worst(String filter, Map<String, String> middle) {
    return SORTS.stream()
        .map(
            sort -> {
              var query = query(filter);
              query.put("sort", sort);
              if (middle != null) {
                query.put("after", cursor(sort, middle));
              }
              return Map.entry(sort, median(query, "/segmentation/customers"));
            })
        .max(Map.Entry.comparingByValue())
        .orElseThrow();
  }

  private static TreeMap<String, String> query(String filter) {
    return Stream.of(filter.split("&"))
        .filter(part -> !part.isEmpty())
        .map(part -> part.split("=", 2))
        .collect(Collectors.toMap(part -> part[0], part -> part[1], (a, b) -> b, TreeMap::new));
  }

  private static String cursor(String sort, Map<String, String> middle) {
    var property = sort.startsWith("-") ? sort.substring(1) : sort;
    return Cursor.write(sort, middle.get(property), middle.get("customerId"));
  }

  private static double median(Map<String, String> query, String path) {
    var millis = new ArrayList<Double>();
    for (var round = 0; round <= ROUNDS; round++) {
      var start = System.nanoTime();
      given().queryParams(query).get(path).then().statusCode(200);
      if (round > 0) { // the first one warms up
        millis.add((System.nanoTime() - start) / 1e6);
      }
    }
    return millis.stream().sorted().toList().get(ROUNDS / 2);
  }

  private void fill() throws SQLException {
    try (var in = ListTimings.class.getResourceAsStream("/lists/fill.sql")) {
      var sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      execute(sql.replace(":members", Integer.toString(MEMBERS)));
      LOG.infof("%,d standings are there", MEMBERS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await().atMost(LONG).until(() -> ask("SELECT count(*) FROM member_stale") == 0);
    LOG.info("lists have followed");
    execute("VACUUM ANALYZE member");
    execute("VACUUM ANALYZE member_term");
  }

  private long count(String condition) throws SQLException {
    return ask("SELECT count(*) FROM member JOIN member_cell USING (cell) WHERE " + condition);
  }

  /** The figures of one member somewhere; null when there is none. */
  private Map<String, String> middle(String condition) throws SQLException {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                SELECT customer_id, composite::text, monetary::text, tier_since, next_change_at
                FROM member JOIN member_cell USING (cell) WHERE %s
                ORDER BY md5(customer_id) LIMIT 1"""
                    .formatted(condition))) {
      if (!row.next()) {
        return null;
      }
      var figures = new TreeMap<String, String>();
      figures.put("customerId", row.getString(1));
      figures.put("composite", row.getString(2).equals("0.000") ? null : row.getString(2));
      figures.put("monetary", row.getString(3));
      figures.put("since", instant(row.getString(4), row.getObject(4)));
      figures.put("nextChangeAt", instant(row.getString(5), row.getObject(5)));
      return figures;
    }
  }

  private static String instant(String text, Object value) {
    return text.startsWith("-inf") ? null : ((java.sql.Timestamp) value).toInstant().toString();
  }

  private long ask(String sql) throws SQLException {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
