package io.tierstream.order;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.TopicReader;
import io.tierstream.events.TopicReader.Told;
import io.tierstream.events.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class ImportIT {

  private static final String HEADER = "orderId,customerId,sku,quantity,unitPrice,paidAt\n";

  @InjectInfrastructure Infrastructure infrastructure;

  /** In front of every id, so that tests don't meet. */
  private String t;

  @BeforeEach
  void begin() {
    t = Shop.newId().substring(0, 8) + "-";
  }

  @Test
  void aFileBecomesPurchasesAndRefundsInTheOrderOfTheirInstants() {
    var job =
        imported(
            "O2,C,A,5,2.00,2011-01-02 10:00:00",
            "O1,C,A,3,1.00,2011-01-01 10:00:00",
            "O1,C,B,1,0.50,2011-01-01 09:59:00",
            "N1,C,A,-6,9.99,2011-01-03 10:00:00");

    assertThat(counts(job)).isEqualTo("4 rows, 2 orders, 2 refunds, 0 unchanged, {}");
    var told = TopicReader.ofCustomer(infrastructure, Topics.ORDERS, t + "C", 4);
    assertThat(told)
        .extracting(Told::summary)
        .containsExactly(
            "order.paid.v1 %sO1 1 PAID".formatted(t),
            "order.paid.v1 %sO2 1 PAID".formatted(t),
            "order.refunded.v1 %sO1 2 PARTIALLY_REFUNDED".formatted(t),
            "order.refunded.v1 %sO2 2 REFUNDED".formatted(t));
    assertThat(told)
        .allSatisfy(
            event -> {
              assertThat(event.event().backfill()).isEqualTo(job.getString("job"));
              assertThat(event.record().timestamp()).isEqualTo(event.event().time().toEpochMilli());
              assertThat(event.data().path("occurredAt").asText())
                  .isEqualTo(event.event().time().toString());
            });
    assertThat(told.get(2).data().path("refunded").path("amount").asText()).isEqualTo("1.00");
    assertThat(told.get(3).data().path("refunded").path("amount").asText()).isEqualTo("10.00");
    var order = Shop.order(t + "O1");
    assertThat(order.getString("total.amount")).isEqualTo("3.50");
    assertThat(order.getString("paidAt")).isEqualTo("2011-01-01T09:59:00Z");
    assertThat(order.getList("lines.sku")).containsExactly("A", "B");
  }

  @Test
  void aJobIsOpenedAndClosedInEveryPartition() {
    var job = imported("O,C,A,1,1,2011-01-01 10:00:00").getString("job");

    try (var topic = TopicReader.fromBeginning(infrastructure, Topics.ORDERS)) {
      var told =
          topic.awaitTold(
              25, event -> event.key().equals(job) || job.equals(event.event().backfill()));
      for (var partition = 0; partition < 12; partition++) {
        var number = partition;
        assertThat(told)
            .filteredOn(event -> event.record().partition() == number)
            .extracting(event -> event.event().shortType())
            .startsWith("import.started.v1")
            .endsWith("import.ended.v1");
      }
    }
  }

  @Test
  void importingAgainChangesNothing() {
    String[] rows = {
      "O1,C,A,3,1.00,2011-01-01 10:00:00",
      "O2,NA,A,1,1.00,2011-01-01 10:00:00",
      "N1,C,A,-5,1.00,2011-01-03 10:00:00",
      "N2,C,A,-1,1.00,2011-01-04 10:00:00"
    };
    var first = imported(rows);
    var again = imported(rows);

    assertThat(counts(first))
        .isEqualTo(
            "4 rows, 1 orders, 1 refunds, 0 unchanged, "
                + "{larger than its purchase=1, without a customer=1, without a purchase=1}");
    assertThat(counts(again))
        .isEqualTo("4 rows, 0 orders, 0 refunds, 3 unchanged, {without a customer=1}");
    assertThat(Shop.order(t + "O1").getInt("version")).isEqualTo(2);
    assertThat(Shop.rejects(first.getString("job")))
        .isEqualTo(
            """
            line,field,reason
            3,customerId,without a customer
            4,quantity,larger than its purchase
            5,quantity,without a purchase
            """);
  }

  @Test
  void equalContentIsEqualInAnyOrderAndOtherContentIsRejected() {
    imported("O,C,A,3,1.00,2011-01-01 10:00:00", "O,C,B,1,2.00,2011-01-01 10:00:00");

    assertThat(counts(imported("O,C,B,1,2,2011-01-01 10:00:00", "O,C,A,3,1.0,2011-01-01 10:00:00")))
        .isEqualTo("2 rows, 0 orders, 0 refunds, 1 unchanged, {}");
    assertThat(
            counts(
                imported("O,C,A,3,1.00,2011-01-01 10:00:00", "O,C,B,2,1.00,2011-01-01 10:00:00")))
        .isEqualTo("2 rows, 0 orders, 0 refunds, 0 unchanged, {order known with other content=2}");
  }

  @Test
  void returnsFindThePurchasesOfOtherFilesAndOfToday() {
    imported("O,C,A,3,1.00,2011-01-01 10:00:00");
    paidOnTheSecondOfJanuary("2011-01-02T00:00:00Z");
    // money that is gone can't be returned again: 9 of 20 are left, one piece's worth
    Shop.refund(t + "L", "11.00").statusCode(200);

    var job = imported("N,C,A,-3,1.00,2011-01-03 10:00:00", "N,C,A,-2,1.00,2011-01-03 10:00:00");

    assertThat(counts(job))
        .isEqualTo("2 rows, 0 orders, 2 refunds, 0 unchanged, {larger than its purchase=1}");
    assertThat(Shop.order(t + "L").getString("refunded.amount")).isEqualTo("16.00");
    assertThat(Shop.order(t + "L").getString("refunded.currency")).isEqualTo("CNY");
    assertThat(Shop.order(t + "O").getString("status")).isEqualTo("REFUNDED");
    assertThat(counts(imported("N2,C,A,-1,1.00,2011-01-03 10:00:00")))
        .isEqualTo("1 rows, 0 orders, 0 refunds, 0 unchanged, {without a purchase=1}");
  }

  @Test
  void whatWasPlacedLaterIsNotReturned() {
    paidOnTheSecondOfJanuary("2011-02-01T00:00:00Z");

    assertThat(counts(imported("N,C,A,-1,1.00,2011-01-03 10:00:00")))
        .isEqualTo("1 rows, 0 orders, 0 refunds, 0 unchanged, {without a purchase=1}");
    assertThat(counts(imported("N2,C,A,-1,1.00,2011-02-03 10:00:00")))
        .isEqualTo("1 rows, 0 orders, 1 refunds, 0 unchanged, {}");
  }

  private void paidOnTheSecondOfJanuary(String placedAt) {
    Shop.post(
            "/orders",
            """
            {"orderId": "%sL", "customerId": "%sC", "currency": "CNY",
             "lines": [{"sku": "A", "quantity": 4, "unitPrice": "5.00"}],
             "placedAt": "%s"}
            """
                .formatted(t, t, placedAt))
        .statusCode(201);
    Shop.post("/orders/" + t + "L/payment", "{\"paidAt\": \"2011-01-02T00:00:00Z\"}")
        .statusCode(200);
  }

  @Test
  void ofOneIdBothSignsAreAPurchaseAndACreditNote() {
    var job = imported("X,C,A,3,1.00,2011-01-01 10:00:00", "X,C,A,-1,1.00,2011-01-01 10:00:00");

    assertThat(counts(job)).isEqualTo("2 rows, 1 orders, 1 refunds, 0 unchanged, {}");
  }

  @Test
  void zeroPricesAreAllowedAndZeroRefundsAreNotMade() {
    var job = imported("O,C,A,3,0,2011-01-01 10:00:00", "N,C,A,-1,0.00,2011-01-02 10:00:00");

    assertThat(counts(job)).isEqualTo("2 rows, 1 orders, 0 refunds, 0 unchanged, {}");
    assertThat(Shop.order(t + "O").getString("status")).isEqualTo("PAID");
  }

  @Test
  void aBadRowIsListedAndTheGoodOnesAreTaken() {
    var csv =
        new StringBuilder(HEADER)
            .append(row("G1,C,A,1,1,2011-01-01 10:00:00"))
            .append("\n,C,A,1,1,2011-01-01 10:00:00\n")
            .append("a b,C,A,1,1,2011-01-01 10:00:00\n")
            .append("O,,A,1,1,2011-01-01 10:00:00\n")
            .append("O,NULL,A,1,1,2011-01-01 10:00:00\n")
            .append("O,C,,1,1,2011-01-01 10:00:00\n")
            .append("O,C," + "s".repeat(65) + ",1,1,2011-01-01 10:00:00\n")
            .append("O,C,a\0b,1,1,2011-01-01 10:00:00\n")
            .append("O,C,A,0,1,2011-01-01 10:00:00\n")
            .append("O,C,A,1.5,1,2011-01-01 10:00:00\n")
            .append("O,C,A,99999999999,1,2011-01-01 10:00:00\n")
            .append("O,C,A,,1,2011-01-01 10:00:00\n")
            .append("O,C,A,1,-1,2011-01-01 10:00:00\n")
            .append("O,C,A,1,1e999999999,2011-01-01 10:00:00\n")
            .append("O,C,A,1,1.00001,2011-01-01 10:00:00\n")
            .append("O,C,A,1,1,yesterday\n")
            .append("O,C,A,1,1,2099-01-01 10:00:00\n")
            .append("O,C,A,1,1,1969-12-31 10:00:00\n")
            .append("O,C,A,1,1\n")
            .append("O,C,A,1,1,2011-01-01 10:00:00,more\n")
            .append("import,C,A,1,1,2011-01-01 10:00:00\n")
            .append("..,C,A,1,1,2011-01-01 10:00:00\n")
            .append("O,.,A,1,1,2011-01-01 10:00:00\n")
            .append(row("G2,C,\"A,\"\"\\\",1,1,2011-01-01 10:00:00"))
            .toString();

    var job = Shop.imported(csv);

    assertThat(job.getInt("orders")).isEqualTo(2);
    assertThat(Shop.order(t + "G2").getString("lines[0].sku")).isEqualTo("A,\"\\");
    assertThat(Shop.rejects(job.getString("job")))
        .isEqualTo(
            """
            line,field,reason
            4,orderId,without an order id
            5,orderId,orderId not an id
            6,customerId,without a customer
            7,customerId,without a customer
            8,sku,without a sku
            9,sku,sku too long
            10,sku,sku not printable or not UTF-8
            11,quantity,quantity of zero
            12,quantity,quantity not a whole number
            13,quantity,quantity too large
            14,quantity,without a quantity
            15,unitPrice,unit price negative
            16,unitPrice,unit price not an amount
            17,unitPrice,unit price with more than 4 decimals
            18,paidAt,date not understood
            19,paidAt,date ahead of the clock
            20,paidAt,date before 1970
            21,row,wrong number of columns
            22,row,wrong number of columns
            23,orderId,orderId reserved
            24,orderId,orderId not an id
            25,customerId,customerId not an id
            """);
  }

  @Test
  void whatIsNotUtf8IsListedWhereItMattersOnly() {
    var head = "note," + HEADER;
    var good = "\u00e9," + row("O,C,A,1,1,2011-01-01 10:00:00");
    var bad = "x," + row("P,C,\u00e9,1,1,2011-01-01 10:00:00");

    var job =
        given()
            .contentType("text/csv")
            .body((head + good + bad).getBytes(StandardCharsets.ISO_8859_1))
            .post("/orders/import")
            .then()
            .statusCode(202)
            .extract()
            .<String>path("job");

    assertThat(counts(Shop.finished(job)))
        .isEqualTo("2 rows, 1 orders, 0 refunds, 0 unchanged, {sku not printable or not UTF-8=1}");
  }

  @Test
  void anOrderHasOneCustomerAndNotTooManyLines() {
    var line = row("BIG,C,A,1,1,2011-01-01 10:00:00");

    var job =
        Shop.imported(
            HEADER
                + row("O,C,A,1,1,2011-01-01 10:00:00")
                + row("O,D,A,1,1,2011-01-01 10:00:00")
                + line.repeat(1001));

    assertThat(counts(job))
        .isEqualTo(
            "1003 rows, 1 orders, 0 refunds, 0 unchanged, "
                + "{another customer than the first row of its order=1, order of more than 1000 lines=1001}");
  }

  @Test
  void anOrderTooLargeToCountWithIsRejected() {
    var job =
        imported(
            "O,C,A,1000000,99999999,2011-01-01 10:00:00",
            "O,C,B,1000000,1,2011-01-01 10:00:00",
            "P,C,A,1000000,99999999,2011-01-01 10:00:00");

    assertThat(counts(job))
        .isEqualTo(
            "3 rows, 1 orders, 0 refunds, 0 unchanged, {order of 100000000000000 or more=2}");
  }

  @Test
  void gzipFormsAndByteOrderMarksAreFileLikeAnyOther() throws IOException {
    var csv = HEADER + row("O,C,A,1,1,2011-01-01 10:00:00");
    var zipped =
        given()
            .contentType("text/csv")
            .header("Content-Encoding", "gzip")
            .body(gzip(csv))
            .post("/orders/import?currency=GBP")
            .then()
            .statusCode(202)
            .extract()
            .<String>path("job");
    var form =
        given()
            .multiPart(
                "file",
                "history.csv",
                ("\uFEFF" + csv).getBytes(StandardCharsets.UTF_8),
                "text/csv")
            .multiPart(
                "map",
                "orderId=orderId,customerId=customerId,sku=sku,quantity=quantity,unitPrice=unitPrice,paidAt=paidAt")
            .post("/orders/import?currency=GBP")
            .then()
            .statusCode(202)
            .header("Location", containsString("/orders/import/"))
            .extract()
            .<String>path("job");

    assertThat(Shop.finished(zipped).getInt("orders")).isEqualTo(1);
    assertThat(Shop.finished(form).getInt("unchanged")).isEqualTo(1);
  }

  @Test
  void aWorkbookIsAFileToo() throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var workbook = new Workbook(bytes, "test", "1.0")) {
      var sheet = workbook.newWorksheet("history");
      var names = HEADER.strip().split(",", -1);
      for (var i = 0; i < names.length; i++) {
        sheet.value(0, i, names[i]);
      }
      sheet.value(1, 0, t + "O");
      sheet.value(1, 1, t + "C");
      sheet.value(1, 2, 22752);
      sheet.value(1, 3, 2);
      sheet.value(1, 4, 7.65);
      sheet.value(1, 5, LocalDateTime.parse("2010-12-01T08:26:00"));
      sheet.style(1, 5).format("yyyy-mm-dd hh:mm").set();
      sheet.value(2, 0, t + "P");
      sheet.value(2, 5, "2010-12-01 08:26:00");
    }

    String job =
        given()
            .contentType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
            .body(bytes.toByteArray())
            .post("/orders/import?currency=GBP")
            .then()
            .statusCode(202)
            .extract()
            .path("job");

    assertThat(counts(Shop.finished(job)))
        .isEqualTo("2 rows, 1 orders, 0 refunds, 0 unchanged, {without a customer=1}");
    var order = Shop.order(t + "O");
    assertThat(order.getString("total.amount")).isEqualTo("15.30");
    assertThat(order.getString("paidAt")).isEqualTo("2010-12-01T08:26:00Z");
    assertThat(order.getString("lines[0].sku")).isEqualTo("22752");
    refused("text/csv", Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2));
  }

  @Test
  void localTimesAreThoseOfTheZone() {
    var csv = HEADER + row("O,C,A,1,1,2011-06-01 10:00:00");
    Shop.finished(
        Shop.upload(csv, Map.of("currency", "GBP", "zone", "Europe/London"))
            .statusCode(202)
            .extract()
            .path("job"));

    assertThat(Shop.order(t + "O").getString("paidAt")).isEqualTo("2011-06-01T09:00:00Z");
  }

  @Test
  void aSenderThatAsksForHttp2GoesOnByHttp1() throws Exception {
    var request =
        HttpRequest.newBuilder(
                URI.create(RestAssured.baseURI + ":" + RestAssured.port)
                    .resolve("/orders/import?currency=GBP"))
            .header("Content-Type", "text/csv")
            .POST(HttpRequest.BodyPublishers.ofString(HEADER))
            .build();
    var client = HttpClient.newHttpClient();
    assertThat(client.version()).isEqualTo(HttpClient.Version.HTTP_2);

    var answer = client.send(request, HttpResponse.BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
  }

  @Test
  void aHeaderAloneIsAnEmptyImport() {
    assertThat(counts(Shop.imported(HEADER)))
        .isEqualTo("0 rows, 0 orders, 0 refunds, 0 unchanged, {}");
  }

  @ParameterizedTest
  @CsvSource({
    "currency, ZZZ, currency",
    "zone, Mars/Olympus, zone",
    "map, nonsense, map",
    "map, 'orderId=whatever', map",
    "map, 'orderId=orderId', map",
    "map, 'Nope=orderId,customerId=customerId,sku=sku,quantity=quantity,unitPrice=unitPrice,paidAt=paidAt', map"
  })
  void parametersThatDoNotFitAreRefused(String name, String value, String field) {
    Shop.upload(HEADER + row("O,C,A,1,1,2011-01-01 10:00:00"), Map.of(name, value))
        .statusCode(400)
        .contentType("application/problem+json")
        .body("violations[0].field", equalTo(field));
  }

  @Test
  void filesThatCanNotBeReadAreRefusedAsAWhole() throws IOException {
    var csv = HEADER + row("O,C,A,1,1,2011-01-01 10:00:00").repeat(1000);
    var cut = gzip(csv);

    refused("text/csv", new byte[0]);
    refused("text/csv", Arrays.copyOf(cut, cut.length / 2));
    refused(
        "text/csv",
        (HEADER + row("O,C,\"A,1,1,2011-01-01 10:00:00") + csv).getBytes(StandardCharsets.UTF_8));
    given().contentType("text/plain").body("x").post("/orders/import").then().statusCode(415);
    given().multiPart("other", "x").post("/orders/import").then().statusCode(400);
    given().get("/orders/" + t + "O").then().statusCode(404);
  }

  private static void refused(String type, byte[] body) {
    given()
        .contentType(type)
        .body(body)
        .post("/orders/import")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("violations[0].field", equalTo("file"));
  }

  private JsonPath imported(String... rows) {
    return Shop.imported(HEADER + String.join("", Arrays.stream(rows).map(this::row).toList()));
  }

  private String row(String row) {
    var cells = row.split(",", 3);
    var customer = List.of("NA", "NULL", "").contains(cells[1]) ? cells[1] : t + cells[1];
    return t + cells[0] + "," + customer + "," + cells[2] + "\n";
  }

  private static String counts(JsonPath job) {
    assertThat(job.getString("status")).isEqualTo("COMPLETED");
    return "%d rows, %d orders, %d refunds, %d unchanged, %s"
        .formatted(
            job.getInt("rows"),
            job.getInt("orders"),
            job.getInt("refunds"),
            job.getInt("unchanged"),
            new TreeMap<>(job.<String, Integer>getMap("rejected")));
  }

  private static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
