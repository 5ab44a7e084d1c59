package io.tierstream.benchmark.contest;

import io.tierstream.benchmark.contest.StoredPurchases.Purchase;
import io.tierstream.benchmark.contest.StoredRatings.Rating;
import io.tierstream.events.CloudEvent;
import io.tierstream.segmentation.domain.Assessment;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.OrderFact;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Takes facts in one by one, each at about the same cost however much is known of its customer, and
 * tells what follows.
 */
final class StandingProcessor implements Processor<byte[], byte[], byte[], byte[]> {

  static final String PURCHASES = "purchases";
  static final String RATINGS = "ratings";
  static final String CUSTOMERS = "customers";
  static final String TIER_CHANGES = "tier-changes";
  static final String CUSTOMER_SEGMENTS = "customer-segments";
  static final String DEAD_LETTERS = "dead-letters";

  private static final String REASON_HEADER = "dead-letter-reason";

  /** Of the wall clock, without a record: there is nothing left to be read. */
  private static final Duration QUIET = Duration.ofSeconds(5);

  private static final Duration LATE = Duration.ofSeconds(2);

  private ProcessorContext<byte[], byte[]> context;
  private StoredPurchases purchases;
  private StoredRatings ratings;
  private KeyValueStore<Bytes, byte[]> customers;
  private long heardAt;

  /** No customer's {@code nextChangeAt} is earlier. */
  private Instant nobodyIsDueBefore = Instant.MAX;

  @Override
  public void init(ProcessorContext<byte[], byte[]> context) {
    this.context = context;
    purchases = new StoredPurchases(context.getStateStore(PURCHASES));
    ratings = new StoredRatings(context.getStateStore(RATINGS));
    customers = context.getStateStore(CUSTOMERS);
    heardAt = context.currentSystemTimeMs();
    try (var all = customers.all()) {
      while (all.hasNext()) {
        var one = all.next();
        waitFor(StoredCustomer.unpack(one.key.get(), purchases, one.value));
      }
    }
    context.schedule(
        Duration.ofSeconds(1), PunctuationType.WALL_CLOCK_TIME, now -> letTimePass(now));
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    heardAt = context.currentSystemTimeMs();
    var timestamp = Instant.ofEpochMilli(record.timestamp());
    Fact fact;
    try {
      fact = FactReading.read(record.key(), record.value(), record.headers(), timestamp);
    } catch (FactReading.UnusableException e) {
      deadLetter(record, e);
      return;
    }
    if (fact instanceof OrderFact order) {
      take(record.key(), order, timestamp, record.headers());
    } else if (fact instanceof Feedback feedback) {
      take(record.key(), feedback, timestamp, record.headers());
    }
  }

  private void take(byte[] id, OrderFact fact, Instant timestamp, Headers headers) {
    var order = fact.order();
    if (!order.isPurchase()) {
      notice(id, fact, timestamp, headers);
      return;
    }
    var known = purchases.get(id, order);
    if (known != null && known.version() >= order.version()) {
      return;
    }
    var purchase = Purchase.of(order);
    change(
        id,
        fact,
        timestamp,
        headers,
        (customer, at) -> {
          // Not before: what time does until then it does without the fact.
          purchases.put(id, order, purchase);
          customer.take(order.paidAt(), known, purchase, at);
        });
  }

  /** Until an order is paid, it changes no figure: it only makes its customer known. */
  private void notice(byte[] id, Fact fact, Instant timestamp, Headers headers) {
    if (customers.get(Bytes.wrap(id)) == null) {
      change(id, fact, timestamp, headers, (customer, at) -> {});
    }
  }

  private void take(byte[] id, Feedback feedback, Instant timestamp, Headers headers) {
    var known = ratings.get(id, feedback);
    if (known != null && known.version() >= feedback.version()) {
      return;
    }
    var rating = Rating.of(feedback);
    change(
        id,
        feedback,
        timestamp,
        headers,
        (customer, at) -> {
          ratings.put(id, feedback, rating);
          if (known != null && known.isRated()) {
            customer.rateAnew(ratings.rated(id));
          } else if (rating.isRated()) {
            customer.rate(rating);
          }
        });
  }

  private interface Change {
    void make(StoredCustomer customer, Instant at);
  }

  private void change(byte[] id, Fact fact, Instant timestamp, Headers headers, Change change) {
    var key = Bytes.wrap(id);
    var packed = customers.get(key);
    var customer =
        packed == null
            ? StoredCustomer.unknown(id, purchases)
            : StoredCustomer.unpack(id, purchases, packed);
    var course = new Course(id, customer);
    var at = later(later(timestamp, fact.occurredAt()), customer.asOf());
    course.advance(at);
    change.make(customer, at);
    course.assess(at, () -> FactReading.cause(headers), fact.givesBack());
    finish(key, course);
  }

  private void finish(Bytes key, Course course) {
    customers.put(key, course.customer.packed());
    waitFor(course.customer);
    course.tell();
  }

  private static Instant later(Instant one, Instant other) {
    return other != null && other.isAfter(one) ? other : one;
  }

  private void waitFor(StoredCustomer customer) {
    var next = customer.nextChangeAt();
    nobodyIsDueBefore = next != null && next.isBefore(nobodyIsDueBefore) ? next : nobodyIsDueBefore;
  }

  /** While there are records to be read, time passes as they do. */
  private void letTimePass(long now) {
    long to =
        now - heardAt > QUIET.toMillis() ? now - LATE.toMillis() : context.currentStreamTimeMs();
    letTimePass(Instant.ofEpochMilli(to));
  }

  /** Looks at everybody, but only when somebody is due. */
  private void letTimePass(Instant to) {
    if (nobodyIsDueBefore.isAfter(to)) {
      return;
    }
    nobodyIsDueBefore = Instant.MAX;
    var due = new ArrayList<Bytes>();
    try (var all = customers.all()) {
      while (all.hasNext()) {
        var one = all.next();
        var customer = StoredCustomer.unpack(one.key.get(), purchases, one.value);
        if (customer.nextChangeAt() != null && !customer.nextChangeAt().isAfter(to)) {
          due.add(one.key);
        } else {
          waitFor(customer);
        }
      }
    }
    for (var key : due) {
      var course =
          new Course(key.get(), StoredCustomer.unpack(key.get(), purchases, customers.get(key)));
      course.advance(to);
      finish(key, course);
    }
  }

  /** One customer on the way from one standing to the next. */
  private final class Course {
    private final byte[] id;
    private final StoredCustomer customer;
    private final Assessment before;
    private final long sequenceBefore;
    private Instant recordedAt;
    private String name;

    private Course(byte[] id, StoredCustomer customer) {
      this.id = id;
      this.customer = customer;
      this.before = customer.assessment();
      this.sequenceBefore = customer.sequence();
    }

    private void advance(Instant to) {
      while (customer.nextChangeAt() != null && !customer.nextChangeAt().isAfter(to)) {
        assess(customer.nextChangeAt(), () -> Cause.timePassed(null), false);
      }
    }

    private void assess(Instant at, Supplier<Cause> cause, boolean givesBack) {
      var until = customer.assessment();
      long sequence = customer.sequence();
      customer.pass(at);
      var verdict = customer.assess(at, givesBack);
      for (var move : verdict.moves()) {
        tell(
            TIER_CHANGES,
            StandingJson.tierChanged(
                name(), ++sequence, move, until, customer.assessment(), cause.get(), recordedAt()));
      }
      if (verdict.risk() != null) {
        tell(
            TIER_CHANGES,
            StandingJson.atRisk(
                name(),
                sequence,
                customer.tier(),
                verdict.risk(),
                customer.assessment(),
                cause.get(),
                recordedAt()));
      }
    }

    private void tell() {
      if (customer.sequence() != sequenceBefore || isDifferent(before, customer.assessment())) {
        tell(CUSTOMER_SEGMENTS, StandingJson.assessed(name(), customer, recordedAt()));
      }
    }

    private void tell(String child, CloudEvent event) {
      context.forward(
          new Record<>(id, event.data(), event.time().toEpochMilli(), event.toHeaders()), child);
    }

    private String name() {
      name = name == null ? new String(id, StandardCharsets.UTF_8) : name;
      return name;
    }

    private Instant recordedAt() {
      recordedAt = recordedAt == null ? Instant.now().truncatedTo(ChronoUnit.MICROS) : recordedAt;
      return recordedAt;
    }
  }

  private static boolean isDifferent(Assessment before, Assessment after) {
    return before == null
        || !Objects.equals(before.scores(), after.scores())
        || before.lifecycle() != after.lifecycle();
  }

  private void deadLetter(Record<byte[], byte[]> record, FactReading.UnusableException reason) {
    record
        .headers()
        .add(REASON_HEADER, String.valueOf(reason.getMessage()).getBytes(StandardCharsets.UTF_8));
    context.forward(record, DEAD_LETTERS);
  }
}
