package io.tierstream.segmentation.domain;

import static java.time.temporal.ChronoUnit.MICROS;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A customer whose story is told in sentences. What happens is recorded as it happens, unless the
 * sentence says otherwise; an order is named by its amount.
 */
final class Customer {

  static final Instant TODAY = Instant.parse("2026-03-01T12:00:00Z");

  /** The one import job there is ends here. */
  static final Instant END_OF_IMPORT = TODAY;

  static final String IMPORT = "import-1";

  private ModelTimeline models;
  private final Map<String, Order> orders = new LinkedHashMap<>();
  private final List<TierChange> changes = new ArrayList<>();
  private final List<AtRisk> risks = new ArrayList<>();
  private final List<Application> applications = new ArrayList<>();
  private Standing standing = Standing.unknown("C-1");
  private String backfill;

  private Customer(ScoringModel model) {
    this.models = ModelTimeline.of(model);
  }

  static Customer aCustomer() {
    return aCustomerBy(ScoringModel.standard());
  }

  static Customer aCustomerBy(ScoringModel model) {
    return new Customer(model);
  }

  static Instant daysAgo(int days) {
    return TODAY.minus(Duration.ofDays(days));
  }

  static Instant inDays(int days) {
    return daysAgo(-days);
  }

  static Instant justBefore(Instant instant) {
    return instant.minus(1, MICROS);
  }

  static Instant justAfter(Instant instant) {
    return instant.plus(1, MICROS);
  }

  Customer boughtFor(String amount, Instant at) {
    return hears(version(amount, OrderStatus.PAID, "0", at, at), at);
  }

  Customer boughtFor(String amount, int times, Instant at) {
    for (int i = 0; i < times; i++) {
      boughtFor(amount, at);
    }
    return this;
  }

  Customer placed(String amount, Instant at) {
    return hears(version(amount, OrderStatus.PLACED, "0", at, null), at);
  }

  Customer paid(String amount, Instant at) {
    return hears(version(amount, OrderStatus.PAID, "0", orders.get(amount).placedAt(), at), at);
  }

  Customer refunded(String amount, Instant at) {
    return gaveBack(amount, OrderStatus.REFUNDED, amount, at);
  }

  Customer refundedPartOf(String amount, String back, Instant at) {
    return gaveBack(amount, OrderStatus.PARTIALLY_REFUNDED, back, at);
  }

  Customer cancelled(String amount, Instant at) {
    return gaveBack(amount, OrderStatus.CANCELLED, amount, at);
  }

  private Customer gaveBack(String amount, OrderStatus status, String back, Instant at) {
    Order order = orders.get(amount);
    return hears(version(amount, status, back, order.placedAt(), order.paidAt()), at);
  }

  /** From here on facts come from the import; recorded when they happened, as imports do. */
  Customer imported() {
    backfill = IMPORT;
    return this;
  }

  Customer live() {
    backfill = null;
    return this;
  }

  /** Hears of another model that is in force from an instant on. */
  Customer judgedBy(ScoringModel model, Instant from) {
    models = models.with(model, from);
    return this;
  }

  Customer pinnedTo(String tier, Instant until, Instant at) {
    return pin(tier, until, at);
  }

  Customer unpinned(Instant at) {
    return pin(null, null, at);
  }

  private Customer pin(String tier, Instant until, Instant at) {
    KnownPin known = standing.facts().pin();
    Pin pin = new Pin(known == null ? 1 : known.version() + 1, tier, until, at);
    return take(fold().apply(standing, pin, at, Cause.pin("event-of-pin", "C-1")));
  }

  private Fold fold() {
    return new Fold(models, job -> END_OF_IMPORT);
  }

  Customer waitedUntil(Instant at) {
    return take(fold().advance(standing, at));
  }

  /** The purchase of this amount is only recorded at {@code recordedAt}. */
  Customer boughtUnnoticed(String amount, Instant at, Instant recordedAt) {
    return hears(new OrderFact(version(amount, OrderStatus.PAID, "0", at, at), at), recordedAt);
  }

  Customer hears(Fact fact, Instant recordedAt) {
    String type = fact instanceof OrderFact taken ? "order." + taken.order().status() : "feedback";
    Cause cause = new Cause(type, "event-of-" + fact.version(), "subject", backfill);
    return take(fold().apply(standing, fact, recordedAt, cause));
  }

  Customer rated(String rating, Instant at) {
    return answers(rating, null, at);
  }

  Customer rated(String rating, int times, Instant at) {
    for (int i = 0; i < times; i++) {
      rated(rating, at);
    }
    return this;
  }

  /** Feedback with a rating, an NPS, both or (null) neither. */
  Customer answers(String rating, Integer nps, Instant at) {
    return says(FeedbackKind.SURVEY, FeedbackStatus.RECEIVED, rating, nps, null, 1, at);
  }

  /** There is one complaint, with a rating or without (null). */
  Customer complained(String rating, Instant at) {
    return says(FeedbackKind.COMPLAINT, FeedbackStatus.OPEN, rating, null, null, 1, at);
  }

  Customer sawItResolved(String rating, String resolutionRating, Instant at) {
    return says(
        FeedbackKind.COMPLAINT, FeedbackStatus.RESOLVED, rating, null, resolutionRating, 2, at);
  }

  private Customer says(
      FeedbackKind kind,
      FeedbackStatus status,
      String rating,
      Integer nps,
      String resolutionRating,
      long version,
      Instant at) {
    String id =
        kind == FeedbackKind.COMPLAINT
            ? "the-complaint"
            : "F-" + (standing.facts().feedback().size() + 1);
    return hears(
        new Feedback(
            id, version, kind, decimal(rating), nps, status, decimal(resolutionRating), at),
        at);
  }

  private static BigDecimal decimal(String text) {
    return text == null ? null : new BigDecimal(text);
  }

  private Customer hears(Order order, Instant at) {
    return hears(new OrderFact(order, at), at);
  }

  private Customer take(Step step) {
    standing = step.standing();
    changes.addAll(step.changes());
    risks.addAll(step.risks());
    applications.addAll(step.applications());
    return this;
  }

  /** The next version of the last order of this amount; a first one for a purchase or placing. */
  private Order version(
      String amount, OrderStatus status, String back, Instant placedAt, Instant paidAt) {
    Order last = orders.get(amount);
    boolean another = last == null || (placedAt.equals(paidAt) && status == OrderStatus.PAID);
    Order order =
        new Order(
            another ? "O-" + (standing.facts().orders().size() + 1) : last.orderId(),
            another ? 1 : last.version() + 1,
            status,
            new BigDecimal(amount),
            new BigDecimal(back),
            placedAt,
            paidAt);
    orders.put(amount, order);
    return order;
  }

  /** Where the customer stands now that it is {@code at}. */
  Standing standing(Instant at) {
    return waitedUntil(at).standing;
  }

  Standing standing() {
    return standing;
  }

  /** The last version of the order of this amount. */
  Order order(String amount) {
    return orders.get(amount);
  }

  List<TierChange> changes() {
    return changes;
  }

  TierChange lastChange() {
    return changes.get(changes.size() - 1);
  }

  List<AtRisk> risks() {
    return risks;
  }

  AtRisk lastRisk() {
    return risks.get(risks.size() - 1);
  }

  List<Application> applications() {
    return applications;
  }
}
