package io.tierstream.local.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.local.faults.Content.PinContent;
import io.tierstream.local.faults.Finding.Part;
import io.tierstream.local.faults.Recorded.ChangeRow;
import io.tierstream.segmentation.domain.RecordedOracle;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The recorded tier changes of one customer and their evidence, held against the oracle's. */
final class CustomerHistory {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MONEY_DECIMALS = 4;

  private final CustomerFacts customer;
  private final CustomerFindings findings;

  /** By which it was assessed, by the cause and its instant. */
  private final Map<String, Integer> models = new HashMap<>();

  CustomerHistory(CustomerFacts customer, CustomerFindings findings) {
    this.customer = customer;
    this.findings = findings;
  }

  void check(RecordedOracle oracle, List<ChangeRow> changes) {
    var expected = oracle.changes();
    oracle.applied().forEach(one -> models.put(one.event() + " at " + one.at(), one.model()));
    for (int i = 0; i < Math.max(expected.size(), changes.size()); i++) {
      var one = i < expected.size() ? expected.get(i) : null;
      var row = i < changes.size() ? changes.get(i) : null;
      if (one == null || row == null || one.sequence() != row.sequence()) {
        findings.add(Part.PATH, "tier change " + (i + 1), one, row);
        return;
      }
      findings.compare(
          Part.PATH,
          "tier change " + row.sequence(),
          "%s %s → %s at %s".formatted(one.kind(), one.from(), one.to(), one.at()),
          "%s %s → %s at %s".formatted(row.kind(), row.from(), row.to(), row.effectiveAt()));
      checkEvidence(one, row);
    }
  }

  private void checkEvidence(RecordedOracle.Change one, ChangeRow row) {
    var event = json(row.event());
    var what = "event of tier change " + row.sequence();
    findings.compare(
        Part.PATH,
        what,
        "%s %s %s → %s at %s".formatted(one.sequence(), one.kind(), one.from(), one.to(), one.at()),
        "%s %s %s → %s at %s"
            .formatted(
                event.path("sequence").asText(),
                event.path("kind").asText(),
                Content.text(event.path("from")),
                Content.text(event.path("to")),
                Content.instant(event.path("effectiveAt"))));
    findings.compare(
        Part.PATH, what + ": before", shown(one.before(), one.at()), shown(event.path("before")));
    findings.compare(
        Part.PATH, what + ": after", shown(one.after(), one.at()), shown(event.path("after")));
    findings.compare(
        Part.PATH,
        what + ": model",
        models.get(one.event() + " at " + one.at()),
        event.path("model").asInt());
    var cause = event.path("cause");
    findings.compare(
        Part.PATH,
        what + ": cause",
        cause(one.event()) + ", backfill " + one.backfill(),
        "%s %s of %s, backfill %s"
            .formatted(
                Content.text(cause.path("type")),
                Content.text(cause.path("eventId")),
                Content.text(cause.path("subject")),
                Content.text(cause.path("backfill"))));
  }

  /** Its type, event and subject. */
  private String cause(String event) {
    for (var one : customer.facts().values()) {
      boolean isPin = one.content() instanceof PinContent;
      if (event.equals("%s v%d".formatted(isPin ? "the pin" : one.id(), one.version()))) {
        return isPin
            ? "PIN %s of %s".formatted(one.eventId(), findings.customerId())
            : "io.tierstream.%s %s of %s".formatted(one.type(), one.eventId(), one.id());
      }
    }
    return event + " null of null";
  }

  private static String shown(RecordedOracle.Figures figures, Instant at) {
    if (figures == null) {
      return null;
    }
    return "%s days, %d for %s, scores %s, %s"
        .formatted(
            figures.last() == null ? null : Duration.between(figures.last(), at).toDays(),
            figures.frequency(),
            money(figures.monetary()),
            figures.r() == null
                ? null
                : "%s %s %s %s".formatted(figures.r(), figures.f(), figures.m(), figures.s()),
            figures.composite());
  }

  private static String shown(JsonNode figures) {
    if (!figures.isObject()) {
      return null;
    }
    return "%s days, %s for %s, scores %s, %s"
        .formatted(
            figures.path("recencyDays").asText(),
            figures.path("frequency").asText(),
            money(new BigDecimal(figures.path("monetary").asText())),
            TopicChanges.scores(figures.path("scores")),
            Content.text(figures.path("composite")));
  }

  private static String money(BigDecimal amount) {
    return amount.setScale(MONEY_DECIMALS, RoundingMode.HALF_UP).toPlainString();
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
