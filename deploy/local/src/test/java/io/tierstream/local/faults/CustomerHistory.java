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
import java.util.List;

/** The recorded tier changes of one customer and their evidence, held against the oracle's. */
final class CustomerHistory {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MONEY_DECIMALS = 4;

  private final CustomerFacts customer;
  private final CustomerFindings findings;

  CustomerHistory(CustomerFacts customer, CustomerFindings findings) {
    this.customer = customer;
    this.findings = findings;
  }

  void check(List<RecordedOracle.Change> expected, List<ChangeRow> changes) {
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
        Part.PATH, what + ": before", shown(one.before()), shown(event.path("before")));
    findings.compare(Part.PATH, what + ": after", shown(one.after()), shown(event.path("after")));
    findings.compare(
        Part.PATH,
        what + ": cause",
        eventId(one.event()),
        Content.text(event.at("/cause/eventId")));
  }

  /** Of what has one; null when it came by itself. */
  private String eventId(String event) {
    for (var one : customer.facts().values()) {
      var name = one.content() instanceof PinContent ? "the pin" : one.id();
      if (event.equals(name + " v" + one.version())) {
        return one.eventId();
      }
    }
    return null;
  }

  private static String shown(RecordedOracle.Figures figures) {
    if (figures == null) {
      return null;
    }
    return "%d for %s, scores %s, %s"
        .formatted(
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
    return "%s for %s, scores %s, %s"
        .formatted(
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
