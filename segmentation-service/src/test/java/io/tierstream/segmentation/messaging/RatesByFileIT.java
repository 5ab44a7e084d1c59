package io.tierstream.segmentation.messaging;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.SchemaCheck;
import io.tierstream.segmentation.messaging.Shop.Sale;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rates by file, from the upload to the tier. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class RatesByFileIT {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final String HEADER = "currency,day,rate\n";

  @InjectInfrastructure Infrastructure infrastructure;

  private final String customer = "C-" + UUID.randomUUID();
  private final Instant now = Instant.now().truncatedTo(MICROS);
  private Shop shop;

  @BeforeEach
  void open() {
    shop = new Shop(infrastructure);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Tag("domain-1.8")
  @Tag("domain-1.9")
  @Test
  void ordersThatWaitedAreCountedByTheRatesOfAFile() {
    var paid = now.minus(Duration.ofDays(40));
    var paidBefore = now.minus(Duration.ofDays(41));
    var sale = Sale.paid(customer, "O-1", "250.00", paid).in("EUR");
    shop.emit(sale);
    shop.emit(sale.refunded("50.00", now));
    shop.emit(Sale.paid(customer, "O-2", "30.00", paidBefore).in("GBP"));
    shop.emit(Sale.paid(customer, "O-3", "10.00", now));
    await().atMost(LONG).until(() -> shop.of(customer, "orders.segmentation.dlq").size() == 3);
    await().atMost(LONG).untilAsserted(() -> hasMonetary("10.00", 1));

    var job =
        imported(HEADER + "EUR," + day(paid) + ",8.005\n" + "GBP," + day(paidBefore) + ",9.1\n");

    assertThat(job.getString("status")).isEqualTo("COMPLETED");
    assertThat(job.getInt("rates")).isEqualTo(2);
    await().atMost(LONG).untilAsserted(() -> hasMonetary("1884.00", 3));
    shop.emit(Sale.paid(customer, "O-4", "1.00", paid).in("EUR"));
    await().atMost(LONG).untilAsserted(() -> hasMonetary("1892.005", 4));
    // as a single rate is told: to every partition, now, and as no one's history
    var told = told("EUR-" + day(paid));
    assertThat(told)
        .extracting(ConsumerRecord::partition)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, Shop.PARTITIONS).boxed().toList());
    assertThat(told)
        .allSatisfy(
            record -> {
              var event = CloudEvent.from(record);
              assertThat(SchemaCheck.violations(event)).isEmpty();
              assertThat(event.backfill()).isNull();
              assertThat(event.time()).isAfterOrEqualTo(now);
              assertThat(record.timestamp()).isEqualTo(event.time().toEpochMilli());
            });
  }

  @Test
  void eachRowThatCannotHoldIsRejectedAndTheOthersAreSet() {
    given()
        .contentType("application/json")
        .body("{\"rate\":7.1}")
        .put("/segmentation/rates/USD/2026-01-31")
        .then()
        .statusCode(201);

    var job =
        imported(
            HEADER
                + "USD,2026-01-31,7.10\n"
                + "USD,2026-02-01,7.2\n"
                + "USD,2026-02-01,7.200\n"
                + "USD,2026-02-01,7.3\n"
                + "CNY,2026-02-01,1\n"
                + "EURO,2026-02-01,8\n"
                + ",2026-02-01,8\n"
                + "EUR,2026-02-30,8\n"
                + "EUR,1899-12-31,8\n"
                + "EUR,2026-02-01,0\n"
                + "EUR,2026-02-01,-8\n"
                + "EUR,2026-02-01,eight\n"
                + "EUR,2026-02-01,0.0000000000001\n"
                + "EUR,2026-02-01,1234567890123\n"
                + "EUR,2026-02-01\n"
                + "AUD,2026-02-03,0.000000000001\n"
                + "AUD,2026-02-02,123456789012.123456789012\n");

    assertThat(job.getString("status")).isEqualTo("COMPLETED");
    assertThat(job.getInt("rows")).isEqualTo(17);
    assertThat(job.getInt("rates")).isEqualTo(3);
    assertThat(job.getInt("unchanged")).isEqualTo(2);
    assertThat(rejects(job))
        .containsExactly(
            "line,field,reason",
            "5,currency,other content than the first row of its currency and day",
            "6,currency,currency is the base currency",
            "7,currency,currency not of ISO 4217",
            "8,currency,without a currency",
            "9,day,day not a date",
            "10,day,day before 1900-01-01",
            "11,rate,rate not above zero",
            "12,rate,rate not above zero",
            "13,rate,rate not a number",
            "14,rate,rate with more than 12 decimals",
            "15,rate,rate with more than 12 digits",
            "16,row,wrong number of columns");
    get("/segmentation/rates/USD")
        .then()
        .body("items.day", contains("2026-02-01", "2026-01-31"))
        .body("items.rate", contains("7.2", "7.1"));
    get("/segmentation/rates/AUD")
        .then()
        .body("items.rate", contains("0.000000000001", "123456789012.123456789012"));
  }

  @Test
  void importingAFileTwiceChangesNothingAndAnotherValueIsRejected() {
    var file = HEADER + "JPY,2025-12-31,0.048\nJPY,2026-01-01,0.049\n";
    imported(file);

    var again = imported(file);
    var other = imported(HEADER + "JPY,2025-12-31,0.0481\nJPY,2026-01-02,0.05\n");

    assertThat(again.getInt("rates")).isZero();
    assertThat(again.getInt("unchanged")).isEqualTo(2);
    assertThat(again.getMap("rejected")).isEmpty();
    assertThat(other.getInt("rates")).isEqualTo(1);
    assertThat(rejects(other))
        .containsExactly(
            "line,field,reason", "2,rate,another rate is set for its currency and day");
    await().atMost(LONG).until(() -> told("JPY-2026-01-02").size() == Shop.PARTITIONS);
    assertThat(told("JPY-2025-12-31")).hasSize(Shop.PARTITIONS);
    get("/segmentation/rates/JPY").then().body("items.rate", contains("0.05", "0.049", "0.048"));
  }

  @Test
  void columnsAreMappedAndGzipAndFormsAreUnpacked() throws IOException {
    var file = "Date,Code,Value\n2026-01-31,CHF,8.2\n".getBytes(UTF_8);
    var map = "Code=currency,Date=day,Value=rate";
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(file);
    }

    var job =
        imported(
            given()
                .contentType("text/csv")
                .header("Content-Encoding", "gzip")
                .queryParam("map", map)
                .body(packed.toByteArray()));
    var form =
        imported(given().multiPart("file", "rates.csv", file, "text/csv").multiPart("map", map));

    assertThat(job.getInt("rates")).isEqualTo(1);
    assertThat(form.getInt("unchanged")).isEqualTo(1);
    given()
        .contentType("text/csv")
        .body("currency,day\nEUR,2026-01-31\n")
        .post("/segmentation/rates/import")
        .then()
        .statusCode(400)
        .contentType("application/problem+json")
        .body("violations.message", contains(containsString("rate")));
  }

  @Test
  void onlyFilesMayBeLarge() {
    var body = "{\"rate\":7.1}" + " ".repeat(2 * 1024 * 1024);
    given()
        .contentType("application/json")
        .body(body)
        .put("/segmentation/rates/SEK/2026-01-31")
        .then()
        .statusCode(413);

    var job = imported(HEADER + "SEK,2026-01-31,0.7\n".repeat(120_000));
    assertThat(job.getInt("rates")).isEqualTo(1);
    assertThat(job.getInt("unchanged")).isEqualTo(119_999);
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, ZoneOffset.UTC);
  }

  private static JsonPath imported(String file) {
    return imported(given().contentType("text/csv").body(file));
  }

  /** The job of an upload, when it is over. */
  private static JsonPath imported(RequestSpecification upload) {
    var accepted =
        upload.post("/segmentation/rates/import").then().statusCode(202).extract().response();
    var address = accepted.header("Location");
    assertThat(address).endsWith("/segmentation/rates/import/" + accepted.path("job"));
    await()
        .atMost(LONG)
        .until(() -> !"RUNNING".equals(get(address).then().extract().path("status")));
    return get(address).jsonPath();
  }

  private static List<String> rejects(JsonPath job) {
    return get("/segmentation/rates/import/" + job.getString("job") + "/rejects")
        .then()
        .statusCode(200)
        .extract()
        .asString()
        .lines()
        .toList();
  }

  private List<ConsumerRecord<byte[], byte[]>> told(String subject) {
    return shop.read("segmentation-inputs").stream()
        .filter(record -> subject.equals(CloudEvent.from(record).subject()))
        .toList();
  }

  private void hasMonetary(String monetary, int frequency) {
    get("/segmentation/customers/" + customer)
        .then()
        .body("monetary", equalTo(monetary))
        .body("frequency", equalTo(frequency));
  }
}
