package io.tierstream.segmentation.domain;

import static java.time.temporal.ChronoUnit.MICROS;

import io.tierstream.segmentation.domain.History.Delivery;
import io.tierstream.segmentation.domain.History.Look;
import io.tierstream.segmentation.domain.History.Moment;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random histories, in which instants like to fall on or next to the boundaries of the model. */
final class Histories {

  static final Instant BEGINNING = Instant.parse("2020-02-28T23:59:59.999999Z");

  private static final String JOB = "job";

  /** Versions that feedback has at most. */
  private static final int FEEDBACK_STEPS = 3;

  private Histories() {}

  /** One step of an order's life and how its record travels. */
  private record StepPlan(Duration after, Duration delay, Duration copyDelay) {}

  /** An order that begins some time after the one before it. */
  private record OrderPlan(
      Duration after, BigDecimal total, BigDecimal back, Life life, List<StepPlan> steps) {}

  /** What one version of feedback says of its rating. */
  private record Says(BigDecimal rating, Integer nps, BigDecimal resolutionRating) {}

  /** Feedback that begins some time after the one before it. */
  private record FeedbackPlan(
      Duration after, FeedbackLife life, List<Says> says, List<StepPlan> steps) {}

  private enum FeedbackLife {
    GIVEN(FeedbackStatus.RECEIVED),
    GIVEN_ANEW(FeedbackStatus.RECEIVED, FeedbackStatus.RECEIVED),
    LEFT_OPEN(FeedbackStatus.OPEN),
    RESOLVED(FeedbackStatus.OPEN, FeedbackStatus.RESOLVED),
    CHANGED_AND_RESOLVED(FeedbackStatus.OPEN, FeedbackStatus.OPEN, FeedbackStatus.RESOLVED);

    private final List<FeedbackStatus> statuses;

    FeedbackLife(FeedbackStatus... statuses) {
      this.statuses = List.of(statuses);
    }
  }

  /** A purchase some time after another. */
  record Purchase(Duration after, BigDecimal amount) {

    static List<Delivery> deliveries(List<Purchase> purchases, Instant start) {
      List<Delivery> deliveries = new ArrayList<>();
      Instant at = start;
      for (Purchase purchase : purchases) {
        at = at.plus(purchase.after());
        String id = "N-" + deliveries.size();
        Order order =
            new Order(id, 1, OrderStatus.PAID, purchase.amount(), BigDecimal.ZERO, at, at);
        deliveries.add(new Delivery(new OrderFact(order, at), at, null));
      }
      return deliveries;
    }
  }

  private enum Life {
    PLACED,
    BOUGHT,
    PAID_LATER,
    DATED_AHEAD,
    CALLED_OFF,
    CANCELLED,
    REFUNDED,
    REFUNDED_IN_PART,
    REFUNDED_BY_AND_BY;

    List<OrderStatus> statuses() {
      return switch (this) {
        case PLACED -> List.of(OrderStatus.PLACED);
        case BOUGHT, DATED_AHEAD -> List.of(OrderStatus.PAID);
        case PAID_LATER -> List.of(OrderStatus.PLACED, OrderStatus.PAID);
        case CALLED_OFF -> List.of(OrderStatus.PLACED, OrderStatus.CANCELLED);
        case CANCELLED -> List.of(OrderStatus.PAID, OrderStatus.CANCELLED);
        case REFUNDED -> List.of(OrderStatus.PAID, OrderStatus.REFUNDED);
        case REFUNDED_IN_PART -> List.of(OrderStatus.PAID, OrderStatus.PARTIALLY_REFUNDED);
        case REFUNDED_BY_AND_BY ->
            List.of(
                OrderStatus.PLACED,
                OrderStatus.PAID,
                OrderStatus.PARTIALLY_REFUNDED,
                OrderStatus.REFUNDED);
      };
    }
  }

  static Arbitrary<History> histories() {
    Arbitrary<List<OrderPlan>> orders = orderPlans().list().ofMinSize(1).ofMaxSize(14);
    Arbitrary<List<FeedbackPlan>> feedback = feedbackPlans().list().ofMaxSize(4);
    Arbitrary<List<Integer>> swaps = Arbitraries.integers().between(0, 30).list().ofMaxSize(4);
    Arbitrary<Integer> imported =
        Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.just(0)), Tuple.of(1, Arbitraries.integers().between(1, 30)));
    Arbitrary<List<Tuple.Tuple2<Integer, Duration>>> looks =
        Combinators.combine(Arbitraries.integers().between(0, 30), spans())
            .as((at, ahead) -> Tuple.of(at, ahead))
            .list()
            .ofMaxSize(3);
    return Combinators.combine(orders, feedback, swaps, imported, spans(), looks)
        .as(Histories::history);
  }

  static Arbitrary<List<Purchase>> purchases() {
    return Combinators.combine(spans(), amounts())
        .as(Purchase::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  private static History history(
      List<OrderPlan> plans,
      List<FeedbackPlan> feedback,
      List<Integer> swaps,
      int imported,
      Duration importEndsAfter,
      List<Tuple.Tuple2<Integer, Duration>> looks) {
    List<Delivery> deliveries = new ArrayList<>();
    Instant start = BEGINNING;
    for (int i = 0; i < plans.size(); i++) {
      start = start.plus(plans.get(i).after());
      deliver(plans.get(i), "O-" + i, start, deliveries);
    }
    start = BEGINNING;
    for (int i = 0; i < feedback.size(); i++) {
      start = start.plus(feedback.get(i).after());
      deliver(feedback.get(i), "F-" + i, start, deliveries);
    }
    deliveries.sort(Comparator.comparing(Delivery::recordedAt));
    for (int i = 0; i < Math.min(imported, deliveries.size()); i++) {
      Fact fact = deliveries.get(i).fact();
      deliveries.set(i, new Delivery(fact, fact.occurredAt(), JOB));
    }
    for (int swap : swaps) {
      int i = swap % deliveries.size();
      deliveries.add(deliveries.size() - 1 - i / 2, deliveries.remove(i));
    }
    List<Moment> moments = new ArrayList<>(deliveries);
    for (var look : looks) {
      Delivery near = deliveries.get(look.get1() % deliveries.size());
      moments.add(
          look.get1() % (moments.size() + 1), new Look(near.recordedAt().plus(look.get2())));
    }
    Map<String, Instant> jobs = new HashMap<>();
    jobs.put(JOB, BEGINNING.plus(importEndsAfter.multipliedBy(3)));
    return new History(List.copyOf(moments), jobs);
  }

  private static void deliver(OrderPlan plan, String id, Instant start, List<Delivery> into) {
    Instant at = start;
    Instant paidAt = null;
    BigDecimal refunded = BigDecimal.ZERO;
    for (int i = 0; i < plan.life().statuses().size(); i++) {
      OrderStatus status = plan.life().statuses().get(i);
      StepPlan step = plan.steps().get(i);
      at = i == 0 ? at : at.plus(step.after());
      if (status == OrderStatus.PAID) {
        paidAt = plan.life() == Life.DATED_AHEAD ? at.plus(step.after()) : at;
      } else if (status == OrderStatus.PARTIALLY_REFUNDED) {
        refunded = plan.back();
      } else if (status == OrderStatus.REFUNDED
          || (status == OrderStatus.CANCELLED && paidAt != null)) {
        refunded = plan.total();
      }
      deliver(
          new OrderFact(new Order(id, i + 1, status, plan.total(), refunded, start, paidAt), at),
          step,
          into);
    }
  }

  private static void deliver(FeedbackPlan plan, String id, Instant start, List<Delivery> into) {
    Instant at = start;
    for (int i = 0; i < plan.life().statuses.size(); i++) {
      FeedbackStatus status = plan.life().statuses.get(i);
      at = i == 0 ? at : at.plus(plan.steps().get(i).after());
      Says says = plan.says().get(i);
      deliver(
          new Feedback(
              id,
              i + 1,
              status == FeedbackStatus.RECEIVED ? FeedbackKind.SURVEY : FeedbackKind.COMPLAINT,
              says.rating(),
              says.nps(),
              status,
              status == FeedbackStatus.RESOLVED ? says.resolutionRating() : null,
              at),
          plan.steps().get(i),
          into);
    }
  }

  private static void deliver(Fact fact, StepPlan step, List<Delivery> into) {
    Instant recordedAt = fact.occurredAt().plus(step.delay());
    into.add(new Delivery(fact, recordedAt, null));
    if (step.copyDelay() != null) {
      into.add(new Delivery(fact, recordedAt.plus(step.copyDelay()), null));
    }
  }

  private static Arbitrary<FeedbackPlan> feedbackPlans() {
    Arbitrary<BigDecimal> ratings = ratings().injectNull(0.3);
    Arbitrary<Says> says =
        Combinators.combine(ratings, Arbitraries.integers().between(0, 10).injectNull(0.5), ratings)
            .as(Says::new);
    return Combinators.combine(
            spans(),
            Arbitraries.of(FeedbackLife.class),
            says.list().ofSize(FEEDBACK_STEPS),
            stepPlans().list().ofSize(FEEDBACK_STEPS))
        .as(FeedbackPlan::new);
  }

  /** From 1 to 5, mostly without decimals. */
  static Arbitrary<BigDecimal> ratings() {
    return Arbitraries.of("1", "1", "2", "3", "4", "5", "5", "2.5", "4.3", "1.0001")
        .map(BigDecimal::new);
  }

  private static Arbitrary<OrderPlan> orderPlans() {
    return Combinators.combine(
            spans(),
            amounts(),
            Arbitraries.of("0.01", "0.1", "0.5", "0.99", "1"),
            Arbitraries.frequency(
                Tuple.of(1, Life.PLACED),
                Tuple.of(9, Life.BOUGHT),
                Tuple.of(3, Life.PAID_LATER),
                Tuple.of(1, Life.DATED_AHEAD),
                Tuple.of(1, Life.CALLED_OFF),
                Tuple.of(1, Life.CANCELLED),
                Tuple.of(1, Life.REFUNDED),
                Tuple.of(2, Life.REFUNDED_IN_PART),
                Tuple.of(1, Life.REFUNDED_BY_AND_BY)),
            stepPlans().list().ofSize(4))
        .as(
            (after, total, part, life, steps) ->
                new OrderPlan(
                    after,
                    total,
                    total
                        .multiply(new BigDecimal(part))
                        .setScale(2, RoundingMode.HALF_UP)
                        .min(total),
                    life,
                    steps));
  }

  private static Arbitrary<StepPlan> stepPlans() {
    Arbitrary<Duration> delays =
        Arbitraries.frequencyOf(
            Tuple.of(12, Arbitraries.just(Duration.ZERO)),
            Tuple.of(1, Arbitraries.just(Fact.TOLERANCE.negated())),
            Tuple.of(2, Arbitraries.longs().between(1, 300).map(Duration::ofSeconds)),
            Tuple.of(2, spans()));
    return Combinators.combine(spans(), delays, spans().injectNull(0.9)).as(StepPlan::new);
  }

  /** From nothing to a year, half of it next to one of the standard model's boundaries. */
  static Arbitrary<Duration> spans() {
    return Arbitraries.frequencyOf(
        Tuple.of(1, Arbitraries.just(Duration.ZERO)),
        Tuple.of(3, Arbitraries.longs().between(1, 3 * 86_400_000_000L).map(Histories::micros)),
        Tuple.of(3, Arbitraries.longs().between(1, 50).map(Duration::ofDays)),
        Tuple.of(
            4,
            Combinators.combine(
                    Arbitraries.of(14, 30, 46, 60, 120, 180, 240, 365),
                    Arbitraries.longs().between(-1, 1))
                .as((days, off) -> Duration.ofDays(days).plus(micros(off)))));
  }

  static Arbitrary<BigDecimal> amounts() {
    return Arbitraries.oneOf(
        Arbitraries.of(
                "0", "0.01", "250", "499.99", "500", "500.0001", "2000", "5000", "15000", "20000.0")
            .map(BigDecimal::new),
        Arbitraries.bigDecimals().between(BigDecimal.ZERO, new BigDecimal("3000")).ofScale(2));
  }

  private static Duration micros(long count) {
    return Duration.of(count, MICROS);
  }
}
