package io.tierstream.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.local.Service;
import io.tierstream.local.faults.Content.FeedbackContent;
import io.tierstream.local.faults.Content.OrderContent;
import io.tierstream.local.faults.Finding.Part;
import io.tierstream.local.faults.Recorded.StandingRow;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;

/** Asks the services about somebody, over REST. */
final class Answers {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(Version.HTTP_1_1).build();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Target target;
  private final List<Finding> findings;

  Answers(Target target, List<Finding> findings) {
    this.target = target;
    this.findings = findings;
  }

  /** They say what is stored and what was told. */
  void check(String customerId, StandingRow standing, Collection<Told> facts) {
    var answer = get(Service.SEGMENTATION, "/segmentation/customers/" + customerId);
    if (!standing.isErased()) {
      compare(
          customerId,
          "standing",
          List.of(
              String.valueOf(standing.tier()),
              String.valueOf(standing.segment()),
              standing.lifecycle(),
              String.valueOf(standing.scores()),
              standing.frequency(),
              standing.monetary().setScale(4, RoundingMode.HALF_UP).doubleValue(),
              standing.sequence(),
              String.valueOf(standing.asOf()),
              String.valueOf(standing.belowSince()),
              String.valueOf(standing.nextChangeAt())),
          List.of(
              String.valueOf(Content.text(answer.path("tier"))),
              String.valueOf(Content.text(answer.path("segment"))),
              answer.path("lifecycle").asText(),
              String.valueOf(TopicChanges.scores(answer.path("scores"))),
              answer.path("frequency").asInt(),
              new BigDecimal(answer.path("monetary").asText("0")).doubleValue(),
              answer.path("sequence").asLong(),
              String.valueOf(Content.instant(answer.path("asOf"))),
              String.valueOf(Content.instant(answer.path("belowSince"))),
              String.valueOf(Content.instant(answer.path("nextChangeAt")))));
    }
    var last = new HashMap<String, Told>();
    facts.forEach(one -> last.merge(one.id(), one, (a, b) -> a.version() > b.version() ? a : b));
    last.values().stream()
        .filter(one -> one.content() instanceof OrderContent)
        .findFirst()
        .ifPresent(
            one ->
                compare(
                    customerId,
                    "order " + one.id(),
                    one.content(),
                    OrderContent.of(get(Service.ORDER, "/orders/" + one.id()))));
    last.values().stream()
        .filter(one -> one.content() instanceof FeedbackContent)
        .findFirst()
        .ifPresent(
            one ->
                compare(
                    customerId,
                    "feedback " + one.id(),
                    one.content(),
                    FeedbackContent.ofAnswer(get(Service.FEEDBACK, "/feedback/" + one.id()))));
  }

  private void compare(String customerId, String what, Object expected, Object found) {
    if (!expected.equals(found)) {
      findings.add(
          new Finding(
              Part.STATE, customerId, what + " over REST", expected.toString(), found.toString()));
    }
  }

  private JsonNode get(Service service, String path) {
    try {
      var request =
          HttpRequest.newBuilder(target.addresses().apply(service).resolve(path))
              .timeout(PATIENCE)
              .build();
      return JSON.readTree(CLIENT.send(request, BodyHandlers.ofString()).body());
    } catch (IOException e) {
      return JSON.missingNode();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
