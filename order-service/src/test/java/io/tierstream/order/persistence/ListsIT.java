package io.tierstream.order.persistence;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.order.domain.OrderStatus;
import io.tierstream.order.persistence.OrderFilter.Position;
import io.tierstream.rest.Cursor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every combination of filters, the first page and one far behind, over many orders. With {@code
 * -Drows=1000000} it also takes the time of the answers over REST, and writes the table of
 * README.md to {@code target/lists.md}.
 */
@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class ListsIT {

  private static final int ROWS = Integer.getInteger("rows", 20_000);
  private static final boolean MEASURED = System.getProperty("rows") != null;
  private static final int LIMIT = 50;
  private static final int REQUESTS = 15;
  private static final double MAX_MILLIS = 100;
  private static final String ONE_WITH_MANY = "many-0";

  /** Blocks of tables and indexes that a page may look at, of which each row may need its own. */
  private static final long MOST_BLOCKS = 4L * LIMIT;

  private static final ObjectMapper JSON = new ObjectMapper();

  @InjectInfrastructure Infrastructure infrastructure;

  /** What a statement did: its plan in short, and how many blocks it looked at. */
  private record Plan(String shape, long blocks) {}

  /** A list, and what its first page and one far behind took; without a measurement, 0 ms. */
  private record Listed(
      OrderFilter filter,
      long rows,
      Plan first,
      Plan deep,
      double firstMillis,
      double deepMillis) {}

  @Test
  void everyPageIsAWalkOfItsOwnLength() throws Exception {
    try (var connection = infrastructure.connect()) {
      fill(connection);
      try {
        var listed = new ArrayList<Listed>();
        for (var filter : filters(someoneWithFew(connection))) {
          listed.add(listed(connection, filter));
        }
        if (MEASURED) {
          Files.writeString(Path.of("target", "lists.md"), table(listed));
        }

        assertThat(listed)
            .hasSize(72)
            .allSatisfy(
                list -> {
                  assertThat(list.first().blocks()).as("%s", list).isLessThan(MOST_BLOCKS);
                  assertThat(list.deep().blocks()).as("%s", list).isLessThan(MOST_BLOCKS);
                  assertThat(list.firstMillis()).as("%s", list).isLessThan(MAX_MILLIS);
                  assertThat(list.deepMillis()).as("%s", list).isLessThan(MAX_MILLIS);
                });
      } finally {
        // The other classes share this database.
        run(connection, "DELETE FROM order_line WHERE order_id LIKE 'many-%'");
        run(connection, "DELETE FROM orders WHERE order_id LIKE 'many-%'");
      }
    }
  }

  private static void fill(Connection connection) throws SQLException, IOException {
    run(connection, "SELECT setseed(0.42)");
    try (var orders = connection.prepareStatement(resource("orders.sql"))) {
      orders.setLong(1, ROWS);
      assertThat(orders.executeUpdate()).isEqualTo(ROWS);
    }
    run(connection, resource("lines.sql"));
    run(connection, "VACUUM ANALYZE orders");
    run(connection, "VACUUM ANALYZE order_line");
  }

  private static String resource(String name) throws IOException {
    try (var sql = ListsIT.class.getResourceAsStream("/lists/" + name)) {
      return new String(sql.readAllBytes(), UTF_8);
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String someoneWithFew(Connection connection) throws SQLException {
    try (var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                """
                SELECT customer_id FROM orders WHERE order_id LIKE 'many-%'
                GROUP BY customer_id HAVING count(*) BETWEEN 6 AND 10
                ORDER BY count(DISTINCT status) DESC, customer_id LIMIT 1
                """)) {
      row.next();
      return row.getString(1);
    }
  }

  private static List<OrderFilter> filters(String few) {
    var statuses = new ArrayList<>(Arrays.asList(OrderStatus.values()));
    statuses.add(null);
    var from = Instant.parse("2023-04-01T00:00:00Z");
    var to = Instant.parse("2025-10-01T00:00:00Z");
    var filters = new ArrayList<OrderFilter>();
    for (var customer : Arrays.asList(null, few, ONE_WITH_MANY)) {
      for (var status : statuses) {
        filters.add(new OrderFilter(customer, status, null, null, null, LIMIT));
        filters.add(new OrderFilter(customer, status, from, null, null, LIMIT));
        filters.add(new OrderFilter(customer, status, null, to, null, LIMIT));
        filters.add(new OrderFilter(customer, status, from, to, null, LIMIT));
      }
    }
    return filters;
  }

  private static Listed listed(Connection connection, OrderFilter filter)
      throws SQLException, IOException {
    var rows = count(connection, filter);
    var deep = rows == 0 ? filter : after(filter, position(connection, filter, rows * 4 / 5));
    return new Listed(
        filter,
        rows,
        plan(connection, filter),
        plan(connection, deep),
        MEASURED ? median(filter) : 0,
        MEASURED ? median(deep) : 0);
  }

  private static OrderFilter after(OrderFilter filter, Position position) {
    return new OrderFilter(
        filter.customerId(), filter.status(), filter.from(), filter.to(), position, filter.limit());
  }

  private static long count(Connection connection, OrderFilter filter) throws SQLException {
    var page = OrderPage.of(filter);
    var sql = page.sql().replace("SELECT *", "SELECT count(*)").replaceAll("ORDER BY.*", "");
    try (var statement = prepared(connection, sql, page);
        var row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }

  private static Position position(Connection connection, OrderFilter filter, long offset)
      throws SQLException {
    var page = OrderPage.of(filter);
    var sql = page.sql().replaceAll("LIMIT.*", "OFFSET " + offset + " LIMIT 1");
    try (var statement = prepared(connection, sql, page);
        var row = statement.executeQuery()) {
      row.next();
      return new Position(row.getTimestamp("placed_at").toInstant(), row.getString("order_id"));
    }
  }

  private static Plan plan(Connection connection, OrderFilter filter)
      throws SQLException, IOException {
    var page = OrderPage.of(filter);
    var sql = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + page.sql();
    try (var statement = prepared(connection, sql, page);
        var row = statement.executeQuery()) {
      row.next();
      var root = JSON.readTree(row.getString(1)).get(0).get("Plan");
      return new Plan(
          shape(root),
          root.path("Shared Hit Blocks").asLong() + root.path("Shared Read Blocks").asLong());
    }
  }

  /** The nodes from the last to the first, the obvious left out. */
  private static String shape(JsonNode node) {
    var words = new ArrayList<String>();
    if (node.has("Index Name")) {
      words.add(node.path("Index Name").asText());
    } else if (!node.path("Node Type").asText().equals("Limit")) {
      words.add(node.path("Node Type").asText());
    }
    if (node.has("Filter")) {
      words.add("and a filter");
    }
    node.path("Plans").forEach(child -> words.add(shape(child)));
    return String.join(" ", words);
  }

  private static PreparedStatement prepared(Connection connection, String sql, OrderPage page)
      throws SQLException {
    var statement = connection.prepareStatement(sql.replaceAll(":[a-z]+", "?"));
    var number = 1;
    for (var value : page.parameters().values()) {
      statement.setObject(number++, value instanceof Instant at ? Timestamp.from(at) : value);
    }
    return statement;
  }

  private static double median(OrderFilter filter) {
    return IntStream.range(0, REQUESTS)
        .mapToDouble(i -> millis(request(filter)))
        .sorted()
        .skip(REQUESTS / 2)
        .findFirst()
        .orElseThrow();
  }

  private static double millis(RequestSpecification request) {
    var began = System.nanoTime();
    request.get("/orders").then().statusCode(200);
    return (System.nanoTime() - began) / 1e6;
  }

  private static RequestSpecification request(OrderFilter filter) {
    var request = given().queryParam("limit", LIMIT);
    if (filter.customerId() != null) {
      request.queryParam("customerId", filter.customerId());
    }
    if (filter.status() != null) {
      request.queryParam("status", filter.status());
    }
    if (filter.from() != null) {
      request.queryParam("from", filter.from().toString());
    }
    if (filter.to() != null) {
      request.queryParam("to", filter.to().toString());
    }
    if (filter.after() != null) {
      var after = filter.after();
      request.queryParam(
          "after", Cursor.write("-placedAt", after.placedAt().toString(), after.orderId()));
    }
    return request;
  }

  private static String table(Collection<Listed> listed) {
    var groups =
        listed.stream()
            .collect(Collectors.groupingBy(ListsIT::filterOf, TreeMap::new, Collectors.toList()));
    var lines = new StringBuilder("| filter | lists | orders | first page, ms | deep page, ms | ");
    lines.append("index, walked from its end |\n|---|---|---|---|---|---|\n");
    groups.forEach(
        (filter, lists) ->
            lines.append(
                "| %s | %d | %s | %s | %s | %s |%n"
                    .formatted(
                        filter,
                        lists.size(),
                        range(lists.stream().mapToDouble(Listed::rows).toArray(), "%.0f"),
                        range(lists.stream().mapToDouble(Listed::firstMillis).toArray(), "%.1f"),
                        range(lists.stream().mapToDouble(Listed::deepMillis).toArray(), "%.1f"),
                        lists.stream()
                            .flatMap(list -> Stream.of(list.first(), list.deep()))
                            .map(plan -> "`" + plan.shape().strip() + "`")
                            .distinct()
                            .sorted()
                            .collect(Collectors.joining(", ")))));
    return lines.toString();
  }

  private static String filterOf(Listed list) {
    var words = new ArrayList<String>();
    if (list.filter().customerId() != null) {
      words.add(
          list.filter().customerId().equals(ONE_WITH_MANY)
              ? "customer with a tenth"
              : "customer with few");
    }
    if (list.filter().status() != null) {
      words.add("status");
    }
    return words.isEmpty() ? "none" : String.join(", ", words);
  }

  private static String range(double[] figures, String format) {
    Arrays.sort(figures);
    var least = String.format(Locale.ROOT, format, figures[0]);
    var most = String.format(Locale.ROOT, format, figures[figures.length - 1]);
    return least.equals(most) ? least : least + "–" + most;
  }
}
