package io.tierstream.feedback;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.TopicReader;
import io.tierstream.events.TopicReader.Told;
import io.tierstream.events.Topics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class ImportIT {

  private static final String HEADER =
      "feedbackId,customerId,kind,rating,nps,orderId,channel,text,occurredAt,resolvedAt,resolutionRating\n";

  @InjectInfrastructure Infrastructure infrastructure;

  /** In front of the ids of this test. */
  private String t;

  @BeforeEach
  void begin() {
    t = Desk.newId().substring(0, 8) + "-";
  }

  @Test
  void aResolvedComplaintIsTwoFactsInTheOrderOfTime() {
    var job =
        Desk.imported(
            HEADER
                + row(
                    "F-1,C-1,COMPLAINT,1.5,,O-1,web,\"late, again\",2025-03-01T10:00:00Z,2025-03-04T10:00:00Z,4")
                + row("F-2,C-1,survey,,9,,,,2025-03-02T10:00:00Z,,")
                + row("F-3,C-1,COMPLAINT,,,,,,2025-03-03 10:00:00,,"));

    assertThat(job.getString("status")).isEqualTo("COMPLETED");
    assertThat(job.getInt("rows")).isEqualTo(3);
    assertThat(job.getInt("feedback")).isEqualTo(3);
    assertThat(job.getInt("resolutions")).isEqualTo(1);
    assertThat(job.getInt("unchanged")).isZero();
    try (var topic = TopicReader.fromBeginning(infrastructure, Topics.FEEDBACK)) {
      var told = topic.awaitTold(4, event -> event.key().equals(t + "C-1"));
      assertThat(told)
          .extracting(Told::summary)
          .containsExactly(
              "feedback.received.v1 " + t + "F-1 1 OPEN",
              "feedback.received.v1 " + t + "F-2 1 RECEIVED",
              "feedback.received.v1 " + t + "F-3 1 OPEN",
              "feedback.resolved.v1 " + t + "F-1 2 RESOLVED");
      assertThat(told)
          .allSatisfy(
              event -> {
                assertThat(event.event().backfill()).isEqualTo(job.getString("job"));
                assertThat(Instant.ofEpochMilli(event.record().timestamp()))
                    .isEqualTo(event.event().time())
                    .isEqualTo(Instant.parse(event.data().path("occurredAt").asText()));
              });
      var markers = topic.awaitTold(24, event -> event.key().equals(job.getString("job")));
      assertThat(markers)
          .extracting(event -> event.event().shortType())
          .containsOnly("import.started.v1", "import.ended.v1");
      assertThat(markers)
          .extracting(event -> event.record().partition())
          .containsOnly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
      var partition = told.get(0).record().partition();
      assertThat(
              topic.awaitTold(
                  6,
                  event ->
                      event.record().partition() == partition
                          && (event.key().equals(t + "C-1")
                              || event.key().equals(job.getString("job")))))
          .extracting(event -> event.event().shortType())
          .startsWith("import.started.v1")
          .endsWith("import.ended.v1");
    }
    assertThat(Desk.feedback(t + "F-1").getString("text")).isEqualTo("late, again");
    assertThat(Desk.feedback(t + "F-1").getString("resolvedAt")).isEqualTo("2025-03-04T10:00:00Z");
    assertThat(Desk.feedback(t + "F-3").getString("dueAt")).isEqualTo("2025-03-06T10:00:00Z");
  }

  @Test
  void importingAFileTwiceChangesNothing() {
    var file =
        HEADER
            + row("F-1,C-1,COMPLAINT,1.50,,,,,2025-03-01T10:00:00Z,2025-03-04T10:00:00Z,4")
            + row("F-2,C-1,COMPLAINT,,,,,,2025-03-02T10:00:00Z,,")
            + row("F-3,C-1,REVIEW,4.5,,,,,2025-03-03T10:00:00Z,,");
    Desk.imported(file);
    // what has happened to a complaint since doesn't make it another one
    Desk.resolve(t + "F-2", "{\"rating\": 5}").statusCode(200);

    var again = Desk.imported(file);

    assertThat(again.getInt("unchanged")).isEqualTo(3);
    assertThat(again.getInt("feedback") + again.getInt("resolutions")).isZero();
    assertThat(again.getMap("rejected")).isEmpty();
    assertThat(TopicReader.ofCustomer(infrastructure, Topics.FEEDBACK, t + "C-1", 5)).hasSize(5);
  }

  @Test
  void aKnownIdWithOtherContentIsRejected() {
    Desk.imported(
        HEADER
            + row("F-1,C-1,REVIEW,4,,,,,2025-03-01T10:00:00Z,,")
            + row("F-2,C-1,COMPLAINT,,,,,,2025-03-01T10:00:00Z,,"));

    var job =
        Desk.imported(
            HEADER
                + row("F-1,C-1,REVIEW,4.1,,,,,2025-03-01T10:00:00Z,,")
                + row("F-2,C-1,COMPLAINT,,,,,,2025-03-01T10:00:00Z,2025-03-02T10:00:00Z,")
                + row("F-3,C-1,REVIEW,4,,,,,2025-03-01T10:00:00Z,,")
                + row("F-3,C-1,REVIEW,4.0,,,,,2025-03-01T10:00:00Z,,")
                + row("F-3,C-2,REVIEW,4,,,,,2025-03-01T10:00:00Z,,"));

    assertThat(job.getInt("feedback")).isEqualTo(1);
    assertThat(job.getInt("unchanged")).isEqualTo(1);
    assertThat(job.getMap("rejected")).isEqualTo(Map.of("feedback known with other content", 3));
    assertThat(Desk.rejects(job.getString("job")).lines())
        .containsExactly(
            "line,field,reason",
            "2,feedbackId,feedback known with other content",
            "3,feedbackId,feedback known with other content",
            "6,feedbackId,feedback known with other content");
    assertThat(Desk.feedback(t + "F-1").getFloat("rating")).isEqualTo(4.0f);
    assertThat(Desk.feedback(t + "F-2").getString("status")).isEqualTo("OPEN");
  }

  @Test
  void whatIsWrongWithARowRejectsThatRowOnly() {
    var job =
        Desk.imported(
            HEADER
                + row("F-0,C-1,REVIEW,4,,,,,2025-03-01T10:00:00Z,,")
                + row("F-1,,REVIEW,4,,,,,2025-03-01T10:00:00Z,,")
                + row("F 2,C-1,REVIEW,4,,,,,2025-03-01T10:00:00Z,,")
                + row("F-3,C-1,RANT,4,,,,,2025-03-01T10:00:00Z,,")
                + row("F-4,C-1,REVIEW,5.1,,,,,2025-03-01T10:00:00Z,,")
                + row("F-5,C-1,REVIEW,1e0,,,,,2025-03-01T10:00:00Z,,")
                + row("F-6,C-1,REVIEW,4,11,,,,2025-03-01T10:00:00Z,,")
                + row("F-7,C-1,REVIEW,4,,,,,yesterday,,")
                + row("F-8,C-1,REVIEW,4,,,,,2099-01-01T10:00:00Z,,")
                + row("F-9,C-1,REVIEW,4,,,,,2025-03-01T10:00:00Z,2025-03-02T10:00:00Z,")
                + row("F-10,C-1,COMPLAINT,4,,,,,2025-03-01T10:00:00Z,2025-02-28T10:00:00Z,")
                + row("F-11,C-1,COMPLAINT,4,,,,,2025-03-01T10:00:00Z,,3")
                + row("F-12,C-1,COMPLAINT")
                + row("import,C-1,REVIEW,4,,,,,2025-03-01T10:00:00Z,,")
                + row(".,C-1,REVIEW,4,,,,,2025-03-01T10:00:00Z,,"));

    assertThat(job.getInt("feedback")).isEqualTo(1);
    assertThat(job.<String, Integer>getMap("rejected").values())
        .hasSize(13)
        .contains(2) // two feedback ids that are none
        .allSatisfy(count -> assertThat(count).isPositive());
    assertThat(Desk.rejects(job.getString("job")))
        .contains("3,customerId,without a customer")
        .contains("11,resolvedAt,resolution of what isn't a complaint")
        .contains("12,resolvedAt,resolved before it was received")
        .contains("13,resolutionRating,rating of no resolution")
        .contains("15,feedbackId,feedbackId reserved")
        .contains("16,feedbackId,feedbackId not an id");
  }

  @Test
  void columnsAreMappedZonesApplyAndGzipIsUnpacked() throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(
          "no;who;what;when;stars\n%1$sF-1;%1$sC-1;REVIEW;2025-06-01 12:00:00;3\n"
              .replace(';', ',')
              .formatted(t)
              .getBytes(StandardCharsets.UTF_8));
    }
    String job =
        given()
            .contentType("text/csv")
            .header("Content-Encoding", "gzip")
            .queryParam(
                "map", "no=feedbackId,who=customerId,what=kind,when=occurredAt,stars=rating")
            .queryParam("zone", "Europe/London")
            .body(packed.toByteArray())
            .post("/feedback/import")
            .then()
            .statusCode(202)
            .extract()
            .path("job");

    assertThat(Desk.finished(job).getInt("feedback")).isEqualTo(1);
    assertThat(Desk.feedback(t + "F-1").getString("occurredAt")).isEqualTo("2025-06-01T11:00:00Z");
  }

  @Test
  void aFileThatCanNotBeTakenIsRefusedAsAWhole() {
    for (var bad : List.of("", "a,b\n1,2\n", "feedbackId,customerId,kind\n1,2,REVIEW\n")) {
      Desk.upload(bad)
          .statusCode(400)
          .contentType("application/problem+json")
          .body("status", equalTo(400));
    }
  }

  private String row(String cells) {
    return cells.replaceAll("(^|,)([FC][- ]\\d+)", "$1" + t + "$2") + "\n";
  }
}
