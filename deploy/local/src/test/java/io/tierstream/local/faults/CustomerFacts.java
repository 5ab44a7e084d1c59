package io.tierstream.local.faults;

import io.tierstream.local.faults.Content.CustomerContent;
import io.tierstream.local.faults.Content.FeedbackContent;
import io.tierstream.local.faults.Content.OrderContent;
import io.tierstream.local.faults.Content.PinContent;
import io.tierstream.local.faults.Finding.Part;
import io.tierstream.local.faults.Said.Wanted;
import io.tierstream.segmentation.domain.Fact;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The facts of one customer, held against the ledger and against what services store. */
final class CustomerFacts {
  static final String ERASED = "ERASED";

  private final Everybody everybody;
  private final Map<Said.Key, Wanted> wanted;
  private final List<Told> told;
  private final CustomerFindings findings;

  /** The first record of each fact. */
  private final Map<Said.Key, Told> facts = new HashMap<>();

  /** The newest that was told so far, by topic and id. */
  private final Map<String, Long> versions = new HashMap<>();

  private long repeats;

  private CustomerFacts(
      Everybody everybody,
      Map<Said.Key, Wanted> wanted,
      List<Told> told,
      CustomerFindings findings) {
    this.everybody = everybody;
    this.wanted = wanted;
    this.told = told;
    this.findings = findings;
  }

  /** The facts that were told, which must be those of the ledger. */
  static CustomerFacts of(
      Everybody everybody,
      Map<Said.Key, Wanted> wanted,
      List<Told> told,
      CustomerFindings findings) {
    var facts = new CustomerFacts(everybody, wanted, told, findings);
    told.stream().filter(one -> one.content() != null).forEach(facts::take);
    facts.checkTold();
    facts.checkWanted();
    return facts;
  }

  private void take(Told one) {
    var first = facts.putIfAbsent(one.key(), one);
    if (first == null) {
      var newest = versions.merge(one.topic() + " " + one.id(), one.version(), Math::max);
      if (newest > one.version()) {
        findings.add(
            Part.FACTS, one.key() + " at " + one.place(), "before version " + newest, "after it");
      }
      return;
    }
    repeats++;
    if (!first.eventId().equals(one.eventId())) {
      findings.add(
          Part.FACTS,
          one.key() + " at " + one.place(),
          "one event, as at " + first.place(),
          "two events, " + first.eventId() + " and " + one.eventId());
    } else if (!first.content().equals(one.content())) {
      findings.add(
          Part.FACTS,
          one.key() + " at " + one.place(),
          "what is at " + first.place(),
          Content.difference(first.content(), one.content()));
    }
  }

  private void checkTold() {
    facts.forEach(
        (key, one) -> {
          var asked = wanted.get(key);
          if (asked == null) {
            findings.add(Part.FACTS, key + " at " + one.place(), "nothing", one.content());
            return;
          }
          var expected = asked.content(before(one), one.content());
          if (!expected.equals(one.content())) {
            findings.add(
                Part.FACTS,
                key + " at " + one.place(),
                asked.isCertain() ? "what was acknowledged" : "all that was asked for, or nothing",
                Content.difference(expected, one.content()));
          }
        });
  }

  /** The version before it; null for none. */
  private Content before(Told one) {
    var before = facts.get(new Said.Key(one.topic(), one.id(), one.version() - 1));
    return before == null ? null : before.content();
  }

  private void checkWanted() {
    boolean isErased = isErased();
    wanted.forEach(
        (key, asked) -> {
          // What wasn't told yet of who is erased never is.
          boolean isWithdrawn =
              isErased
                  && asked.content() instanceof CustomerContent
                  && !asked.content().status().equals(ERASED);
          if (asked.isCertain() && !facts.containsKey(key) && !isWithdrawn) {
            findings.add(Part.FACTS, key.toString(), asked.content(), "nothing on the topic");
          }
        });
  }

  /** What services store is the last that they told. */
  void checkStored(Stored stored) {
    var last = new HashMap<String, Told>();
    facts
        .values()
        .forEach(
            one ->
                last.merge(
                    one.topic() + " " + one.id(),
                    one,
                    (a, b) -> a.version() > b.version() ? a : b));
    last.forEach(
        (of, one) -> {
          var id = one.content() instanceof PinContent ? findings.customerId() : one.id();
          var row = stored.take(one.topic(), id);
          if (row == null) {
            findings.add(Part.STATE, of, one.content(), "nothing in the table");
          } else if (row.version() != one.version() || !row.matches(one.content())) {
            findings.add(
                Part.STATE,
                of,
                "version %d %s as told at %s".formatted(one.version(), one.content(), one.place()),
                "version %d %s in the table".formatted(row.version(), row.content()));
          }
        });
  }

  /** The first record of each fact. */
  Map<Said.Key, Told> facts() {
    return facts;
  }

  /** All records, repeats and merges' transfers among them. */
  List<Told> told() {
    return told;
  }

  /** Records of facts that were there before. */
  long repeats() {
    return repeats;
  }

  /** Facts of which nobody knows from the ledger whether they are true. */
  long indeterminate() {
    return wanted.values().stream().filter(asked -> !asked.isCertain()).count();
  }

  boolean isErased() {
    return facts.values().stream()
        .anyMatch(
            one ->
                one.content() instanceof CustomerContent && one.content().status().equals(ERASED));
  }

  /** Into whom the customer is merged; null for nobody. */
  String mergedInto() {
    return lastOfCustomer()
        .map(last -> ((CustomerContent) last.content()).mergedInto())
        .orElse(null);
  }

  boolean countsForItself() {
    return mergedInto() == null && !isErased();
  }

  /** What customer-service told last. */
  Optional<Told> lastOfCustomer() {
    return facts.values().stream()
        .filter(one -> one.content() instanceof CustomerContent)
        .max(Comparator.comparing(Told::version));
  }

  /** What segmentation-service should know of the customer by itself. */
  List<Fact> known() {
    var all = new ArrayList<Fact>();
    facts.forEach(
        (key, one) -> {
          var asked = wanted.get(key);
          var content = asked != null && asked.isCertain() ? asked.content() : one.content();
          var fact = fact(one, content);
          if (fact != null) {
            all.add(fact);
          }
        });
    wanted.forEach(
        (key, asked) -> {
          if (asked.isCertain() && !facts.containsKey(key)) {
            var fact = fact(key, asked.content());
            if (fact != null) {
              all.add(fact);
            }
          }
        });
    return all;
  }

  /** As the oracle knows it; null where there is none for segmentation, or none yet. */
  Fact fact(Told one) {
    return fact(one, one.content());
  }

  /** Of a fact that isn't on its topic; when it happened makes no difference to figures. */
  private Fact fact(Said.Key key, Content content) {
    return fact(
        new Told(
            key.topic(),
            0,
            0,
            null,
            null,
            null,
            key.id(),
            key.version(),
            content,
            Instant.EPOCH,
            null),
        content);
  }

  /** Null where there is none for segmentation, or none yet: without its rate. */
  private Fact fact(Told one, Content content) {
    if (content instanceof OrderContent order) {
      var rate = everybody.rate(order);
      return rate == null ? null : order.fact(one.id(), one.version(), rate, one.occurredAt());
    } else if (content instanceof FeedbackContent feedback) {
      return feedback.fact(one.id(), one.version());
    } else if (content instanceof PinContent pin) {
      return pin.fact(one.version(), one.occurredAt());
    }
    return null;
  }
}
