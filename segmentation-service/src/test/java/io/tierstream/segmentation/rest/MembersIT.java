package io.tierstream.segmentation.rest;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsLast;
import static java.util.Comparator.reverseOrder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.segmentation.rest.StandingRows.Row;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.MATCHING_RESOURCES)
class MembersIT {

  private static final String MEMBERS = "/segmentation/customers";
  private static final Instant AS_OF = Instant.parse("2026-01-31T12:00:00.000001Z");

  /** More than the buffers between the service and a reader that has stopped reading. */
  private static final int MORE_THAN_BUFFERS = 100_000;

  @InjectInfrastructure Infrastructure infrastructure;

  @TestHTTPResource(MEMBERS)
  URI members;

  private StandingRows rows;

  @BeforeEach
  void start() throws SQLException {
    rows = new StandingRows(infrastructure);
    rows.clear();
  }

  static Stream<Arguments> sorts() {
    return Stream.of(
        sort("composite", row -> row.composite() == null ? null : new BigDecimal(row.composite())),
        sort("monetary", row -> new BigDecimal(row.monetary())),
        sort("since", Row::since),
        sort("nextChangeAt", Row::nextChangeAt));
  }

  private static <T extends Comparable<T>> Arguments sort(String name, Function<Row, T> figure) {
    return Arguments.of(
        name,
        comparing(figure, nullsLast(naturalOrder())).thenComparing(Row::customerId),
        comparing(figure, nullsLast(reverseOrder()))
            .thenComparing(Row::customerId, reverseOrder()));
  }

  @ParameterizedTest
  @MethodSource("sorts")
  void pagesShowEverybodyOnceInOrder(
      String sort, Comparator<Row> ascending, Comparator<Row> descending) throws SQLException {
    var everybody = assortment();
    rows.add(everybody);

    assertThat(idsPageByPage(Map.of("sort", sort)))
        .isEqualTo(everybody.stream().sorted(ascending).map(Row::customerId).toList());
    assertThat(idsPageByPage(Map.of("sort", "-" + sort)))
        .isEqualTo(everybody.stream().sorted(descending).map(Row::customerId).toList());
  }

  @Test
  void theyComeByCustomerUnlessAskedOtherwise() throws SQLException {
    rows.add(
        Row.prospect("b", AS_OF),
        Row.prospect("C", AS_OF),
        Row.prospect("a:1", AS_OF),
        Row.prospect("a.1", AS_OF));

    assertThat(idsPageByPage(Map.of())).containsExactly("C", "a.1", "a:1", "b");
    assertThat(idsPageByPage(Map.of("sort", "-customerId")))
        .containsExactly("b", "a:1", "a.1", "C");
  }

  @ParameterizedTest
  @CsvSource({
    "tier, GOLD, g1 g2 n1",
    "tier, SILVER, s1",
    "tier, DIAMOND, ''",
    "tier, none, p1",
    "segment, Can't lose, g2",
    "segment, none, p1",
    "lifecycle, NEW, n1",
    "lifecycle, PROSPECT, p1"
  })
  void filtersNameAGroup(String grouping, String group, String ids) throws SQLException {
    rows.add(
        Row.member("g1", "GOLD", "1", AS_OF),
        Row.member("g2", "GOLD", "1", AS_OF).in("Can't lose", "ACTIVE"),
        Row.member("n1", "GOLD", "1", AS_OF).in("New", "NEW"),
        Row.member("s1", "SILVER", "1", AS_OF),
        Row.prospect("p1", AS_OF));
    var expected = Stream.of(ids.split(" ")).filter(id -> !id.isEmpty()).toList();

    assertThat(idsPageByPage(Map.of(grouping, group))).isEqualTo(expected);
    assertThat(csv(Map.of(grouping, group)).lines().skip(1).map(line -> line.split(",")[0]))
        .isEqualTo(expected);
  }

  @Test
  void filtersNarrowTogether() throws SQLException {
    rows.add(
        Row.member("g1", "GOLD", "1", AS_OF),
        Row.member("g2", "GOLD", "1", AS_OF).in("Can't lose", "ACTIVE"),
        Row.member("s1", "SILVER", "1", AS_OF).in("Can't lose", "ACTIVE"));

    assertThat(idsPageByPage(Map.of("tier", "GOLD", "segment", "Can't lose", "sort", "-monetary")))
        .containsExactly("g2");
  }

  @ParameterizedTest
  @CsvSource({
    "region, NORTH, a b",
    "region, north, ''",
    "city, N\'1, b",
    "cityTier, 2, b c",
    "birthYear, 1980, a",
    "gender, F, a",
    "industry, food, b",
    "channel, web, c",
    "preferences, tea, a b",
    "tags, vip, a",
    "tags, 'new, kind', c"
  })
  void attributesAreFiltersToo(String attribute, String value, String ids) throws SQLException {
    describeAll();
    var expected = Stream.of(ids.split(" ")).filter(id -> !id.isEmpty()).toList();
    var query = Map.of("attributes." + attribute, value);

    assertThat(idsPageByPage(query)).isEqualTo(expected);
    assertThat(csv(query).lines().skip(1).map(line -> line.split(",")[0])).isEqualTo(expected);
  }

  @Test
  void attributesNarrowEachOtherAndTheTier() throws SQLException {
    describeAll();

    assertThat(idsPageByPage(Map.of("attributes.region", "NORTH", "attributes.tags", "vip")))
        .containsExactly("a");
    assertThat(idsPageByPage(Map.of("attributes.region", "NORTH", "tier", "SILVER")))
        .containsExactly("b");
    assertThat(
            idsPageByPage(
                Map.of("attributes.preferences", "tea", "tier", "GOLD", "sort", "-monetary")))
        .containsExactly("a");
  }

  @Test
  void attributesThatChangeAreFoundAnew() throws SQLException {
    describeAll();
    rows.describe("a", 2, "region = 'SOUTH', tags = '{}'");

    assertThat(idsPageByPage(Map.of("attributes.region", "SOUTH"))).containsExactly("a", "c");
    assertThat(idsPageByPage(Map.of("attributes.tags", "vip"))).isEmpty();
  }

  private void describeAll() throws SQLException {
    rows.add(
        Row.member("a", "GOLD", "1", AS_OF),
        Row.member("b", "SILVER", "2", AS_OF),
        Row.prospect("c", AS_OF));
    rows.describe(
        "a",
        1,
        "region = 'NORTH', birth_year = 1980, gender = 'F', preferences = '{tea}', tags = '{vip,old}'");
    rows.describe(
        "b",
        1,
        "region = 'NORTH', city = 'N\'\'1', city_tier = 2, industry = 'food', preferences = '{coffee,tea}'");
    rows.describe(
        "c", 1, "region = 'SOUTH', city_tier = 2, channel = 'web', tags = '{\"new, kind\"}'");
  }

  @Test
  void manyWithAnAttributeAreMetInOrder() throws SQLException {
    rows.addMany(5_000);
    rows.describeAll("region = 'NORTH', tags = ARRAY['t' || right(customer_id, 1)]");

    var best = page(Map.of("attributes.region", "NORTH", "sort", "-monetary"));
    var few =
        page(Map.of("attributes.region", "NORTH", "attributes.tags", "t7", "sort", "monetary"));

    assertThat(best.getList("items.customerId")).startsWith("M-005000", "M-004999").hasSize(50);
    assertThat(few.getList("items.customerId")).startsWith("M-000007", "M-000017").hasSize(50);
  }

  @Test
  void thePlannerHearsOfManyThatCameAtOnce() throws SQLException {
    rows.analyzed();
    rows.addMany(5_000);
    rows.describeAll("region = 'NORTH', tags = ARRAY['t' || right(customer_id, 1)]");

    assertThat(rows.believed("member")).isGreaterThanOrEqualTo(5_000);
    assertThat(rows.believed("member_term")).isGreaterThanOrEqualTo(10_000);
  }

  @Test
  void pagesStayWhereTheyAreWhileOthersMove() throws SQLException {
    rows.add(
        IntStream.range(0, 20)
            .mapToObj(i -> Row.member("C-%02d".formatted(i), "GOLD", (100 + i) + "", AS_OF))
            .toList());
    var first = page(Map.of("sort", "monetary", "limit", "8"));

    rows.move("C-00", "500"); // was seen, comes again where it is now
    rows.move("C-19", "1"); // moves before the cursor: is not met any more
    rows.move("C-07", "107.5"); // the last one seen moves on a little
    rows.add(Row.member("C-99", "SILVER", "112.5", AS_OF));
    var rest = new ArrayList<String>();
    var next = first.getString("next");
    while (next != null) {
      var page = page(Map.of("sort", "monetary", "limit", "8", "after", next));
      rest.addAll(page.getList("items.customerId"));
      next = page.getString("next");
    }

    assertThat(rest)
        .containsExactly(
            "C-07", "C-08", "C-09", "C-10", "C-11", "C-12", "C-99", "C-13", "C-14", "C-15", "C-16",
            "C-17", "C-18", "C-00");
  }

  @Test
  void aPageHoldsFiftyUnlessAskedOtherwise() throws SQLException {
    rows.addMany(501);

    assertThat(page(Map.of()).getList("items")).hasSize(50);
    assertThat(page(Map.of("limit", "500")).getList("items")).hasSize(500);
    assertThat(page(Map.of("limit", "500")).getString("next")).isNotNull();
  }

  @Test
  void aLastPageThatIsFullHasNoNext() throws SQLException {
    rows.addMany(50);

    assertThat(page(Map.of()).getList("items")).hasSize(50);
    assertThat(page(Map.of()).getString("next")).isNull();
  }

  @Test
  void jsonIsForThoseWhoDoNotCare() {
    for (var accept : List.of("*/*", "application/json", "application/json, text/csv")) {
      assertThat(given().accept(accept).get(MEMBERS).contentType()).startsWith("application/json");
    }
    assertThat(given().accept("text/csv").get(MEMBERS).contentType())
        .isEqualToIgnoringCase("text/csv;charset=UTF-8");
  }

  @Test
  void csvHasEverybodyWithEveryFigure() throws SQLException {
    rows.add(
        Row.member("C-1", "GOLD", "2019.9", AS_OF).with("3.400", 6, AS_OF, null),
        Row.prospect("C-2", AS_OF));

    var lines = csv(Map.of()).split("\r\n", -1);

    assertThat(lines).hasSize(4);
    assertThat(lines[0])
        .isEqualTo(
            "customerId,tier,segment,lifecycle,r,f,m,s,composite,recencyDays,frequency,monetary,"
                + "satisfaction,sequence,since,nextChangeAt");
    assertThat(lines[1])
        .matches(
            "C-1,GOLD,Loyal,ACTIVE,4,4,4,,3\\.400,\\d+,6,2019\\.90,,1,2026-01-31T12:00:00.000001Z,");
    assertThat(lines[2]).isEqualTo("C-2,,,PROSPECT,,,,,,,0,0.00,,0,,");
    assertThat(lines[3]).isEmpty();
  }

  @Test
  void csvIsInTheOrderAskedForAndComplete() throws SQLException {
    rows.addMany(5_000);

    var ids =
        csv(Map.of("sort", "-monetary"))
            .lines()
            .skip(1)
            .map(line -> line.substring(0, line.indexOf(',')))
            .toList();

    assertThat(ids)
        .isEqualTo(IntStream.range(0, 5_000).mapToObj(i -> "M-%06d".formatted(5_000 - i)).toList());
  }

  @Test
  void csvThatBreaksOffDoesNotLookComplete() throws Exception {
    rows.addUnlisted(MORE_THAN_BUFFERS);

    try (var download = download().body()) {
      download.readNBytes(100);
      await().until(() -> rows.cutOffReaders() > 0);

      assertThatThrownBy(() -> download.transferTo(OutputStream.nullOutputStream()))
          .isInstanceOf(IOException.class);
    }
    await().untilAsserted(() -> given().get(MEMBERS).then().statusCode(200));
  }

  @Test
  void onlyAFewDownloadsRunAtATime() throws Exception {
    rows.addUnlisted(MORE_THAN_BUFFERS);
    var running = new ArrayList<InputStream>();
    try {
      HttpResponse<InputStream> last;
      do {
        last = download();
        running.add(last.body());
      } while (last.statusCode() == 200 && running.size() < 20);

      assertThat(running.size()).isEqualTo(4);
      assertThat(last.statusCode()).isEqualTo(503);
      assertThat(last.headers().firstValue("Retry-After")).isPresent();
      assertThat(new String(last.body().readAllBytes(), UTF_8))
          .contains("urn:tierstream:problem:too-many-exports");
    } finally {
      for (var download : running) {
        download.close();
      }
    }
    await().untilAsserted(() -> assertThat(csv(Map.of("tier", "SILVER")).lines()).hasSize(1));
  }

  private HttpResponse<InputStream> download() throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(members).header("Accept", "text/csv").build(),
            BodyHandlers.ofInputStream());
  }

  private static String csv(Map<String, String> query) {
    var response = given().accept("text/csv").queryParams(query).get(MEMBERS);
    response.then().statusCode(200);
    return response.asString();
  }

  private static JsonPath page(Map<String, String> query) {
    return given().queryParams(query).get(MEMBERS).then().statusCode(200).extract().jsonPath();
  }

  private static List<String> idsPageByPage(Map<String, String> query) {
    var ids = new ArrayList<String>();
    String after = null;
    do {
      var request = given().queryParams(query).queryParam("limit", 4);
      var page =
          (after == null ? request : request.queryParam("after", after))
              .get(MEMBERS)
              .then()
              .statusCode(200)
              .extract()
              .jsonPath();
      ids.addAll(page.getList("items.customerId"));
      after = page.getString("next");
    } while (after != null && ids.size() < 1_000);
    return ids;
  }

  /** With equal and with missing figures, in no order. */
  private static List<Row> assortment() {
    return IntStream.range(0, 26)
        .mapToObj(
            i -> {
              var id = "C-" + (i * 7 % 26);
              var at = AS_OF.plusSeconds(i % 4);
              return i % 5 == 0
                  ? Row.prospect(id, at)
                  : Row.member(id, "GOLD", (i % 3) + ".50", at)
                      .with(
                          (1 + i % 4) + ".25" + i % 2,
                          i % 6,
                          at,
                          i % 2 == 0 ? null : AS_OF.plusSeconds(4_000_000_000L + i % 3));
            })
        .toList();
  }
}
