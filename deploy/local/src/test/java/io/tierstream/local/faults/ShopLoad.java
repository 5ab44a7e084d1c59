package io.tierstream.local.faults;

import static java.time.temporal.ChronoUnit.MICROS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tierstream.local.Service;
import io.tierstream.local.faults.Ledger.Effect;
import io.tierstream.local.faults.ShopRequests.Sent;
import io.tierstream.local.faults.ShopRequests.Wish;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A shop's busy days over REST: customers who register, buy, change their minds, complain, and the
 * people who serve them. Each thread has customers of its own. What nobody knows the outcome of is
 * asked for again with the same key, or left alone for ever.
 */
public final class ShopLoad implements AutoCloseable {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int FACTS_PER_CUSTOMER = 20;
  private static final Duration LONGEST_ABSENCE = Duration.ofMinutes(20);
  private static final Duration END_OF_A_STEP = Duration.ofSeconds(15);
  private static final int CUSTOMERS_PER_PERSON = 10;
  private static final int STEPS_PER_POISON = 200;
  private static final long BURST_NANOS = 1_000_000_000L;
  private static final List<String> REGIONS = List.of("East", "North", "South", "West");
  private static final List<String> TIERS =
      List.of("BRONZE", "SILVER", "GOLD", "PLATINUM", "DIAMOND");

  /** Days after which something changes by the standard model. */
  private static final List<Integer> BOUNDARIES = List.of(30, 60, 120, 180, 240, 365);

  private static final String BASE = "CNY";

  /** Its rates are never set: what is paid in it waits for ever. */
  private static final String WITHOUT_RATE = "CHF";

  /**
   * What is to happen.
   *
   * @param prefix of all ids, so that several loads can be told apart; ends in a hyphen
   * @param facts how many, about
   * @param perSecond facts at most; 0 for as many as it can
   * @param seed of all that is random
   */
  public record Plan(String prefix, int facts, double perSecond, long seed, int threads) {}

  /**
   * What has happened.
   *
   * @param facts by what was asked for: {@code place}, {@code pay} …
   * @param left requests whose outcome stays unknown
   * @param unanswered requests, each as often as it was sent, that weren't answered
   */
  public record Summary(
      Map<String, Long> facts, long refused, long left, long unanswered, Duration took) {
    long all() {
      return facts.values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private final Plan plan;
  private final Target target;
  private final ShopRequests requests;
  private final Poison poison;
  private final ExecutorService threads;
  private final List<Future<?>> walks = new ArrayList<>();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong left = new AtomicLong();
  private final AtomicLong nextSlot = new AtomicLong(System.nanoTime());
  private final Map<String, Long> facts = new TreeMap<>();
  private final long began = System.nanoTime();
  private volatile boolean isClosed;

  private ShopLoad(Plan plan, Target target, Ledger ledger) {
    this.plan = plan;
    this.target = target;
    this.requests = new ShopRequests(target.addresses(), ledger, LONGEST_ABSENCE);
    this.poison = new Poison(target, ledger);
    this.threads = Executors.newFixedThreadPool(plan.threads());
  }

  /** Begins, on threads of its own. */
  public static ShopLoad start(Plan plan, Target target, Ledger ledger) {
    var load = new ShopLoad(plan, target, ledger);
    for (int thread = 0; thread < plan.threads(); thread++) {
      var walk = load.new Walk(thread);
      load.walks.add(load.threads.submit(walk::walk));
    }
    return load;
  }

  /** How much of the facts is behind, from 0 to 1. */
  public double progress() {
    return Math.min(1, done.get() / (double) plan.facts());
  }

  /**
   * Returns at the end.
   *
   * @throws IllegalStateException when something happened that the load can't live with
   */
  public Summary await() throws InterruptedException {
    for (var walk : walks) {
      try {
        walk.get();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
    synchronized (facts) {
      return new Summary(
          new TreeMap<>(facts),
          refused.get(),
          left.get(),
          requests.unanswered(),
          Duration.ofNanos(System.nanoTime() - began));
    }
  }

  /**
   * Publishes a model that weighs otherwise than the first, so that many change their tiers.
   *
   * @return its number
   */
  public int publishOtherModel() throws InterruptedException {
    var changes = JSON.objectNode();
    changes.putObject("weights").put("r", 25).put("f", 30).put("m", 35).put("s", 10);
    return requests.publishModel(plan.prefix() + "otherwise", changes);
  }

  /** Ends before its time, if it hasn't ended. */
  @Override
  public void close() throws InterruptedException {
    isClosed = true;
    threads.shutdown();
    if (!threads.awaitTermination(END_OF_A_STEP.toSeconds(), TimeUnit.SECONDS)) {
      threads.shutdownNow();
    }
    poison.close();
  }

  /** What one unit is worth that day: the same whoever asks. */
  static BigDecimal rate(LocalDate day) {
    return BigDecimal.valueOf(5 + day.toEpochDay() % 76, 1);
  }

  private void awaitSlot() throws InterruptedException {
    if (plan.perSecond() <= 0) {
      return;
    }
    long interval = (long) (1e9 / plan.perSecond());
    long now = System.nanoTime();
    // What couldn't be done while a service was away isn't made up for all at once.
    long slot = nextSlot.updateAndGet(last -> Math.max(last + interval, now - BURST_NANOS)) - now;
    if (slot > 0) {
      Thread.sleep(slot / 1_000_000, (int) (slot % 1_000_000));
    }
  }

  private static final class Shopper {
    private final String id;
    private long version;
    private boolean isRegistered;
    private boolean isRecordLost;
    private int region;
    private long pinVersion;
    private boolean isPinned;
    private boolean isPinLost;
    private boolean isMerged;
    private final List<Purchase> orders = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();

    private Shopper(String id) {
      this.id = id;
    }
  }

  private static final class Purchase {
    private final String id;
    private final Shopper shopper;
    private final String currency;
    private final Instant placedAt;
    private long version;
    private String status;
    private BigDecimal total;
    private BigDecimal refunded;

    private Purchase(String id, Shopper shopper, String currency, Instant placedAt) {
      this.id = id;
      this.shopper = shopper;
      this.currency = currency;
      this.placedAt = placedAt;
    }

    private void take(JsonNode order) {
      version = order.get("version").asLong();
      status = order.get("status").asText();
      total = new BigDecimal(order.at("/total/amount").asText());
      refunded = new BigDecimal(order.at("/refunded/amount").asText());
    }
  }

  /** What one thread does. */
  private final class Walk {
    private final int thread;
    private final Random random;
    private final List<Shopper> shoppers = new ArrayList<>();

    /** Of two of them one may turn out to be the other. */
    private final List<List<Shopper>> persons = new ArrayList<>();

    private final TreeSet<String> missingRates = new TreeSet<>();
    private long number;

    private Walk(int thread) {
      this.thread = thread;
      this.random = new Random(plan.seed() * 1_000_003 + thread);
      int customers = Math.max(4, plan.facts() / plan.threads() / FACTS_PER_CUSTOMER);
      for (int i = 0; i < customers; i++) {
        shoppers.add(new Shopper(plan.prefix() + "C-" + thread + "-" + i));
      }
      for (int i = 1; i < customers; i += CUSTOMERS_PER_PERSON) {
        persons.add(List.of(shoppers.get(i - 1), shoppers.get(i)));
      }
    }

    private Void walk() throws InterruptedException {
      while (done.get() < plan.facts() && !isClosed) {
        step(oneOf(shoppers));
        if (random.nextInt(STEPS_PER_POISON) == 0) {
          var id = plan.prefix() + "P-" + thread + "-" + ++number;
          poison.send(id, oneOf(Poison.topics()), oneOf(shoppers).id);
        }
      }
      for (var rate : missingRates) {
        setRate(rate.substring(0, 3), LocalDate.parse(rate.substring(4)));
      }
      return null;
    }

    private void step(Shopper shopper) throws InterruptedException {
      int die = random.nextInt(100);
      if (die < 2 && !persons.isEmpty()) {
        unite(oneOf(persons));
      } else if (die < 5) {
        record(shopper);
      } else if (die < 15) {
        say(shopper);
      } else if (die < 19) {
        resolve(shopper);
      } else if (die < 22) {
        pin(shopper);
      } else if (die < 52 || shopper.orders.isEmpty()) {
        place(shopper);
      } else {
        goOn(oneOf(shopper.orders));
      }
    }

    private void record(Shopper shopper) throws InterruptedException {
      if (shopper.isRecordLost || shopper.isMerged) {
        return;
      }
      var attributes = JSON.objectNode().put("region", REGIONS.get(++shopper.region % 4));
      var body = JSON.objectNode().set("attributes", attributes);
      var effect =
          new Effect("customers", shopper.id, shopper.id, shopper.version + 1, "REGISTERED");
      Sent sent;
      if (shopper.isRegistered) {
        sent =
            carryOut(
                "change", new Wish(Service.CUSTOMER, "PATCH", path(shopper), null, body, effect));
      } else {
        ((ObjectNode) body).put("customerId", shopper.id).put("name", "Ada Chen");
        sent = carryOut("register", wish(Service.CUSTOMER, "/customers", body, effect));
      }
      if (sent.isDone()) {
        shopper.isRegistered = true;
        shopper.version = sent.answer().body().get("version").asLong();
      } else {
        shopper.isRecordLost = true;
      }
    }

    /** One is merged into the other, or isn't any more; in the end it may be erased. */
    private void unite(List<Shopper> person) throws InterruptedException {
      var one = person.get(0);
      var other = person.get(1);
      if (one.isRecordLost || other.isRecordLost) {
        persons.remove(person);
      } else if (!one.isRegistered || !other.isRegistered) {
        record(one.isRegistered ? other : one);
      } else if (one.isMerged) {
        if (random.nextBoolean()) {
          change(one, "unmerge", JSON.objectNode(), "REGISTERED");
        }
      } else if (random.nextInt(4) == 0) {
        persons.remove(person);
        shoppers.remove(one);
        var effect = new Effect("customers", one.id, one.id, one.version + 1, "ERASED");
        carryOut("erase", new Wish(Service.CUSTOMER, "DELETE", path(one), null, null, effect));
      } else {
        change(one, "merge", JSON.objectNode().put("into", other.id), "MERGED");
      }
    }

    private void change(Shopper shopper, String how, JsonNode body, String status)
        throws InterruptedException {
      var effect = new Effect("customers", shopper.id, shopper.id, shopper.version + 1, status);
      var sent = carryOut(how, wish(Service.CUSTOMER, path(shopper) + "/" + how, body, effect));
      if (sent.isDone()) {
        shopper.version = sent.answer().body().get("version").asLong();
        shopper.isMerged = status.equals("MERGED");
      } else {
        shopper.isRecordLost = true;
        shopper.isPinLost = true;
      }
    }

    private void say(Shopper shopper) throws InterruptedException {
      var id = plan.prefix() + "F-" + thread + "-" + ++number;
      boolean isComplaint = random.nextInt(3) == 0;
      var body =
          JSON.objectNode()
              .put("feedbackId", id)
              .put("customerId", shopper.id)
              .put("kind", isComplaint ? "COMPLAINT" : oneOf(List.of("SURVEY", "REVIEW")));
      if (random.nextInt(3) > 0) {
        body.put("rating", BigDecimal.valueOf(10 + random.nextInt(41), 1));
      } else if (random.nextBoolean()) {
        body.put("nps", random.nextInt(11));
      }
      if (random.nextInt(3) == 0) {
        body.put("occurredAt", past().toString());
      }
      if (!shopper.orders.isEmpty() && random.nextBoolean()) {
        body.put("orderId", oneOf(shopper.orders).id);
      }
      var effect = new Effect("feedback", shopper.id, id, 1, isComplaint ? "OPEN" : "RECEIVED");
      var sent = carryOut("say", wish(Service.FEEDBACK, "/feedback", body, effect));
      if (sent.isDone() && isComplaint) {
        shopper.complaints.add(id);
      }
    }

    private void resolve(Shopper shopper) throws InterruptedException {
      if (shopper.complaints.isEmpty()) {
        return;
      }
      var id = shopper.complaints.remove(random.nextInt(shopper.complaints.size()));
      var body = JSON.objectNode();
      if (random.nextBoolean()) {
        body.put("rating", 1 + random.nextInt(5));
      }
      var effect = new Effect("feedback", shopper.id, id, 2, "RESOLVED");
      carryOut("resolve", wish(Service.FEEDBACK, "/feedback/" + id + "/resolution", body, effect));
    }

    /** Some are over while the load is still going on. */
    private void pin(Shopper shopper) throws InterruptedException {
      if (shopper.isPinLost || shopper.isMerged || shopper.orders.isEmpty()) {
        return;
      }
      var path = "/segmentation/customers/" + shopper.id + "/pin";
      long version = shopper.pinVersion + 1;
      boolean isRemoval = shopper.isPinned && random.nextBoolean();
      JsonNode body = null;
      if (!isRemoval) {
        var lasts =
            random.nextBoolean()
                ? Duration.ofSeconds(2 + random.nextInt(20))
                : Duration.ofDays(1 + random.nextInt(60));
        body =
            JSON.objectNode()
                .put("tier", oneOf(TIERS))
                .put("until", now().plus(lasts).toString())
                .put("reason", "a test");
      }
      var effect =
          new Effect(
              "segmentation-inputs",
              shopper.id,
              "pin",
              version,
              isRemoval ? Content.PinContent.REMOVED : Content.PinContent.SET);
      var wish =
          new Wish(Service.SEGMENTATION, isRemoval ? "DELETE" : "PUT", path, null, body, effect);
      var sent = carryOut(isRemoval ? "unpin" : "pin", wish);
      if (sent.isDone()) {
        shopper.pinVersion = version;
        shopper.isPinned = !isRemoval;
      } else if (sent.isUnknown()) {
        shopper.isPinLost = true;
      }
    }

    private void place(Shopper shopper) throws InterruptedException {
      var id = plan.prefix() + "O-" + thread + "-" + ++number;
      boolean isForeign = random.nextInt(12) == 0;
      var currency = isForeign ? oneOf(List.of("EUR", "USD", "USD", WITHOUT_RATE)) : BASE;
      var placedAt = !isForeign && random.nextInt(5) < 2 ? past() : null;
      var price =
          BigDecimal.valueOf(100 + random.nextInt(random.nextInt(8) == 0 ? 900_000 : 60_000), 2);
      var body =
          JSON.objectNode()
              .put("orderId", id)
              .put("customerId", shopper.id)
              .put("currency", currency);
      body.putArray("lines")
          .addObject()
          .put("sku", "CAM-7")
          .put("category", "camera")
          .put("quantity", 1 + random.nextInt(2))
          .put("unitPrice", price.toPlainString());
      if (placedAt != null) {
        body.put("placedAt", placedAt.toString());
      }
      var effect = new Effect("orders", shopper.id, id, 1, "PLACED");
      var sent = carryOut("place", wish(Service.ORDER, "/orders", body, effect));
      if (sent.isDone()) {
        var order = new Purchase(id, shopper, currency, placedAt);
        order.take(sent.answer().body());
        shopper.orders.add(order);
      }
    }

    private void goOn(Purchase order) throws InterruptedException {
      var sent =
          switch (order.status) {
            case "PLACED" -> random.nextInt(10) == 0 ? cancel(order) : pay(order);
            case "PAID" -> random.nextInt(4) > 0 ? refundPart(order) : endOf(order);
            default -> random.nextInt(3) > 0 ? refundPart(order) : refund(order, rest(order));
          };
      if (sent.isDone()) {
        order.take(sent.answer().body());
      }
      boolean isOver = List.of("REFUNDED", "CANCELLED").contains(order.status);
      if (!sent.isDone() || isOver || random.nextInt(3) == 0) {
        order.shopper.orders.remove(order);
      }
    }

    private Sent endOf(Purchase order) throws InterruptedException {
      return random.nextBoolean() ? cancel(order) : refund(order, rest(order));
    }

    private Sent pay(Purchase order) throws InterruptedException {
      var body = JSON.objectNode();
      var paidAt = order.placedAt;
      if (paidAt != null) {
        body.put("paidAt", paidAt.toString());
      } else if (!order.currency.equals(BASE)) {
        paidAt = now().minus(Duration.ofDays(plan.seed() % 30 * 10 + random.nextInt(10)));
        body.put("paidAt", paidAt.toString());
      }
      if (!order.currency.equals(BASE) && !order.currency.equals(WITHOUT_RATE)) {
        var day = LocalDate.ofInstant(paidAt, ZoneOffset.UTC);
        if (random.nextBoolean()) {
          setRate(order.currency, day);
        } else {
          missingRates.add(order.currency + "-" + day);
        }
      }
      return carryOut("pay", step(order, "payment", body, "PAID"));
    }

    private Sent refundPart(Purchase order) throws InterruptedException {
      var third = order.total.divide(BigDecimal.valueOf(3), 2, RoundingMode.UP);
      return refund(order, third.min(rest(order)));
    }

    private Sent refund(Purchase order, BigDecimal amount) throws InterruptedException {
      var body = JSON.objectNode();
      body.putObject("amount")
          .put("amount", amount.toPlainString())
          .put("currency", order.currency);
      var status = amount.compareTo(rest(order)) == 0 ? "REFUNDED" : "PARTIALLY_REFUNDED";
      return carryOut("refund", step(order, "refunds", body, status));
    }

    private BigDecimal rest(Purchase order) {
      return order.total.subtract(order.refunded);
    }

    private Sent cancel(Purchase order) throws InterruptedException {
      return carryOut("cancel", step(order, "cancellation", JSON.objectNode(), "CANCELLED"));
    }

    private Wish step(Purchase order, String step, JsonNode body, String status) {
      var effect = new Effect("orders", order.shopper.id, order.id, order.version + 1, status);
      return wish(Service.ORDER, "/orders/" + order.id + "/" + step, body, effect);
    }

    /** Whoever sets it first: it is the same. */
    private void setRate(String currency, LocalDate day) throws InterruptedException {
      var body = JSON.objectNode().put("rate", rate(day).toPlainString());
      var effect = new Effect("segmentation-inputs", null, currency + "-" + day, 1, null);
      var path = "/segmentation/rates/" + currency + "/" + day;
      var sent = requests.send(new Wish(Service.SEGMENTATION, "PUT", path, null, body, effect));
      sent = requests.insist(sent);
      if (!sent.isDone()) {
        throw new IllegalStateException("a rate was refused: " + sent);
      }
    }

    private Wish wish(Service service, String path, JsonNode body, Effect effect) {
      var key = plan.prefix() + "K-" + thread + "-" + ++number;
      return new Wish(service, "POST", path, key, body, effect);
    }

    private Sent carryOut(String what, Wish wish) throws InterruptedException {
      awaitSlot();
      var sent = requests.send(wish);
      if (sent.isUnknown() && wish.key() != null && random.nextInt(10) < 7) {
        sent = requests.insist(sent);
      }
      if (sent.isDone() && wish.key() != null && random.nextInt(20) == 0) {
        requests.repeat(sent);
      }
      if (sent.isDone() || sent.isUnknown()) {
        done.incrementAndGet();
        synchronized (facts) {
          facts.merge(what, 1L, Long::sum);
        }
      }
      if (sent.isUnknown()) {
        left.incrementAndGet();
      } else if (!sent.isDone()) {
        refused.incrementAndGet();
      }
      return sent;
    }

    private String path(Shopper shopper) {
      return "/customers/" + shopper.id;
    }

    /** Often so that something changes by itself in a few seconds. */
    private Instant past() {
      var age =
          random.nextInt(3) == 0
              ? Duration.ofDays(oneOf(BOUNDARIES)).minusMillis(random.nextInt(20_000))
              : Duration.ofMinutes(random.nextInt(400 * 24 * 60));
      return now().minus(age);
    }

    private <T> T oneOf(List<T> all) {
      return all.get(random.nextInt(all.size()));
    }
  }

  private Instant now() {
    return target.clock().get().truncatedTo(MICROS);
  }
}
