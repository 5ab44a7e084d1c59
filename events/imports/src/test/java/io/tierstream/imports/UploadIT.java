package io.tierstream.imports;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Uploads that are copied in several portions, to their end or not. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class UploadIT {

  private static final String HEADER = "reviewId,words,rating,occurredAt\n";

  /** Two portions and a part of a third, which waits for more. */
  private static final int HALF = 13_000;

  /** That many aren't there before the second portion is, and the third would be more than half. */
  private static final int TWO_PORTIONS = 9_000;

  @InjectInfrastructure Infrastructure infrastructure;
  @Inject WithdrawRows withdrawRows;

  /** In front of every id, so that tests don't meet. */
  private String t;

  @BeforeEach
  void begin() {
    t = UUID.randomUUID().toString().substring(0, 8) + "-";
  }

  @AfterEach
  void nothingIsLeftOpen() {
    awaitFigure("SELECT count(*) FROM job_upload", 0);
    awaitFigure("SELECT count(*) FROM job_row WHERE job NOT IN (SELECT job FROM job)", 0);
    assertThat(figure(locks("count(*)"))).isEqualTo("0");
  }

  @Test
  void anUploadThatWaitsForItsSenderHoldsNoTransactionAndIsNoJobYet() throws Exception {
    var begin = HEADER + row("FIRST") + row("A").repeat(HALF);
    var end = row("A").repeat(HALF) + row("LAST");
    try (var upload = new SlowUpload(begin.length() + end.length())) {
      upload.send(begin);
      awaitTwoPortions();

      awaitFigure(
          """
          SELECT count(*) FROM pg_stat_activity
          WHERE datname = current_database() AND (backend_xid IS NOT NULL OR state LIKE 'idle in%')
          """,
          0);
      var job = job();
      given().get("/reviews/import/" + job).then().statusCode(404);
      given().get("/reviews/import/" + job + "/rejects").then().statusCode(404);

      upload.send(end);
      assertThat(upload.status()).isEqualTo(202);
      over(job)
          .body("status", equalTo("COMPLETED"))
          .body("rows", equalTo(2 * HALF + 2))
          .body("reviews", equalTo(3))
          .body("unchanged", equalTo(2 * HALF - 1));
    }
  }

  @Test
  void anUploadThatBreaksOffLeavesNothing() throws Exception {
    var begin = HEADER + row("A").repeat(HALF);
    try (var upload = new SlowUpload(2 * begin.length())) {
      upload.send(begin);
      awaitTwoPortions();
    }

    awaitFigure(staged(), 0);
    awaitFigure("SELECT count(*) FROM job_upload", 0);
  }

  @Test
  void anUploadWhoseSessionEndsLeavesNothing() throws Exception {
    var begin = HEADER + row("A").repeat(HALF);
    try (var upload = new SlowUpload(2 * begin.length())) {
      upload.send(begin);
      awaitTwoPortions();
      assertThat(figure(locks("pg_terminate_backend(pid)"))).isEqualTo("t");

      awaitFigure(staged(), 0);
      upload.send(begin);
      assertThat(upload.status()).isEqualTo(503);
    }
  }

  @Test
  void anUploadOfAKilledProcessIsCleanedUpByWhoeverGoesOnAndNoOtherIs() throws Exception {
    var csv = HEADER + row("A").repeat(HALF);
    try (var upload = new SlowUpload(2 * csv.length())) {
      upload.send(csv);
      awaitTwoPortions();
      var staged = figure(staged());

      killed(t + "killed");

      awaitFigure("SELECT count(*) FROM job_row WHERE job = '" + t + "killed'", 0);
      awaitFigure("SELECT count(*) FROM job_upload WHERE job = '" + t + "killed'", 0);
      assertThat(figure(staged())).isEqualTo(staged);
      assertThat(figure("SELECT count(*) FROM job_upload")).isEqualTo("1");
    }
  }

  /** What is left of an upload when its process was killed. */
  private void killed(String job) throws SQLException {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("INSERT INTO job_upload VALUES ('%s')".formatted(job));
      statement.execute(
          "INSERT INTO job_row (job, line, id) SELECT '%s', n, 'A' FROM generate_series(2, 25000) AS n"
              .formatted(job));
      connection.commit();
    }
  }

  @Test
  void anUploadThatWasAnsweredBeforeLeavesNothing() {
    var csv = HEADER + row("A").repeat(HALF);
    String first = keyed(csv).statusCode(202).extract().path("job");
    over(first);
    var jobs = figure("SELECT count(*) FROM job");

    keyed(csv).statusCode(202).body("job", equalTo(first));

    assertThat(figure("SELECT count(*) FROM job")).isEqualTo(jobs);
    awaitFigure(staged(), 0);
  }

  @Test
  void anUploadThatIsRefusedAtItsEndLeavesNothing() {
    var csv = HEADER + row("A").repeat(HALF) + "\"" + row("A");
    var jobs = figure("SELECT count(*) FROM job");

    keyed(csv).statusCode(400).body("violations[0].rule", equalTo("quote"));

    assertThat(figure("SELECT count(*) FROM job")).isEqualTo(jobs);
    awaitFigure(staged(), 0);
  }

  @Test
  void rowsOfWhoIsErasedMeanwhileAreEmptiedWhenTheyAreThereAndWhenTheyCome() throws Exception {
    var begin = HEADER + row("erased") + row("A").repeat(HALF);
    var end = row("A").repeat(HALF) + row("erased");
    var said = "SELECT count(*) FROM job_row WHERE id = '" + t + "erased'";
    try (var upload = new SlowUpload(begin.length() + end.length())) {
      upload.send(begin);
      awaitTwoPortions();
      var job = job();
      assertThat(figure(said)).isEqualTo("1");

      QuarkusTransaction.requiringNew()
          .run(() -> withdrawRows.withdraw(List.of(t + "erased"), ImportReviews.ID, "erased"));

      assertThat(figure(said)).isEqualTo("0");
      upload.send(end);
      assertThat(upload.status()).isEqualTo(202);
      over(job)
          .body("rows", equalTo(2 * HALF + 2))
          .body("reviews", equalTo(1))
          .body("unchanged", equalTo(2 * HALF - 1))
          .body("rejected.erased", equalTo(2));
    }
  }

  /** Of some 200 characters when it is copied. */
  private String row(String id) {
    return t + id + "," + "x".repeat(100) + ",3,2011-01-01 10:00\n";
  }

  private String job() {
    return figure("SELECT min(job) FROM job_row WHERE id = '" + t + "A'");
  }

  private String staged() {
    return "SELECT count(*) FROM job_row WHERE id LIKE '" + t + "%'";
  }

  private void awaitTwoPortions() {
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> Integer.parseInt(figure(staged())) > TWO_PORTIONS);
  }

  private static String locks(String what) {
    return """
    SELECT %s FROM pg_locks
    WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    """
        .formatted(what);
  }

  private ValidatableResponse keyed(String csv) {
    return given()
        .contentType("text/csv")
        .header("Idempotency-Key", t)
        .body(csv.getBytes(UTF_8))
        .post("/reviews/import")
        .then();
  }

  /** How the job ended. */
  private static ValidatableResponse over(String job) {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                !given().get("/reviews/import/" + job).jsonPath().get("status").equals("RUNNING"));
    return given().get("/reviews/import/" + job).then();
  }

  private void awaitFigure(String query, int expected) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(figure(query)).isEqualTo(Integer.toString(expected)));
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
}
