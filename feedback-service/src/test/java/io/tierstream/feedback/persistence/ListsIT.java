package io.tierstream.feedback.persistence;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.feedback.domain.FeedbackKind;
import io.tierstream.feedback.domain.FeedbackStatus;
import io.tierstream.feedback.domain.Priority;
import io.tierstream.feedback.persistence.FeedbackFilter.Position;
import io.tierstream.rest.Cursor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Every filter with every sort, the first page and one far behind, over many rows. With {@code
 * -Drows=1000000} it also takes the time of the answers over REST, and writes the table of
 * README.md to {@code target/lists.md}.
 */
@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class ListsIT {

  private static final long ROWS = Long.getLong("rows", 40_000);
  private static final boolean MEASURED = System.getProperty("rows") != null;
  private static final int LIMIT = 50;
  private static final int REQUESTS = 21;
  private static final double MAX_MILLIS = 100;
  private static final String ONE_WITH_MUCH = "many-0";

  private static final ObjectMapper JSON = new ObjectMapper();

  @InjectInfrastructure Infrastructure infrastructure;

  /** What one statement did: its plan in short, and how many blocks it looked at. */
  private record Plan(String shape, long blocks) {}

  /** One list: what is asked, the plans of both pages, and the medians in milliseconds. */
  private record Measured(
      FeedbackFilter filter,
      long rows,
      Plan first,
      Plan deep,
      double firstMillis,
      double deepMillis) {}

  @Test
  void everyPageOfEveryListIsAShortWalk() throws Exception {
    try (var connection = infrastructure.connect()) {
      fill(connection);
      var few = someoneWithLittle(connection);
      var measured = new ArrayList<Measured>();
      for (var filter : filters(few)) {
        measured.add(measured(connection, filter));
      }
      if (MEASURED) {
        Files.writeString(Path.of("target", "lists.md"), table(measured, few));
      }

      assertThat(measured).hasSizeGreaterThan(100);
      assertThat(measured)
          .allSatisfy(
              list -> {
                // never a share of all rows; of one customer what doesn't suit may be passed over
                var most =
                    Math.max(12L * LIMIT, ROWS / (list.filter().customerId() == null ? 100 : 50));
                assertThat(list.first().blocks()).as("%s", list).isLessThan(most);
                assertThat(list.deep().blocks()).as("%s", list).isLessThan(most);
                assertThat(list.firstMillis()).as("%s", list).isLessThan(MAX_MILLIS);
                assertThat(list.deepMillis()).as("%s", list).isLessThan(MAX_MILLIS);
              });
      connection.createStatement().execute("DELETE FROM feedback WHERE feedback_id LIKE 'many-%'");
    }
  }

  private static void fill(Connection connection) throws SQLException, IOException {
    try (var sql = ListsIT.class.getResourceAsStream("/lists/fill.sql");
        var insert =
            connection.prepareStatement(new String(sql.readAllBytes(), StandardCharsets.UTF_8));
        var statement = connection.createStatement()) {
      statement.execute("SELECT setseed(0.42)");
      insert.setLong(1, ROWS);
      assertThat(insert.executeUpdate()).isEqualTo((int) ROWS);
      statement.execute("VACUUM ANALYZE feedback");
    }
  }

  private static String someoneWithLittle(Connection connection) throws SQLException {
    try (var rows =
        connection
            .createStatement()
            .executeQuery(
                """
                SELECT customer_id FROM feedback WHERE feedback_id LIKE 'many-%'
                GROUP BY customer_id HAVING count(*) BETWEEN 6 AND 10
                ORDER BY bool_or(status = 'OPEN') DESC, customer_id LIMIT 1
                """)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private static List<FeedbackFilter> filters(String few) {
    var filters = new ArrayList<FeedbackFilter>();
    for (var customer : Arrays.asList(null, few, ONE_WITH_MUCH)) {
      for (var kind : orNone(FeedbackKind.values())) {
        for (var status : orNone(FeedbackStatus.values())) {
          for (var priority : orNone(Priority.values())) {
            for (var sort : FeedbackSort.values()) {
              filters.add(new FeedbackFilter(customer, kind, status, priority, sort, null, LIMIT));
            }
          }
        }
      }
    }
    filters.removeIf(FeedbackFilter::isContradictory);
    return filters;
  }

  private static <T> List<T> orNone(T[] values) {
    var all = new ArrayList<T>(Arrays.asList(values));
    all.add(0, null);
    return all;
  }

  private static Measured measured(Connection connection, FeedbackFilter filter)
      throws SQLException, IOException {
    var rows = count(connection, filter);
    var deep = rows == 0 ? filter : after(filter, position(connection, filter, rows * 4 / 5));
    return new Measured(
        filter,
        rows,
        plan(connection, filter),
        plan(connection, deep),
        MEASURED ? median(filter) : 0,
        MEASURED ? median(deep) : 0);
  }

  private static FeedbackFilter after(FeedbackFilter filter, Position position) {
    return new FeedbackFilter(
        filter.customerId(),
        filter.kind(),
        filter.status(),
        filter.priority(),
        filter.sort(),
        position,
        filter.limit());
  }

  private static long count(Connection connection, FeedbackFilter filter) throws SQLException {
    var sql = PageQuery.of(filter).sql();
    var all =
        "SELECT count(*) FROM feedback "
            + sql.substring("SELECT * FROM feedback ".length(), sql.indexOf("ORDER BY"));
    try (var statement = prepared(connection, all, PageQuery.of(filter));
        var row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private static Position position(Connection connection, FeedbackFilter filter, long offset)
      throws SQLException {
    var query = PageQuery.of(filter);
    var sql = query.sql().replace("LIMIT " + LIMIT, "OFFSET " + offset + " LIMIT 1");
    try (var statement = prepared(connection, sql, query);
        var row = statement.executeQuery()) {
      row.next();
      return new Position(
          row.getTimestamp(filter.sort().column()).toInstant(), row.getString("feedback_id"));
    }
  }

  private static Plan plan(Connection connection, FeedbackFilter filter)
      throws SQLException, IOException {
    var query = PageQuery.of(filter);
    var sql = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + query.sql();
    try (var statement = prepared(connection, sql, query);
        var row = statement.executeQuery()) {
      row.next();
      var root = JSON.readTree(row.getString(1)).get(0).get("Plan");
      return new Plan(
          shape(root),
          root.path("Shared Hit Blocks").asLong() + root.path("Shared Read Blocks").asLong());
    }
  }

  /** The indexes it uses, and whether it passes rows over or sorts them. */
  private static String shape(JsonNode plan) {
    var indexes = plan.findValuesAsText("Index Name").stream().sorted().distinct().toList();
    return (indexes.isEmpty() ? "all rows" : String.join(" & ", indexes))
        + (plan.findValue("Filter") == null ? "" : " + filter")
        + (plan.findValue("Sort Key") == null ? "" : " + sort");
  }

  private static java.sql.PreparedStatement prepared(
      Connection connection, String sql, PageQuery query) throws SQLException {
    var statement = connection.prepareStatement(sql.replaceAll(":[a-z]+", "?"));
    var number = 1;
    for (var value : query.parameters().values()) {
      statement.setObject(number++, value instanceof Instant at ? Timestamp.from(at) : value);
    }
    return statement;
  }

  private static double median(FeedbackFilter filter) {
    return IntStream.range(0, REQUESTS)
        .mapToDouble(
            i -> {
              var began = System.nanoTime();
              ask(filter);
              return (System.nanoTime() - began) / 1e6;
            })
        .sorted()
        .skip(REQUESTS / 2)
        .findFirst()
        .orElseThrow();
  }

  private static void ask(FeedbackFilter filter) {
    var request = given().queryParam("sort", filter.sort().asked()).queryParam("limit", LIMIT);
    if (filter.customerId() != null) {
      request.queryParam("customerId", filter.customerId());
    }
    if (filter.kind() != null) {
      request.queryParam("kind", filter.kind());
    }
    if (filter.status() != null) {
      request.queryParam("status", filter.status());
    }
    if (filter.priority() != null) {
      request.queryParam("priority", filter.priority());
    }
    if (filter.after() != null) {
      request.queryParam("after", cursor(filter));
    }
    request.get("/feedback").then().statusCode(200);
  }

  private static String cursor(FeedbackFilter filter) {
    return Cursor.write(
        filter.sort().asked(), filter.after().at().toString(), filter.after().feedbackId());
  }

  private static String table(List<Measured> measured, String few) {
    var lines = new StringBuilder();
    lines.append("| filter | sort | lists | rows | first page, ms | deep page, ms | plan |\n");
    lines.append("|---|---|---|---|---|---|---|\n");
    var groups =
        measured.stream()
            .collect(
                Collectors.groupingBy(
                    list -> filterOf(list.filter(), few) + " | " + sortOf(list.filter())));
    for (var group : new TreeSet<>(groups.keySet())) {
      var lists = groups.get(group);
      lines.append(
          "| %s | %d | %s | %s | %s | %s |%n"
              .formatted(
                  group,
                  lists.size(),
                  range(lists.stream().mapToDouble(Measured::rows).toArray(), "%.0f"),
                  range(lists.stream().mapToDouble(Measured::firstMillis).toArray(), "%.1f"),
                  range(lists.stream().mapToDouble(Measured::deepMillis).toArray(), "%.1f"),
                  lists.stream()
                      .flatMap(list -> java.util.stream.Stream.of(list.first(), list.deep()))
                      .map(Plan::shape)
                      .distinct()
                      .sorted()
                      .collect(Collectors.joining(", "))));
    }
    return lines.toString();
  }

  // With a customer, and next to a status or a priority, a further filter finds the same or less.
  private static String filterOf(FeedbackFilter filter, String few) {
    if (filter.customerId() != null) {
      return filter.customerId().equals(few) ? "customer, any other" : "customer of 1%, any other";
    }
    var words = new ArrayList<String>();
    if (filter.status() != null) {
      words.add("status");
    }
    if (filter.priority() != null) {
      words.add("priority");
    }
    if (filter.kind() != null && words.isEmpty()) {
      words.add("kind");
    }
    return words.isEmpty() ? "none" : String.join(", ", words);
  }

  private static String sortOf(FeedbackFilter filter) {
    return filter.sort().isOfComplaints() ? "±dueAt" : "±occurredAt";
  }

  private static String range(double[] figures, String format) {
    Arrays.sort(figures);
    var least = format.formatted(figures[0]);
    var most = format.formatted(figures[figures.length - 1]);
    return least.equals(most) ? least : String.format(Locale.ROOT, "%s–%s", least, most);
  }
}
