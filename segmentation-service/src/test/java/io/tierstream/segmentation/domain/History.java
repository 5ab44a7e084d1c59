package io.tierstream.segmentation.domain;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What reaches a customer's standing, in the order in which it does.
 *
 * @param jobs the end of each import job
 */
record History(List<Moment> moments, Map<String, Instant> jobs) {

  sealed interface Moment {}

  /**
   * A record with a fact; {@code backfill} is null when it is live.
   *
   * @param waitsFor the rate that it was converted by, without which it waits; null for none
   */
  record Delivery(Fact fact, Instant recordedAt, String backfill, RateKey waitsFor)
      implements Moment {

    Delivery(Fact fact, Instant recordedAt, String backfill) {
      this(fact, recordedAt, backfill, null);
    }

    /** Put back on its topic, where a record isn't older than it was. */
    Delivery again(Instant at) {
      return new Delivery(fact, at.isAfter(recordedAt) ? at : recordedAt, backfill, waitsFor);
    }
  }

  /** A rate is heard of: what waited for it is recorded then. */
  record SetRate(RateKey key, BigDecimal rate, Instant at) implements Moment {}

  /** A model is heard of that is in force from an instant on. */
  record Publish(ScoringModel model, Instant from) implements Moment {}

  /** Somebody looks what time has done until then. */
  record Look(Instant to) implements Moment {}

  List<Delivery> deliveries() {
    return moments.stream().filter(Delivery.class::isInstance).map(Delivery.class::cast).toList();
  }

  /**
   * The same facts in this order, every model and rate heard of before, and nobody looking in
   * between.
   */
  History delivering(List<Delivery> deliveries) {
    List<Moment> others = new ArrayList<>(moments);
    others.removeIf(moment -> !(moment instanceof Publish) && !(moment instanceof SetRate));
    others.addAll(deliveries);
    return new History(List.copyOf(others), jobs);
  }

  /** Without pins and other models. */
  History leftAlone() {
    List<Moment> others = new ArrayList<>(moments);
    others.removeIf(
        moment ->
            moment instanceof Publish
                || (moment instanceof Delivery delivery && delivery.fact() instanceof Pin));
    return new History(List.copyOf(others), jobs);
  }

  /** With the model that it begins with only. */
  History withoutOtherModels() {
    List<Moment> others = new ArrayList<>(moments);
    others.removeIf(Publish.class::isInstance);
    return new History(List.copyOf(others), jobs);
  }

  /** How far from the simplest one. */
  long size() {
    return moments.stream().mapToLong(History::size).sum();
  }

  private static long size(Moment moment) {
    if (moment instanceof Publish publish) {
      return 1000 + RandomModels.differences(publish.model());
    } else if (moment instanceof Delivery delivery) {
      return 1000
          + (delivery.backfill() == null ? 0 : 1)
          + (delivery.recordedAt().equals(delivery.fact().occurredAt()) ? 0 : 1);
    }
    return 1000;
  }

  /** With less happening, or without what is unusual of one thing that happens. */
  Stream<History> simpler() {
    Stream<Integer> lengths = Stream.iterate(moments.size() / 2, n -> n > 0, n -> n / 2);
    Stream<History> shorter =
        lengths.flatMap(
            length ->
                Stream.iterate(0, at -> at < moments.size(), at -> at + length)
                    .map(at -> without(at, Math.min(at + length, moments.size()))));
    Stream<History> plainer =
        IntStream.range(0, moments.size())
            .boxed()
            .flatMap(at -> plainer(moments.get(at)).map(moment -> with(at, moment)));
    return Stream.concat(shorter, plainer);
  }

  /** Rates that are waited for stay. */
  private History without(int from, int to) {
    List<Moment> fewer = new ArrayList<>(moments.subList(0, from));
    fewer.addAll(moments.subList(to, moments.size()));
    Set<RateKey> needed = new HashSet<>();
    for (Moment moment : fewer) {
      if (moment instanceof Delivery delivery && delivery.waitsFor() != null) {
        needed.add(delivery.waitsFor());
      }
    }
    for (Moment moment : moments.subList(from, to)) {
      if (moment instanceof SetRate set && needed.contains(set.key())) {
        fewer.add(set);
      }
    }
    return new History(List.copyOf(fewer), jobs);
  }

  private History with(int at, Moment moment) {
    List<Moment> others = new ArrayList<>(moments);
    others.set(at, moment);
    return new History(List.copyOf(others), jobs);
  }

  private static Stream<Moment> plainer(Moment moment) {
    if (moment instanceof Publish publish) {
      return RandomModels.simpler(publish.model()).map(model -> new Publish(model, publish.from()));
    } else if (moment instanceof Delivery delivery) {
      Fact fact = delivery.fact();
      return Stream.of(
          new Delivery(fact, fact.occurredAt(), null, delivery.waitsFor()),
          new Delivery(fact, delivery.recordedAt(), null, delivery.waitsFor()));
    }
    return Stream.empty();
  }

  /** A line for each thing that happens. */
  @Override
  public String toString() {
    return moments.stream().map(moment -> "\n  " + moment).collect(joining()) + "\n  " + jobs;
  }

  boolean hasLateFacts() {
    return deliveries().stream()
        .anyMatch(d -> d.recordedAt().isAfter(d.fact().occurredAt().plusSeconds(86_400)));
  }

  boolean hasDuplicates() {
    List<Fact> facts = deliveries().stream().map(Delivery::fact).toList();
    return facts.stream().distinct().count() < facts.size();
  }

  /** Whether a version comes before a lower one of the same order or feedback. */
  boolean isReordered() {
    List<Delivery> deliveries = deliveries();
    for (int i = 0; i < deliveries.size(); i++) {
      Fact fact = deliveries.get(i).fact();
      for (Delivery later : deliveries.subList(i, deliveries.size())) {
        if (Oracle.idOf(later.fact()).equals(Oracle.idOf(fact))
            && later.fact().version() < fact.version()) {
          return true;
        }
      }
    }
    return false;
  }

  boolean has(OrderStatus status) {
    return orderFacts().stream().anyMatch(fact -> fact.order().status() == status);
  }

  /** Whether there is feedback with this status. */
  boolean has(FeedbackStatus status) {
    return deliveries().stream()
        .anyMatch(d -> d.fact() instanceof Feedback feedback && feedback.status() == status);
  }

  private List<OrderFact> orderFacts() {
    return deliveries().stream()
        .map(Delivery::fact)
        .filter(OrderFact.class::isInstance)
        .map(OrderFact.class::cast)
        .toList();
  }

  boolean hasPins() {
    return deliveries().stream().anyMatch(d -> d.fact() instanceof Pin);
  }

  boolean hasForeignOrders() {
    return deliveries().stream().anyMatch(d -> d.waitsFor() != null);
  }

  /** Whether something that is delivered must wait for its rate. */
  boolean hasParkedOrders() {
    Set<RateKey> known = new HashSet<>();
    for (Moment moment : moments) {
      if (moment instanceof SetRate set) {
        known.add(set.key());
      } else if (moment instanceof Delivery delivery
          && delivery.waitsFor() != null
          && !known.contains(delivery.waitsFor())) {
        return true;
      }
    }
    return false;
  }

  /** Different facts: versions that come again don't count. */
  long facts() {
    return deliveries().stream().map(Delivery::fact).distinct().count();
  }

  /** Whether different things are recorded at the same instant. */
  boolean hasEqualTimestamps() {
    Map<Instant, String> first = new HashMap<>();
    for (Delivery delivery : deliveries()) {
      String id = Oracle.idOf(delivery.fact());
      if (!id.equals(first.computeIfAbsent(delivery.recordedAt(), at -> id))) {
        return true;
      }
    }
    return false;
  }

  boolean hasNewVersions() {
    return deliveries().stream().anyMatch(d -> d.fact().version() > 1);
  }

  boolean hasFeedback() {
    return deliveries().stream().anyMatch(d -> d.fact() instanceof Feedback);
  }

  boolean hasOtherModels() {
    return moments.stream().anyMatch(Publish.class::isInstance);
  }

  boolean isLeftAlone() {
    return !hasPins() && !hasOtherModels();
  }

  boolean isPartlyImported() {
    return deliveries().stream().anyMatch(d -> d.backfill() != null);
  }

  boolean hasPurchasesDatedAhead() {
    return orderFacts().stream()
        .anyMatch(f -> f.order().isPurchase() && f.order().paidAt().isAfter(f.occurredAt()));
  }
}
