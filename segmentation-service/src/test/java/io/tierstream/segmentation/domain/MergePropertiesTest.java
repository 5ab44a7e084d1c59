package io.tierstream.segmentation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.segmentation.domain.History.Delivery;
import io.tierstream.segmentation.domain.History.Look;
import io.tierstream.segmentation.domain.History.Moment;
import io.tierstream.segmentation.domain.History.Publish;
import io.tierstream.segmentation.domain.Persons.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** What holds for any two customers who turn out to be one, and then don't; §4. */
class MergePropertiesTest {

  private static final String SURVIVOR = "C-1";
  private static final String MERGED = "C-2";

  /** Somebody hears of something. */
  private record Heard(String customerId, Moment moment) {}

  @Property(tries = 10_000, edgeCases = EdgeCasesMode.NONE)
  @Tag("domain-4.26")
  @Tag("domain-4.27")
  @Tag("domain-4.28")
  void aMergeIsAUnionUntilItEndsAsIfItHadNeverBeen(
      @ForAll("histories") History one,
      @ForAll("histories") History other,
      @ForAll("spans") Duration span,
      @ForAll Random random) {
    ModelTimeline models = models(one);
    Map<String, Instant> jobs = new HashMap<>(other.jobs());
    jobs.putAll(one.jobs());
    Persons persons = new Persons(models, jobs);
    List<Heard> story = story(one, other, random);
    int mergedAfter = random.nextInt(story.size() + 1);
    int unmergedAfter = mergedAfter + random.nextInt(story.size() - mergedAfter + 1);

    hear(persons, story.subList(0, mergedAfter));
    Instant now = latest(persons);
    int changes = persons.person(SURVIVOR).changes.size();
    persons.waitedUntil(now);
    int next = mergedAfter;
    boolean isHeardBetween = false;
    for (Transfer piece : pieces(persons.merge(MERGED, SURVIVOR, now), random)) {
      // What is heard of the merged one is sent after the parts.
      while (next < unmergedAfter
          && story.get(next).customerId().equals(SURVIVOR)
          && random.nextBoolean()) {
        isHeardBetween |= persons.standing(SURVIVOR).bonds().isUnsettled();
        hear(persons, List.of(story.get(next++)));
      }
      persons.transferred(SURVIVOR, piece);
    }
    assertThat(changesAt(persons.person(SURVIVOR), changes)).hasSizeLessThanOrEqualTo(1);
    assertUnited(persons, models);
    for (Heard heard : story.subList(next, unmergedAfter)) {
      hear(persons, List.of(heard));
      assertUnited(persons, models);
    }
    boolean movedTogether = persons.person(SURVIVOR).changes.size() > changes;

    // Whether somebody has looked until then or not.
    now = latest(persons).plus(span);
    if (random.nextBoolean()) {
      persons.waitedUntil(now);
    }
    persons.unmerged(MERGED, now);
    assertApart(persons, models, jobs);
    hear(persons, story.subList(unmergedAfter, story.size()));
    now = latest(persons).plusSeconds(random.nextInt(86_400 * 700));
    persons.waitedUntil(now);
    assertApart(persons, models, jobs);
    for (String customerId : List.of(SURVIVOR, MERGED)) {
      assertTold(persons.person(customerId));
      assertFoldsAgain(persons, customerId);
    }
    FewerTries.often("the merge moves the survivor", movedTogether, 10);
    FewerTries.often("facts come while merged", unmergedAfter > mergedAfter, 50);
    FewerTries.often("something is heard between the parts", isHeardBetween, 5);
  }

  /** As if a part carried only a few facts. */
  private static List<Transfer> pieces(List<Transfer> parts, Random random) {
    List<Transfer> pieces = new ArrayList<>();
    for (Transfer part : parts) {
      int from = 0;
      do {
        int to = Math.min(from + 1 + random.nextInt(12), part.facts().size());
        pieces.add(
            new Transfer(
                part.from(),
                part.version(),
                pieces.size() + 1,
                part.facts().subList(from, to),
                part.isLast() && to == part.facts().size(),
                part.at(),
                part.cause()));
        from = to;
      } while (from < part.facts().size());
    }
    return pieces;
  }

  /** Since the first {@code known} of them; those that time causes are none of the merge's. */
  private static List<TierChange> changesAt(Person person, int known) {
    return person.changes.subList(known, person.changes.size()).stream()
        .filter(change -> change.cause().type().equals("customer.merged"))
        .toList();
  }

  private static void assertUnited(Persons persons, ModelTimeline models) {
    Standing survivor = persons.standing(SURVIVOR);
    assertThat(FoldedHistory.figures(survivor.assessment()))
        .isEqualTo(
            Oracle.figures(allFacts(persons), models.numbered(survivor.model()), survivor.asOf()));
    Standing merged = persons.standing(MERGED);
    assertThat(merged.tier()).isNull();
    assertThat(merged.assessment().scores()).isNull();
    assertThat(merged.belowSince()).isNull();
  }

  private static List<Fact> allFacts(Persons persons) {
    List<Fact> facts = new ArrayList<>(ownFacts(persons.person(SURVIVOR)));
    facts.addAll(ownFacts(persons.person(MERGED)));
    facts.removeIf(fact -> fact instanceof Pin);
    return facts;
  }

  private static List<Fact> ownFacts(Person person) {
    return ownApplications(person).stream().map(Application::fact).toList();
  }

  private static List<Application> ownApplications(Person person) {
    return person.applications.stream()
        .filter(one -> one.fact() != null && one.via() == null)
        .toList();
  }

  /** Each stands where its own facts alone would have led it, taken in when they were. */
  private static void assertApart(
      Persons persons, ModelTimeline models, Map<String, Instant> jobs) {
    for (String customerId : List.of(SURVIVOR, MERGED)) {
      Person person = persons.person(customerId);
      Persons alone = new Persons(models, jobs);
      for (Application own : ownApplications(person)) {
        alone.hears(customerId, own.fact(), own.at(), own.cause().backfill());
      }
      alone.waitedUntil(person.standing.asOf());
      Standing restored = person.standing;
      Standing expected = alone.standing(customerId);
      assertThat(restored.tier()).isEqualTo(expected.tier());
      assertThat(restored.belowSince()).isEqualTo(expected.belowSince());
      if (expected.asOf() != null) {
        assertThat(FoldedHistory.figures(restored.assessment()))
            .isEqualTo(FoldedHistory.figures(expected.assessment()));
        assertThat(restored.nextChangeAt()).isEqualTo(expected.nextChangeAt());
      }
      assertThat(orders(restored)).isEqualTo(orders(expected));
    }
  }

  private static List<Order> orders(Standing standing) {
    List<Order> orders = new ArrayList<>();
    standing.facts().orders().all().forEach(known -> orders.add(known.order()));
    return orders;
  }

  private static void assertTold(Person person) {
    assertThat(person.changes.stream().mapToLong(TierChange::sequence).boxed())
        .containsExactlyElementsOf(
            LongStream.rangeClosed(1, person.standing.sequence()).boxed().toList());
    String tier = null;
    for (TierChange change : person.changes) {
      assertThat(change.from()).isEqualTo(tier).isNotEqualTo(change.to());
      tier = change.to();
    }
    assertThat(person.standing.tier()).isEqualTo(tier);
    assertThat(person.applications.stream().map(Application::at)).isSorted();
  }

  private static void assertFoldsAgain(Persons persons, String customerId) {
    Person person = persons.person(customerId);
    Replay replay = new Replay(persons.fold(), customerId);
    List<TierChange> changes = new ArrayList<>();
    List<AtRisk> risks = new ArrayList<>();
    for (Application application : person.applications) {
      Step step = replay.repeat(application);
      changes.addAll(step.changes());
      risks.addAll(step.risks());
      assertThat(step.applications()).containsExactly(application);
    }
    assertThat(replay.standing()).isEqualTo(person.standing);
    assertThat(changes).isEqualTo(person.changes);
    assertThat(risks).isEqualTo(person.risks);
  }

  private static Instant latest(Persons persons) {
    Instant latest = Histories.BEGINNING;
    for (String customerId : List.of(SURVIVOR, MERGED)) {
      Instant asOf = persons.standing(customerId).asOf();
      latest = asOf != null && asOf.isAfter(latest) ? asOf : latest;
    }
    return latest;
  }

  /** All are heard of before anything happens. */
  private static ModelTimeline models(History history) {
    ModelTimeline models = ModelTimeline.of(ScoringModel.standard());
    for (Moment moment : history.moments()) {
      if (moment instanceof Publish publish) {
        models = models.with(publish.model(), publish.from());
      }
    }
    return models;
  }

  /** Both in their own order. */
  private static List<Heard> story(History one, History other, Random random) {
    Deque<Heard> ofOne = heard(SURVIVOR, one);
    Deque<Heard> ofOther = heard(MERGED, other);
    List<Heard> story = new ArrayList<>();
    while (!ofOne.isEmpty() || !ofOther.isEmpty()) {
      boolean isOne = ofOther.isEmpty() || (!ofOne.isEmpty() && random.nextBoolean());
      story.add((isOne ? ofOne : ofOther).poll());
    }
    return story;
  }

  private static Deque<Heard> heard(String customerId, History history) {
    Deque<Heard> heard = new ArrayDeque<>();
    for (Moment moment : history.moments()) {
      if (moment instanceof Look) {
        heard.add(new Heard(customerId, moment));
      } else if (moment instanceof Delivery delivery && delivery.waitsFor() == null) {
        Fact fact = named(customerId, delivery.fact());
        heard.add(
            new Heard(customerId, new Delivery(fact, delivery.recordedAt(), delivery.backfill())));
      }
    }
    return heard;
  }

  /** No two customers have the same order. */
  private static Fact named(String customerId, Fact fact) {
    if (fact instanceof OrderFact taken) {
      Order order = taken.order();
      Order named =
          new Order(
              customerId + order.orderId(),
              order.version(),
              order.status(),
              order.total(),
              order.refunded(),
              order.placedAt(),
              order.paidAt(),
              order.foreign());
      return new OrderFact(named, taken.occurredAt());
    }
    if (fact instanceof Feedback one) {
      return new Feedback(
          customerId + one.feedbackId(),
          one.version(),
          one.kind(),
          one.rating(),
          one.nps(),
          one.status(),
          one.resolutionRating(),
          one.occurredAt());
    }
    return fact;
  }

  private static void hear(Persons persons, List<Heard> story) {
    for (Heard heard : story) {
      if (heard.moment() instanceof Look look) {
        persons.waitedUntil(look.to());
      } else if (heard.moment() instanceof Delivery delivery) {
        persons.hears(
            heard.customerId(), delivery.fact(), delivery.recordedAt(), delivery.backfill());
      }
    }
  }

  @Provide
  Arbitrary<Duration> spans() {
    return Histories.spans();
  }

  @Provide
  Arbitrary<History> histories() {
    return Histories.histories();
  }
}
