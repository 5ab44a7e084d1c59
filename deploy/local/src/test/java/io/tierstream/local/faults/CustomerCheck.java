package io.tierstream.local.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.local.faults.Content.CustomerContent;
import io.tierstream.local.faults.Content.FeedbackContent;
import io.tierstream.local.faults.Content.OrderContent;
import io.tierstream.local.faults.Content.PinContent;
import io.tierstream.local.faults.Finding.Part;
import io.tierstream.local.faults.Recorded.ApplicationRow;
import io.tierstream.local.faults.Recorded.ChangeRow;
import io.tierstream.local.faults.Recorded.StandingRow;
import io.tierstream.local.faults.Said.Key;
import io.tierstream.local.faults.Said.Wanted;
import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.Monetary;
import io.tierstream.segmentation.domain.RecordedOracle;
import io.tierstream.segmentation.domain.ScoringModel;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Holds what is known of one customer against the ledger and the oracle. */
final class CustomerCheck {
  private static final String ERASED = "ERASED";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double SAME = 1e-9;
  private static final int MONEY_DECIMALS = 4;

  /** What the checker knows of everybody. */
  record Everybody(
      String baseCurrency,
      Map<String, BigDecimal> rates,
      Map<Integer, TopicFacts.Published> models,
      Map<Integer, Map<String, Instant>> jobs,
      Set<String> unfoldable,
      Set<String> parked,
      Instant askedAt) {

    /** All but the first, as they come into force. */
    List<TopicFacts.Published> laterModels() {
      return models.values().stream()
          .filter(one -> one.model().number() != 1)
          .sorted(Comparator.comparing(TopicFacts.Published::effectiveAt))
          .toList();
    }

    /** The number of the model that everybody must have been assessed by. */
    int modelInForce() {
      return models.values().stream()
          .filter(one -> !one.effectiveAt().isAfter(askedAt))
          .max(Comparator.comparing(TopicFacts.Published::effectiveAt))
          .orElseThrow()
          .model()
          .number();
    }

    ScoringModel model(int number) {
      var published = models.get(number);
      return published == null ? null : published.model();
    }
  }

  private final Everybody everybody;
  private final String customerId;
  private final Map<Key, Wanted> wanted;
  private final List<Told> told;
  private final List<Finding> findings;

  /** The first record of each fact. */
  private final Map<Key, Told> facts = new HashMap<>();

  private long repeats;

  CustomerCheck(
      Everybody everybody,
      String customerId,
      Map<Key, Wanted> wanted,
      List<Told> told,
      List<Finding> findings) {
    this.everybody = everybody;
    this.customerId = customerId;
    this.wanted = wanted;
    this.told = told;
    this.findings = findings;
  }

  /** Records of facts that were there before. */
  long repeats() {
    return repeats;
  }

  Map<Key, Told> facts() {
    return facts;
  }

  private void find(Part part, String what, Object expected, Object found) {
    findings.add(
        new Finding(part, customerId, what, String.valueOf(expected), String.valueOf(found)));
  }

  private void compare(Part part, String what, Object expected, Object found) {
    if (!Objects.equals(expected, found)) {
      find(part, what, expected, found);
    }
  }

  /** The facts on the topics are those of the ledger. */
  void topics() {
    for (var one : told) {
      if (one.content() == null) {
        continue;
      }
      var first = facts.putIfAbsent(one.key(), one);
      if (first == null) {
        continue;
      }
      repeats++;
      if (!first.eventId().equals(one.eventId())) {
        find(
            Part.FACTS,
            one.key() + " at " + one.place(),
            "one event, as at " + first.place(),
            "two events, " + first.eventId() + " and " + one.eventId());
      } else if (!first.content().equals(one.content())) {
        find(
            Part.FACTS,
            one.key() + " at " + one.place(),
            "what is at " + first.place(),
            Content.difference(first.content(), one.content()));
      }
    }
    facts.forEach(
        (key, one) -> {
          var asked = wanted.get(key);
          if (asked == null) {
            find(Part.FACTS, key + " at " + one.place(), "nothing", one.content());
          } else if (asked.isCertain() && !asked.content().equals(one.content())) {
            find(
                Part.FACTS,
                key + " at " + one.place(),
                "what was acknowledged",
                Content.difference(asked.content(), one.content()));
          } else if (!asked.effect().status().equals(one.content().status())) {
            find(
                Part.FACTS,
                key + " at " + one.place(),
                asked.effect().status(),
                one.content().status());
          }
        });
    boolean isErased = isErased();
    wanted.forEach(
        (key, asked) -> {
          // What wasn't told yet of who is erased never is.
          boolean isWithdrawn =
              isErased
                  && asked.content() instanceof CustomerContent
                  && !asked.content().status().equals(ERASED);
          if (asked.isCertain() && !facts.containsKey(key) && !isWithdrawn) {
            find(Part.FACTS, key.toString(), asked.content(), "nothing on the topic");
          }
        });
  }

  private boolean isErased() {
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

  private Optional<Told> lastOfCustomer() {
    return facts.values().stream()
        .filter(one -> one.content() instanceof CustomerContent)
        .max(Comparator.comparing(Told::version));
  }

  /** What services store is the last that they told; by topic and id. */
  void stored(Map<String, Map<String, Stored>> tables) {
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
          var id = one.content() instanceof PinContent ? customerId : one.id();
          var stored = tables.get(one.topic()).remove(id);
          if (stored == null) {
            find(Part.STATE, of, one.content(), "nothing in the table");
          } else if (stored.version() != one.version() || !stored.matches(one.content())) {
            find(
                Part.STATE,
                of,
                "version %d %s as told at %s".formatted(one.version(), one.content(), one.place()),
                "version %d %s in the table".formatted(stored.version(), stored.text()));
          }
        });
  }

  /**
   * What a service stores of an order, feedback, customer or pin.
   *
   * @param content null where only its status is compared
   */
  record Stored(String customerId, long version, String status, Content content) {
    boolean matches(Content other) {
      return content == null
          ? status.equals(other.status())
          : content.equals(other instanceof OrderContent order ? order.withoutLines() : other);
    }

    String text() {
      return content == null ? status : content.toString();
    }
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

  /** Of who counts for another, or for nobody, there are none. */
  void noFigures(StandingRow standing) {
    compare(
        Part.FIGURES,
        "standing",
        "no tier, " + (isErased() ? ERASED : "merged into " + mergedInto()),
        standing == null
            ? null
            : "%s, %s"
                .formatted(
                    standing.tier() == null ? "no tier" : standing.tier(),
                    standing.isErased() ? ERASED : "merged into " + standing.mergedInto()));
  }

  boolean countsForItself() {
    return mergedInto() == null && !isErased();
  }

  /**
   * The figures follow from the facts alone.
   *
   * @param all the customer's own and those of who is merged into it
   */
  void figures(List<Fact> all, StandingRow standing) {
    if (standing == null || standing.asOf() == null) {
      if (!all.isEmpty()) {
        find(Part.FIGURES, "standing", all.size() + " facts", "never assessed");
      }
      return;
    }
    var model = everybody.model(standing.model());
    if (model == null) {
      find(Part.FIGURES, "model", "one on the topic", standing.model());
      return;
    }
    var expected = RecordedOracle.figures(all, model, standing.asOf());
    var found = standing.figures();
    if (model.monetaryBy() == Monetary.By.AVERAGE) {
      expected = withMonetary(expected, found.monetary());
    }
    if (!expected.equals(found)) {
      find(Part.FIGURES, "figures at " + standing.asOf(), expected, found);
    }
    var satisfaction = RecordedOracle.satisfaction(all, model, standing.asOf());
    var stored = satisfaction(standing, model);
    if (satisfaction == null != (stored == null)
        || (satisfaction != null && Math.abs(satisfaction - stored) > SAME)) {
      find(Part.FIGURES, "satisfaction at " + standing.asOf(), satisfaction, stored);
    }
  }

  private static RecordedOracle.Figures withMonetary(
      RecordedOracle.Figures figures, BigDecimal monetary) {
    return new RecordedOracle.Figures(
        figures.frequency(),
        monetary,
        figures.last(),
        figures.r(),
        figures.f(),
        figures.m(),
        figures.s(),
        figures.composite(),
        figures.segment(),
        figures.lifecycle());
  }

  private static Double satisfaction(StandingRow standing, ScoringModel model) {
    if (standing.ratingWeight() == null) {
      return null;
    }
    double halfLives =
        Duration.between(standing.ratedAt(), standing.asOf()).toNanos()
            / (double) model.satisfaction().halfLife().toNanos();
    double left = Math.pow(2, -halfLives);
    double prior = model.satisfaction().priorWeight().doubleValue();
    return (3 * prior + left * standing.ratingSum()) / (prior + left * standing.ratingWeight());
  }

  /** Of a fact that isn't on its topic; when it happened makes no difference to figures. */
  private Fact fact(Key key, Content content) {
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
      var rate = rate(order);
      return rate == null ? null : order.fact(one.id(), one.version(), rate, one.occurredAt());
    } else if (content instanceof FeedbackContent feedback) {
      return feedback.fact(one.id(), one.version());
    } else if (content instanceof PinContent pin) {
      return pin.fact(one.version(), one.occurredAt());
    }
    return null;
  }

  private BigDecimal rate(OrderContent order) {
    if (order.currency().equals(everybody.baseCurrency())) {
      return BigDecimal.ONE;
    }
    return order.paidAt() == null
        ? BigDecimal.ZERO
        : everybody.rates().get(order.currency() + "-" + order.rateDay());
  }

  /** What depends on the path follows from the applications in their order. */
  void path(
      List<ApplicationRow> applications,
      List<ChangeRow> changes,
      StandingRow standing,
      List<RecordedOracle.Risk> risks) {
    if (standing == null) {
      if (!applications.isEmpty() || !changes.isEmpty()) {
        find(Part.PATH, "standing", "one", "none beside applications or tier changes");
      }
      return;
    }
    var oracle = replayed(applications);
    if (oracle == null) {
      ignoreLetters();
      return;
    }
    history(oracle, changes);
    if (standing.asOf() != null && standing.asOf().isBefore(everybody.askedAt())) {
      compare(Part.PATH, "model", everybody.modelInForce(), standing.model());
    }
    compare(Part.PATH, "tier", oracle.tier(), standing.tier());
    compare(Part.PATH, "belowSince", oracle.belowSince(), standing.belowSince());
    compare(Part.PATH, "sequence", (long) oracle.changes().size(), standing.sequence());
    compare(Part.PATH, "asOf", oracle.asOf(), standing.asOf());
    compare(Part.PATH, "nextChangeAt", oracle.nextChange(), standing.nextChangeAt());
    compare(Part.PATH, "ordinal", (long) applications.size(), standing.ordinal());
    compare(
        Part.PATH,
        "since",
        changes.isEmpty() ? null : changes.get(changes.size() - 1).effectiveAt(),
        standing.since());
    compare(Part.PUBLISHED, "tier.at-risk events", oracle.risks(), risks);
  }

  /** What is known of a path that can't be followed: merges lead it. */
  void form(List<ApplicationRow> applications, List<ChangeRow> changes, StandingRow standing) {
    ApplicationRow before = null;
    var offsets = new HashMap<String, Long>();
    for (var row : applications) {
      long ordinal = before == null ? 1 : before.ordinal() + 1;
      compare(Part.PATH, "application", ordinal, row.ordinal());
      if (before != null && before.at().isAfter(row.at())) {
        find(Part.PATH, "application " + ordinal, "not before " + before.at(), row.at());
      }
      if (row.offset() != null) {
        var last = offsets.put(row.topic(), row.offset());
        // One record may bring many facts.
        if (last != null && (row.isBond() ? last > row.offset() : last >= row.offset())) {
          find(
              Part.PATH,
              "application %d from %s@%d".formatted(ordinal, row.topic(), row.offset()),
              "an offset above " + last,
              row.offset());
        }
      }
      before = row;
    }
    if (standing != null) {
      compare(Part.PATH, "ordinal", (long) applications.size(), standing.ordinal());
      compare(Part.PATH, "sequence", (long) changes.size(), standing.sequence());
      compare(
          Part.PATH,
          "tier",
          changes.isEmpty() ? null : changes.get(changes.size() - 1).to(),
          standing.tier());
    }
  }

  /** Null when the applications can't be followed; that is found then. */
  private RecordedOracle replayed(List<ApplicationRow> applications) {
    var places = new HashMap<String, Told>();
    told.forEach(one -> places.put(one.topic() + "@" + one.offset(), one));
    int partition = told.isEmpty() ? 0 : told.get(0).partition();
    var oracle =
        new RecordedOracle(everybody.model(1), everybody.jobs().getOrDefault(partition, Map.of()));
    var models = new ArrayDeque<>(everybody.laterModels());
    var model = 1;
    var offsets = new HashMap<String, Long>();
    var heard = new HashMap<String, Long>();
    for (var row : applications) {
      while (model != row.model() && !models.isEmpty()) {
        var published = models.remove();
        oracle.publish(published.model(), published.effectiveAt());
        model = published.model().number();
      }
      var what = "application " + row.ordinal();
      if (row.offset() == null) {
        oracle.waitUntil(row.at());
      } else {
        var source = "%s@%d".formatted(row.topic(), row.offset());
        var one = places.get(source);
        var fact = one == null ? null : fact(one, one.content());
        if (fact == null || !RecordedOracle.eventOf(fact).equals(row.fact())) {
          find(Part.PATH, what + " from " + source, row.fact(), one);
          return null;
        }
        compare(Part.PATH, what + ": event", one.eventId(), row.eventId());
        var before = offsets.put(row.topic(), row.offset());
        if (before != null && before >= row.offset()) {
          find(Part.PATH, what + " from " + source, "an offset above " + before, row.offset());
        }
        if (!oracle.hear(fact, one.timestamp(), one.backfill())) {
          find(Part.PATH, what + " from " + source, "nothing, it is an old version", row.fact());
          return null;
        }
        heard.merge(one.topic() + " " + one.id(), one.version(), Math::max);
      }
      var applied = oracle.applied();
      var ordinal = row.ordinal();
      var expected = ordinal > applied.size() ? null : applied.get((int) ordinal - 1);
      if (!row.applied().equals(expected)) {
        find(Part.PATH, what, expected, row.applied());
        return null;
      }
    }
    compare(Part.PATH, "applications", oracle.applied().size(), applications.size());
    heardAll(heard, places, applications);
    return oracle;
  }

  /** Each fact was taken in, or an old version, or waits for its rate. */
  private void heardAll(
      Map<String, Long> heard, Map<String, Told> places, List<ApplicationRow> applications) {
    facts.forEach(
        (key, one) -> {
          if (one.content() instanceof CustomerContent) {
            return;
          }
          long known = heard.getOrDefault(one.topic() + " " + one.id(), 0L);
          boolean canBe = fact(one, one.content()) != null;
          if (canBe && known < key.version()) {
            find(Part.PATH, key + " at " + one.place(), "taken in", "version " + known);
          } else if (!canBe && known == key.version()) {
            find(Part.PATH, key + " at " + one.place(), "waiting for its rate", "taken in");
          }
        });
    waiting(places, applications, heard);
  }

  private void waiting(
      Map<String, Told> places, List<ApplicationRow> applications, Map<String, Long> heard) {
    var applied = new HashSet<String>();
    applications.forEach(row -> applied.add(row.topic() + "@" + row.offset()));
    places.forEach(
        (source, one) -> {
          if (!(one.content() instanceof OrderContent order)
              || order.currency().equals(everybody.baseCurrency())
              || order.paidAt() == null) {
            return;
          }
          boolean isLetter = everybody.unfoldable().remove(one.place());
          boolean isStale = heard.getOrDefault(one.topic() + " " + one.id(), 0L) >= one.version();
          if (isLetter == applied.contains(source) && (isLetter || !isStale)) {
            find(
                Part.LETTERS,
                one.key() + " at " + one.place(),
                "taken in or a dead letter",
                isLetter ? "both" : "neither");
          }
          boolean isParked = everybody.parked().remove(one.place());
          if (isParked && (!isLetter || rate(order) != null)) {
            find(Part.LETTERS, one.key() + " at " + one.place(), "not parked", "parked");
          } else if (!isParked && isLetter && rate(order) == null) {
            find(Part.LETTERS, one.key() + " at " + one.place(), "parked", "not parked");
          }
        });
  }

  /** Where nothing can be said of what waits. */
  void ignoreLetters() {
    told.forEach(
        one -> {
          everybody.unfoldable().remove(one.place());
          everybody.parked().remove(one.place());
        });
  }

  private void history(RecordedOracle oracle, List<ChangeRow> changes) {
    var expected = oracle.changes();
    for (int i = 0; i < Math.max(expected.size(), changes.size()); i++) {
      var one = i < expected.size() ? expected.get(i) : null;
      var row = i < changes.size() ? changes.get(i) : null;
      if (one == null || row == null || one.sequence() != row.sequence()) {
        find(Part.PATH, "tier change " + (i + 1), one, row);
        return;
      }
      var found = "%s %s → %s at %s".formatted(row.kind(), row.from(), row.to(), row.effectiveAt());
      compare(
          Part.PATH,
          "tier change " + row.sequence(),
          "%s %s → %s at %s".formatted(one.kind(), one.from(), one.to(), one.at()),
          found);
      evidence(one, row);
    }
  }

  private void evidence(RecordedOracle.Change one, ChangeRow row) {
    var event = json(row.event());
    var what = "event of tier change " + row.sequence();
    compare(
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
    compare(Part.PATH, what + ": before", shown(one.before()), shown(event.path("before")));
    compare(Part.PATH, what + ": after", shown(one.after()), shown(event.path("after")));
    compare(
        Part.PATH,
        what + ": cause",
        eventId(one.event()),
        Content.text(event.at("/cause/eventId")));
  }

  /** Of what has one; null when it came by itself. */
  private String eventId(String event) {
    for (var one : facts.values()) {
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

  /** What was published is what was recorded. */
  void published(
      List<ChangeRow> rows,
      List<TopicChanges.Change> changes,
      StandingRow standing,
      TopicChanges.Segment segment,
      boolean isToldErased) {
    for (int i = 0; i < Math.max(rows.size(), changes.size()); i++) {
      var row = i < rows.size() ? rows.get(i) : null;
      var one = i < changes.size() ? changes.get(i) : null;
      if (row == null || one == null || row.sequence() != one.sequence()) {
        find(
            Part.PUBLISHED,
            "tier change " + (i + 1),
            row == null
                ? "none, as in the table"
                : "%d %s".formatted(row.sequence(), row.eventId()),
            one == null ? "none on the topic" : "%d at %s".formatted(one.sequence(), one.place()));
        return;
      }
      compare(Part.PUBLISHED, "event at " + one.place(), row.eventId(), one.eventId());
      if (!Arrays.equals(
          TopicChanges.digest(row.event().getBytes(StandardCharsets.UTF_8)), one.digest())) {
        find(
            Part.PUBLISHED,
            "tier change %d at %s".formatted(one.sequence(), one.place()),
            row.event(),
            "other bytes");
      }
    }
    if (isToldErased || isErased()) {
      compare(Part.PUBLISHED, "customer-segments says ERASED", isErased(), isToldErased);
    } else if (standing == null || standing.asOf() == null) {
      compare(Part.PUBLISHED, "customer-segments", null, segment);
    } else if (segment == null) {
      find(Part.PUBLISHED, "customer-segments", standing, "nothing");
    } else {
      compare(
          Part.PUBLISHED,
          "customer-segments at offset " + segment.offset(),
          List.of(
              text(standing.tier()),
              text(standing.segment()),
              text(standing.lifecycle()),
              text(standing.scores()),
              text(standing.composite()),
              standing.model(),
              standing.sequence(),
              text(standing.since())),
          List.of(
              text(segment.tier()),
              text(segment.segment()),
              text(segment.lifecycle()),
              text(segment.scores()),
              text(segment.composite()),
              segment.model(),
              segment.sequence(),
              text(segment.since())));
    }
  }

  /** Attributes are those of the customer's last version. */
  void attributes(StandingRow standing) {
    var last = lastOfCustomer().orElse(null);
    if (last == null) {
      return;
    }
    if (standing == null) {
      find(Part.FIGURES, "attributes", last.content(), "no standing");
      return;
    }
    compare(Part.FIGURES, "version of attributes", last.version(), standing.attributesVersion());
    var attributes = ((CustomerContent) last.content()).attributes();
    if (standing.region() != null && !attributes.contains("region=" + standing.region())) {
      find(Part.FIGURES, "attributes", attributes, "region " + standing.region());
    }
  }

  private static String text(Object value) {
    return String.valueOf(value);
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
