package io.tierstream.segmentation.domain;

import static java.time.temporal.ChronoUnit.MICROS;

import io.tierstream.segmentation.domain.History.Delivery;
import io.tierstream.segmentation.domain.History.Look;
import io.tierstream.segmentation.domain.History.Moment;
import io.tierstream.segmentation.domain.History.Publish;
import io.tierstream.segmentation.domain.History.SetRate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;

/** Random histories, in which instants like to fall on or next to the boundaries of the model. */
final class Histories {

  static final Instant BEGINNING = Instant.parse("2020-02-28T23:59:59.999999Z");

  private static final String JOB = "job";

  /** Days after which something changes by the standard model, and then its grace. */
  private static final List<Integer> BOUNDARIES = List.of(14, 30, 46, 60, 120, 180, 240, 365);

  private static final int GRACE = 14;

  private static final List<BigDecimal> AMOUNTS =
      RandomModels.decimals(
          "0", "0.01", "250", "499.99", "500", "500.0001", "2000", "5000", "15000", "20000.0");
  private static final List<BigDecimal> PARTS =
      RandomModels.decimals("0.01", "0.1", "0.5", "0.99", "1");
  private static final List<BigDecimal> RATINGS =
      RandomModels.decimals("1", "1", "2", "3", "4", "5", "5", "2.5", "4.3", "1.0001");
  private static final List<String> TIERS = List.of("BRONZE", "SILVER", "GOLD", "DIAMOND", "VIP");

  private enum FeedbackLife {
    GIVEN(FeedbackStatus.RECEIVED),
    GIVEN_ANEW(FeedbackStatus.RECEIVED, FeedbackStatus.RECEIVED),
    LEFT_OPEN(FeedbackStatus.OPEN),
    RESOLVED(FeedbackStatus.OPEN, FeedbackStatus.RESOLVED),
    CHANGED_AND_RESOLVED(FeedbackStatus.OPEN, FeedbackStatus.OPEN, FeedbackStatus.RESOLVED);

    private static final List<FeedbackLife> ALL = List.of(values());

    private final List<FeedbackStatus> statuses;

    FeedbackLife(FeedbackStatus... statuses) {
      this.statuses = List.of(statuses);
    }
  }

  private enum Life {
    PLACED(1, OrderStatus.PLACED),
    BOUGHT(9, OrderStatus.PAID),
    PAID_LATER(3, OrderStatus.PLACED, OrderStatus.PAID),
    DATED_AHEAD(1, OrderStatus.PAID),
    CALLED_OFF(1, OrderStatus.PLACED, OrderStatus.CANCELLED),
    CANCELLED(1, OrderStatus.PAID, OrderStatus.CANCELLED),
    REFUNDED(1, OrderStatus.PAID, OrderStatus.REFUNDED),
    REFUNDED_IN_PART(2, OrderStatus.PAID, OrderStatus.PARTIALLY_REFUNDED),
    REFUNDED_BY_AND_BY(
        1,
        OrderStatus.PLACED,
        OrderStatus.PAID,
        OrderStatus.PARTIALLY_REFUNDED,
        OrderStatus.REFUNDED);

    /** Each as often as it is likely. */
    private static final List<Life> ALL =
        Stream.of(values())
            .flatMap(life -> Collections.nCopies(life.likely, life).stream())
            .toList();

    private final int likely;
    private final List<OrderStatus> statuses;

    Life(int likely, OrderStatus... statuses) {
      this.likely = likely;
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

  private final Dice dice;
  private final List<Delivery> deliveries = new ArrayList<>();

  private Histories(Dice dice) {
    this.dice = dice;
  }

  static Arbitrary<History> histories() {
    return Drawn.by(dice -> new Histories(dice).history(), History::size, History::simpler);
  }

  /** Of a customer with this many purchases, hours apart. */
  static Arbitrary<History> histories(int purchases) {
    return Drawn.by(
        dice -> new Histories(dice).history(purchases), History::size, History::simpler);
  }

  static Arbitrary<List<Purchase>> purchases() {
    return Drawn.by(
        dice ->
            IntStream.range(0, dice.between(1, 6))
                .mapToObj(i -> new Purchase(span(dice), amount(dice)))
                .toList(),
        List::size,
        all -> IntStream.range(1, all.size()).mapToObj(most -> all.subList(0, most)));
  }

  private History history() {
    boolean isBusy = dice.onceIn(3);
    Instant start = BEGINNING;
    int orders = dice.between(1, 22);
    for (int i = 0; i < orders; i++) {
      start = start.plus(isBusy ? Duration.ofHours(dice.between(0, 500)) : span(dice));
      deliverOrder("O-" + i, start);
    }
    start = BEGINNING;
    int feedback = dice.between(0, 5);
    for (int i = 0; i < feedback; i++) {
      start = start.plus(span(dice));
      deliverFeedback("F-" + i, start);
    }
    start = BEGINNING;
    int pins = dice.onceIn(2) ? dice.between(1, 3) : 0;
    for (int i = 0; i < pins; i++) {
      start = start.plus(span(dice));
      Instant until = later(start, somewhere());
      boolean isTakenAway = dice.onceIn(5);
      deliver(
          new Pin(i + 1, isTakenAway ? null : dice.oneOf(TIERS), isTakenAway ? null : until, start),
          null);
    }
    deliveries.sort(Comparator.comparing(Delivery::recordedAt));
    importFirst(dice.onceIn(3) ? dice.between(1, 30) : 0);
    for (int i = dice.between(0, 4); i > 0; i--) {
      Delivery moved = deliveries.remove(dice.between(0, deliveries.size() - 1));
      deliveries.add(dice.between(0, deliveries.size()), moved);
    }
    List<Moment> moments = new ArrayList<>(deliveries);
    for (int i = dice.between(0, 3); i > 0; i--) {
      Duration ahead = dice.onceIn(2) ? boundary(dice).plusDays(GRACE) : span(dice);
      Instant to = dice.oneOf(deliveries).recordedAt().plus(ahead);
      moments.add(dice.between(0, moments.size()), new Look(to));
    }
    setRates(moments);
    publish(dice.onceIn(2) ? dice.between(1, 2) : 0, moments);
    return new History(List.copyOf(moments), jobs());
  }

  private History history(int purchases) {
    Instant start = BEGINNING;
    int bought = 0;
    for (int i = 0; bought < purchases; i++) {
      // Years of plenty, and lean ones.
      start = start.plusSeconds(dice.between(0, i / 1000 % 3 == 1 ? 100_000 : 20_000));
      deliverOrder("O-" + i, start);
      Fact latest = deliveries.get(deliveries.size() - 1).fact();
      bought += ((OrderFact) latest).order().isPurchase() ? 1 : 0;
    }
    long lasts = MICROS.between(BEGINNING, start);
    for (int i = 0; i < purchases / 200; i++) {
      deliverFeedback("F-" + i, BEGINNING.plus(micros(dice.between(0, lasts))));
    }
    deliveries.sort(Comparator.comparing(Delivery::recordedAt));
    importFirst(dice.between(0, purchases));
    List<Moment> moments = new ArrayList<>(deliveries);
    setRates(moments);
    return new History(List.copyOf(moments), jobs());
  }

  private Map<String, Instant> jobs() {
    Map<String, Instant> jobs = new HashMap<>();
    jobs.put(JOB, BEGINNING.plus(span(dice).multipliedBy(3)));
    return jobs;
  }

  private void importFirst(int count) {
    for (int i = 0; i < Math.min(count, deliveries.size()); i++) {
      Fact fact = deliveries.get(i).fact();
      if (fact instanceof Pin) {
        continue; // nobody imports one
      }
      deliveries.set(i, new Delivery(fact, fact.occurredAt(), JOB, deliveries.get(i).waitsFor()));
    }
  }

  /** Each rate somewhere, at the instant of the record that was there. */
  private void setRates(List<Moment> moments) {
    Set<RateKey> keys = new LinkedHashSet<>();
    deliveries.stream().map(Delivery::waitsFor).filter(Objects::nonNull).forEach(keys::add);
    for (RateKey key : keys) {
      int place = dice.between(0, moments.size());
      Instant at = deliveries.get(Math.min(place, deliveries.size() - 1)).recordedAt();
      moments.add(place, new SetRate(key, rate(key), at));
    }
  }

  /** As it is, whenever it is heard of: from 0.5 to 8.0. */
  static BigDecimal rate(RateKey key) {
    return BigDecimal.valueOf(5 + key.day().toEpochDay() % 76, 1);
  }

  /** In the order in which they come into force, as they are published; each heard of anywhere. */
  private void publish(int models, List<Moment> moments) {
    Instant last = BEGINNING;
    int place = 0;
    for (int i = 0; i < models; i++) {
      Instant from = later(last.plus(1, MICROS), somewhere());
      place = Math.min(place + dice.between(0, 24), moments.size());
      moments.add(place, new Publish(RandomModels.model(dice).numbered(100 + i), from));
      last = from;
      place++;
    }
  }

  /** Next to a record, or some time after one. */
  private Instant somewhere() {
    return dice.oneOf(deliveries)
        .recordedAt()
        .plus(dice.onceIn(2) ? micros(dice.between(-1, 1)) : span(dice));
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private void deliverOrder(String id, Instant start) {
    Life life = dice.oneOf(Life.ALL);
    BigDecimal total = amount(dice);
    String currency = dice.onceIn(15) ? dice.oneOf(List.of("EUR", "USD")) : null;
    Instant at = start;
    Instant paidAt = null;
    BigDecimal refunded = BigDecimal.ZERO;
    long version = 0;
    for (OrderStatus status : life.statuses) {
      at = version == 0 ? at : at.plus(span(dice));
      switch (status) {
        case PLACED -> {}
        case PAID -> paidAt = life == Life.DATED_AHEAD ? at.plus(span(dice)) : at;
        case PARTIALLY_REFUNDED -> refunded = part(total);
        case REFUNDED -> refunded = total;
        case CANCELLED -> refunded = paidAt == null ? refunded : total;
      }
      Order order = new Order(id, ++version, status, total, refunded, start, paidAt);
      if (currency == null) {
        deliver(new OrderFact(order, at), null);
      } else {
        ForeignOrder foreign = new ForeignOrder(currency, order);
        RateKey key = foreign.rateDay() == null ? null : new RateKey(currency, foreign.rateDay());
        deliver(new OrderFact(foreign.at(key == null ? null : rate(key)), at), key);
      }
    }
  }

  private BigDecimal part(BigDecimal total) {
    return total.multiply(dice.oneOf(PARTS)).setScale(2, RoundingMode.HALF_UP).min(total);
  }

  private void deliverFeedback(String id, Instant start) {
    Instant at = start;
    long version = 0;
    for (FeedbackStatus status : dice.oneOf(FeedbackLife.ALL).statuses) {
      at = version == 0 ? at : at.plus(span(dice));
      Feedback feedback =
          new Feedback(
              id,
              ++version,
              status == FeedbackStatus.RECEIVED ? FeedbackKind.SURVEY : FeedbackKind.COMPLAINT,
              ratingOrNone(),
              dice.onceIn(2) ? null : Integer.valueOf(dice.between(0, 10)),
              status,
              status == FeedbackStatus.RESOLVED ? ratingOrNone() : null,
              at);
      deliver(feedback, null);
    }
  }

  private BigDecimal ratingOrNone() {
    return dice.onceIn(3) ? null : dice.oneOf(RATINGS);
  }

  private void deliver(Fact fact, RateKey waitsFor) {
    Instant recordedAt = fact.occurredAt().plus(delay());
    deliveries.add(new Delivery(fact, recordedAt, null, waitsFor));
    if (dice.onceIn(10)) {
      deliveries.add(new Delivery(fact, recordedAt.plus(span(dice)), null, waitsFor));
    }
  }

  private Duration delay() {
    return switch (dice.between(1, 17)) {
      case 1 -> Fact.TOLERANCE.negated();
      case 2, 3 -> Duration.ofSeconds(dice.between(1, 300));
      case 4, 5 -> span(dice);
      default -> Duration.ZERO;
    };
  }

  /** From 1 to 5, mostly without decimals. */
  static Arbitrary<BigDecimal> ratings() {
    return Drawn.by(
        dice -> dice.oneOf(RATINGS), BigDecimal::precision, any -> Stream.of(BigDecimal.ONE));
  }

  /** From nothing to a year, half of it next to one of the standard model's boundaries. */
  static Arbitrary<Duration> spans() {
    return Drawn.by(
        Histories::span,
        Duration::toNanos,
        span -> LongStream.of(0, 1, span.toDays() / 2, span.toDays()).mapToObj(Duration::ofDays));
  }

  private static Duration span(Dice dice) {
    return switch (dice.between(1, 11)) {
      case 1 -> Duration.ZERO;
      case 2 -> micros(dice.between(1, 3));
      case 3, 4 -> micros(dice.between(1, 3 * 86_400_000_000L));
      case 5, 6, 7 -> Duration.ofDays(dice.between(1, 50));
      case 8 -> boundary(dice).plusDays(GRACE);
      default -> boundary(dice);
    };
  }

  private static Duration boundary(Dice dice) {
    return Duration.ofDays(dice.oneOf(BOUNDARIES)).plus(micros(dice.between(-1, 1)));
  }

  static BigDecimal amount(Dice dice) {
    return switch (dice.between(1, 4)) {
      case 1, 2 -> dice.oneOf(AMOUNTS);
      case 3 -> BigDecimal.valueOf(dice.between(0, 10_000L), 2);
      default -> BigDecimal.valueOf(dice.between(0, 300_000L), 2);
    };
  }

  private static Duration micros(long count) {
    return Duration.of(count, MICROS);
  }
}
