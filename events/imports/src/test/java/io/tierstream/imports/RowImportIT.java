package io.tierstream.imports;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.SchemaCheck;
import io.tierstream.events.TopicReader;
import io.tierstream.events.Topics;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class RowImportIT {

  private static final String HEADER = "reviewId,words,rating,occurredAt\n";

  @InjectInfrastructure Infrastructure infrastructure;
  @Inject EmitImport emitImport;

  /** In front of every id, so that tests don't meet. */
  private String t;

  @BeforeEach
  void begin() {
    t = UUID.randomUUID().toString().substring(0, 8) + "-";
  }

  @Test
  void rowsBecomeFactsInTheOrderOfTheirInstantsBetweenMarkers() throws SQLException {
    var job =
        imported(
            "C,,5,2011-01-03 10:00",
            "B,\"a \\ \"\"b\"\"\",4.0,2011-01-02 10:00",
            "A2,x,3,2011-01-01 10:00",
            "A1,x,3.5,2011-01-01 10:00");

    assertThat(counts(job)).isEqualTo("4 rows, 4 reviews, 0 unchanged, {}");
    assertThat(figure("SELECT words FROM review WHERE id = '" + t + "B'")).isEqualTo("a \\ \"b\"");
    var told = told(job.getString("job"), 24 + 4);
    var facts =
        told.stream().filter(r -> CloudEvent.from(r).shortType().startsWith("review.")).toList();
    assertThat(facts).extracting(record -> CloudEvent.from(record).id()).doesNotHaveDuplicates();
    assertThat(facts)
        .hasSize(4)
        .allSatisfy(
            record ->
                assertThat(record.timestamp())
                    .isEqualTo(CloudEvent.from(record).time().toEpochMilli()));
    assertThat(
            figure(
                "SELECT string_agg(subject, ',' ORDER BY id) FROM outbox WHERE backfill = '"
                    + job.getString("job")
                    + "'"))
        .isEqualTo("%1$sA1,%1$sA2,%1$sB,%1$sC".formatted(t));
    for (var partition = 0; partition < 12; partition++) {
      var number = partition;
      assertThat(told)
          .filteredOn(record -> record.partition() == number)
          .extracting(record -> CloudEvent.from(record).shortType())
          .startsWith("import.started.v1")
          .endsWith("import.ended.v1");
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                figure("SELECT count(*) FROM job_row WHERE job = '" + job.getString("job") + "'")
                    .equals("0"));
  }

  @Test
  void whatIsKnownIsUnchangedOrRejected() {
    imported("A,x,3,2011-01-01 10:00", "B,x,3,2011-01-01 10:00");

    var job =
        imported(
            "A,x,3.0,2011-01-01T10:00:00Z",
            "B,y,3,2011-01-01 10:00",
            "C,x,3,2011-01-01 10:00",
            "C,x,3,2011-01-01 10:00",
            "C,x,4,2011-01-01 10:00",
            "D,x,6,2011-01-01 10:00",
            "D,x,NA,2011-01-01 10:00");

    assertThat(job.getInt("reviews")).isEqualTo(1);
    assertThat(job.getInt("unchanged")).isEqualTo(2);
    assertThat(rejects(job))
        .isEqualTo(
            """
            line,field,reason
            3,reviewId,review known with other content
            6,reviewId,other content than the first row of its reviewId
            7,rating,rating not from 1 to 5
            8,rating,without a rating
            """);
  }

  @Test
  void whatIsKnownIsToldOfNobody() {
    imported("A,x,3,2011-01-01 10:00");
    var again = imported("A,x,3,2011-01-01 10:00");

    assertThat(counts(again)).isEqualTo("1 rows, 0 reviews, 1 unchanged, {}");
    assertThat(told(again.getString("job"), 24)).hasSize(24);
  }

  @Test
  void anUploadThatComesAgainWithItsKeyIsTheSameJob() {
    var csv = HEADER + t + "A,x,3,2011-01-01 10:00\n";
    var first = keyed(csv, "/reviews/import", t).statusCode(202);
    var again = keyed(csv, "/reviews/import", t).statusCode(202);

    assertThat(again.extract().<String>path("job")).isEqualTo(first.extract().path("job"));
    assertThat(again.extract().header("Location")).isEqualTo(first.extract().header("Location"));
    keyed(csv + "more", "/reviews/import", t).statusCode(422);
    keyed(csv, "/reviews/import?zone=Europe/London", t).statusCode(422);
    keyed(csv, "/reviews/import", t + "other")
        .statusCode(202)
        .body("job", not(equalTo(first.extract().<String>path("job"))));
    keyed(csv, "/reviews/import", "a b").statusCode(400);
  }

  @Test
  void aRefusedUploadMayComeAgainWithItsKey() {
    keyed("", "/reviews/import", t).statusCode(400);
    keyed(HEADER, "/reviews/import", t).statusCode(202);
  }

  @Test
  void aJobThatCanNotGoOnIsGivenUpAndSaysSoInEveryPartition() {
    var job = imported("A,x,3,2011-01-01 10:00", "B,x,1.5,2011-01-02 10:00");

    assertThat(job.getString("status")).isEqualTo("FAILED");
    assertThat(job.getString("error")).contains("rating");
    assertThat(told(job.getString("job"), 24)).hasSize(24);
    assertThat(imported("C,x,3,2011-01-01 10:00").getString("status")).isEqualTo("COMPLETED");
  }

  @Test
  void aStagedRowThatCanNotBeReadIsNotTriedForEver() throws SQLException {
    change(
        """
        CREATE FUNCTION tear() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN NEW.content := '[]'; RETURN NEW; END $$;
        CREATE TRIGGER torn BEFORE INSERT ON job_row FOR EACH ROW
          WHEN (NEW.id LIKE '%-torn') EXECUTE FUNCTION tear()""");
    try {
      var job = imported("A,x,3,2011-01-01 10:00", "torn,x,3,2011-01-02 10:00");

      assertThat(job.getString("status")).isEqualTo("FAILED");
      assertThat(job.getString("error")).contains("line 3");
    } finally {
      change("DROP TRIGGER torn ON job_row; DROP FUNCTION tear");
    }
  }

  @Test
  void severalInstancesAtOneJobTellEachFactOnce() throws Exception {
    var csv = new StringBuilder(HEADER);
    for (var i = 0; i < 60; i++) {
      csv.append("%sR%d,x,3,2011-01-01 10:%02d\n".formatted(t, i, i));
    }
    String job = upload(csv.toString()).statusCode(202).extract().path("job");
    Callable<Void> instance =
        () -> {
          while (job(job).getString("status").equals("RUNNING")) {
            emitImport.emit(job);
          }
          return null;
        };
    var pool = Executors.newFixedThreadPool(3);
    try {
      for (var done : pool.invokeAll(List.of(instance, instance, instance))) {
        done.get();
      }
    } finally {
      pool.shutdown();
    }

    assertThat(counts(job(job))).isEqualTo("60 rows, 60 reviews, 0 unchanged, {}");
    var subjects = new HashSet<String>();
    told(job, 24 + 60).forEach(record -> subjects.add(CloudEvent.from(record).subject()));
    assertThat(subjects).hasSize(60 + 1);
    assertThat(figure("SELECT count(*) FROM outbox WHERE backfill = '" + job + "'"))
        .isEqualTo("60");
  }

  @Test
  void aFormIsAFileToo() {
    String job =
        given()
            .multiPart(
                "file", "reviews.csv", (HEADER + t + "A,x,3,2011-06-01 10:00\n").getBytes(UTF_8))
            .multiPart("zone", "Europe/London")
            .post("/reviews/import")
            .then()
            .statusCode(202)
            .extract()
            .path("job");

    assertThat(finished(job).getInt("reviews")).isEqualTo(1);
    assertThat(figure("SELECT at = '2011-06-01T09:00:00Z' FROM review WHERE id = '" + t + "A'"))
        .isEqualTo("t");
  }

  @Test
  void aFormIsInTheFolderOfUploadsWhileItComes() throws Exception {
    var folder = Path.of("target", "uploads");
    var boundary = "b-" + t;
    var out = new PipedOutputStream();
    var in = new PipedInputStream(out, 1024 * 1024);
    var request =
        HttpRequest.newBuilder(
                URI.create(RestAssured.baseURI + ":" + RestAssured.port).resolve("/reviews/import"))
            .header("Content-Type", "multipart/form-data; boundary=" + boundary)
            .POST(HttpRequest.BodyPublishers.ofInputStream(() -> in))
            .build();
    var answer = HttpClient.newHttpClient().sendAsync(request, BodyHandlers.ofString());
    var begin =
        "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"r.csv\"\r\n\r\n%s"
            .formatted(boundary, HEADER);
    out.write(begin.getBytes(UTF_8));
    out.write((t + "A,x,3,2011-01-01 10:00\n").repeat(2_000).getBytes(UTF_8));
    out.flush();

    await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(folder) && files(folder) > 0);
    out.write(("\r\n--" + boundary + "--\r\n").getBytes(UTF_8));
    out.close();

    assertThat(answer.get().statusCode()).isEqualTo(202);
    await().atMost(Duration.ofSeconds(30)).until(() -> files(folder) == 0);
  }

  private static long files(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> !file.endsWith(".lock")).count();
    }
  }

  @Test
  void aSenderThatAsksForHttp2GoesOnByHttp1() throws Exception {
    var request =
        HttpRequest.newBuilder(
                URI.create(RestAssured.baseURI + ":" + RestAssured.port).resolve("/reviews/import"))
            .header("Content-Type", "text/csv")
            .POST(HttpRequest.BodyPublishers.ofString(HEADER))
            .build();
    var client = HttpClient.newHttpClient();
    assertThat(client.version()).isEqualTo(HttpClient.Version.HTTP_2);

    var answer = client.send(request, BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(202);
    assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
  }

  @Test
  void whatCanNotBeTakenIsAProblemThatNamesTheField() {
    upload("").statusCode(400).body("violations[0].field", equalTo("file"));
    given()
        .contentType("text/csv")
        .queryParam("map", "No=reviewId")
        .body(HEADER)
        .post("/reviews/import")
        .then()
        .statusCode(400)
        .body("violations[0].rule", equalTo("missing"));
    given().get("/reviews/import/none").then().statusCode(404);
    given().get("/reviews/import/none/rejects").then().statusCode(404);
  }

  @Test
  void manyRejectsArriveCompleteAndInOrder() {
    var csv = new StringBuilder(HEADER);
    var expected = new StringBuilder("line,field,reason\n");
    for (var line = 2; line < 12_002; line++) {
      csv.append(t).append(line).append(",x,6,2011-01-01 10:00\n");
      expected.append(line).append(",rating,rating not from 1 to 5\n");
    }

    var job = finished(upload(csv.toString()).statusCode(202).extract().path("job"));

    assertThat(rejects(job)).isEqualTo(expected.toString());
  }

  @Test
  void rejectsThatAreReadSlowlyHoldNothingAndDoNotLookCompleteWhenTheyBreakOff() throws Exception {
    var job = imported("A,x,6,2011-01-01 10:00").getString("job");
    change(
        """
        INSERT INTO job_reject (job, line, field, reason)
        SELECT '%s', n, 'rating', repeat('x', 200) FROM generate_series(3, 150000) AS n
        """
            .formatted(job));

    try (var download = download(job)) {
      download.readNBytes(100);
      // would wait for whoever still has the table in a transaction
      change("SET lock_timeout = '10s'; ALTER TABLE job_reject RENAME TO job_reject_away");
      try {
        assertThatThrownBy(() -> download.transferTo(OutputStream.nullOutputStream()))
            .isInstanceOf(IOException.class);
      } finally {
        change("ALTER TABLE job_reject_away RENAME TO job_reject");
      }
    }
  }

  private static InputStream download(String job) throws IOException, InterruptedException {
    var rejects =
        URI.create(RestAssured.baseURI + ":" + RestAssured.port)
            .resolve("/reviews/import/" + job + "/rejects");
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(rejects).build(), BodyHandlers.ofInputStream())
        .body();
  }

  private void change(String statement) throws SQLException {
    try (var connection = infrastructure.connect();
        var changing = connection.createStatement()) {
      changing.execute(statement);
    }
  }

  private JsonPath imported(String... rows) {
    var csv = new StringBuilder(HEADER);
    for (var row : rows) {
      csv.append(t).append(row).append('\n');
    }
    return finished(upload(csv.toString()).statusCode(202).extract().path("job"));
  }

  private static ValidatableResponse upload(String csv) {
    return given().contentType("text/csv").body(csv.getBytes(UTF_8)).post("/reviews/import").then();
  }

  private static ValidatableResponse keyed(String csv, String path, String key) {
    return given()
        .contentType("text/csv")
        .header("Idempotency-Key", key)
        .body(csv.getBytes(UTF_8))
        .post(path)
        .then();
  }

  private static JsonPath finished(String job) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !job(job).getString("status").equals("RUNNING"));
    return job(job);
  }

  private static JsonPath job(String job) {
    return given().get("/reviews/import/" + job).then().statusCode(200).extract().jsonPath();
  }

  private static String rejects(JsonPath job) {
    return given().get("/reviews/import/" + job.getString("job") + "/rejects").asString();
  }

  private static String counts(JsonPath job) {
    assertThat(job.getString("status")).isEqualTo("COMPLETED");
    return "%d rows, %d reviews, %d unchanged, %s"
        .formatted(
            job.getInt("rows"),
            job.getInt("reviews"),
            job.getInt("unchanged"),
            job.<String, Integer>getMap("rejected"));
  }

  private String figure(String query) {
    try (var connection = infrastructure.connect();
        var rows = connection.createStatement().executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** All records of a job, its markers included, after at least {@code count} have come. */
  private List<ConsumerRecord<byte[], byte[]>> told(String job, int count) {
    try (var topic = TopicReader.fromBeginning(infrastructure, Topics.FEEDBACK)) {
      var told =
          topic.await(
              count,
              record -> {
                var event = CloudEvent.from(record);
                return job.equals(event.backfill()) || job.equals(event.subject());
              });
      told.stream()
          .map(CloudEvent::from)
          .filter(event -> job.equals(event.subject()))
          .forEach(SchemaCheck::check);
      return told;
    }
  }
}
