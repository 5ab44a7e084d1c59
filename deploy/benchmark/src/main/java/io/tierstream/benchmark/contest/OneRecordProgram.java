package io.tierstream.benchmark.contest;

import io.tierstream.segmentation.domain.Fact;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.FeedbackBook;
import io.tierstream.segmentation.domain.KnownFeedback;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.OrderStatus;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.hibernate.tool.schema.Action;

/**
 * What most write first: for each record a transaction that finds the customer, keeps the order,
 * counts anew by a query, and moves the position. Lets no time pass without a fact, and tells
 * nobody but the table of tier changes.
 */
final class OneRecordProgram {

  private static final int THREADS = 2;
  private static final int AT_ONCE = 500;

  private static final List<OrderStatus> QUALIFYING =
      List.of(OrderStatus.PAID, OrderStatus.PARTIALLY_REFUNDED);

  private static final String COUNT =
      """
      select count(o),
        count(o) filter (where o.paidAt > :begin),
        sum(o.total - o.refunded) filter (where o.paidAt > :begin),
        min(o.paidAt) filter (where o.paidAt > :begin),
        max(o.paidAt)
      from OrderEntity o
      where o.customerId = :customer and o.paidAt <= :at
        and o.status in :qualifying and o.refunded < o.total""";

  private static final String RATINGS = "from FeedbackEntity f where f.customerId = :customer";

  private final String bootstrapServers;
  private final SessionFactory sessions;

  private OneRecordProgram(String bootstrapServers, SessionFactory sessions) {
    this.bootstrapServers = bootstrapServers;
    this.sessions = sessions;
  }

  /** Broker, database and user. */
  public static void main(String[] arguments) throws SQLException {
    try (var connection = DriverManager.getConnection(arguments[1], arguments[2], arguments[2]);
        var statement = connection.createStatement()) {
      statement.execute(Positions.TABLE);
    }
    var sessions =
        new HibernatePersistenceConfiguration("one-record")
            .managedClasses(
                CustomerEntity.class,
                OrderEntity.class,
                FeedbackEntity.class,
                TierChangeRowEntity.class)
            .jdbcUrl(arguments[1])
            .jdbcCredentials(arguments[2], arguments[2])
            .jdbcPoolSize(THREADS)
            .schemaToolingAction(Action.CREATE_ONLY)
            .createEntityManagerFactory();
    var program = new OneRecordProgram(arguments[0], sessions);
    for (int thread = 0; thread < THREADS; thread++) {
      int share = thread;
      new Thread(() -> program.run(share), "one-record-" + share).start();
    }
  }

  private void run(int share) {
    try (var consumer = FactsShare.consumer(bootstrapServers, share, THREADS, AT_ONCE)) {
      while (true) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          sessions.inTransaction(session -> take(session, record));
        }
      }
    }
  }

  private static void take(Session session, ConsumerRecord<byte[], byte[]> record) {
    var timestamp = Instant.ofEpochMilli(record.timestamp());
    Fact fact;
    try {
      fact = FactReading.read(record.key(), record.value(), record.headers(), timestamp);
    } catch (FactReading.UnusableException e) {
      throw new IllegalStateException("%s is no fact".formatted(record), e);
    }
    if (fact != null) {
      take(session, record, fact, timestamp);
    }
    session.doWork(
        connection ->
            Positions.move(
                connection,
                new TopicPartition(record.topic(), record.partition()),
                record.offset() + 1));
  }

  private static void take(
      Session session, ConsumerRecord<byte[], byte[]> record, Fact fact, Instant timestamp) {
    var id = new String(record.key(), StandardCharsets.UTF_8);
    var customer = session.find(CustomerEntity.class, id);
    if (customer == null) {
      customer = new CustomerEntity(id);
      session.persist(customer);
    }
    boolean isNews =
        fact instanceof OrderFact order
            ? keep(session, id, order)
            : keep(session, id, (Feedback) fact);
    if (isNews) {
      var at = later(later(timestamp, fact.occurredAt()), customer.asOf);
      assess(session, customer, record, at, fact.givesBack());
    }
  }

  private static boolean keep(Session session, String customer, OrderFact fact) {
    var order = fact.order();
    var known = session.find(OrderEntity.class, order.orderId());
    if (known == null) {
      session.persist(new OrderEntity(customer, order));
    } else if (known.version < order.version()) {
      known.become(order);
    } else {
      return false;
    }
    return true;
  }

  private static boolean keep(Session session, String customer, Feedback feedback) {
    var known = session.find(FeedbackEntity.class, feedback.feedbackId());
    if (known == null) {
      session.persist(new FeedbackEntity(customer, feedback));
    } else if (known.version < feedback.version()) {
      known.become(feedback);
    } else {
      return false;
    }
    return true;
  }

  private static void assess(
      Session session,
      CustomerEntity customer,
      ConsumerRecord<byte[], byte[]> record,
      Instant at,
      boolean givesBack) {
    var counted =
        session
            .createSelectionQuery(COUNT, Object[].class)
            .setParameter("customer", customer.customerId)
            .setParameter("at", at)
            .setParameter("begin", at.minus(KeptFigures.MODEL.window()))
            .setParameter("qualifying", QUALIFYING)
            .getSingleResult();
    var ratings =
        session
            .createSelectionQuery(RATINGS, FeedbackEntity.class)
            .setParameter("customer", customer.customerId)
            .getResultList();
    var satisfaction =
        FeedbackBook.of(ratings.stream().map(one -> new KnownFeedback(one.feedback(), 0)).toList())
            .satisfaction(KeptFigures.MODEL.satisfaction(), at);
    var before = customer.assessment();
    var after =
        new KeptFigures(
                ((Long) counted[0]).intValue(),
                ((Long) counted[1]).intValue(),
                counted[2] == null ? BigDecimal.ZERO : (BigDecimal) counted[2],
                (Instant) counted[4],
                satisfaction,
                satisfaction == null ? null : Integer.valueOf(Fading.score(satisfaction, at)))
            .assessed(at);
    var verdict = TierVerdict.of(customer.tier, customer.belowSince, before, after, givesBack);
    long sequence = customer.sequence;
    var recordedAt = Instant.now().truncatedTo(ChronoUnit.MICROS);
    for (var move : verdict.moves()) {
      sequence++;
      var event =
          StandingJson.tierChanged(
              customer.customerId,
              sequence,
              move,
              before,
              after,
              FactReading.cause(record.headers()),
              recordedAt);
      session.persist(
          new TierChangeRowEntity(
              customer.customerId, sequence, at, new String(event.data(), StandardCharsets.UTF_8)));
    }
    customer.become(
        after,
        verdict,
        KeptFigures.nextChangeAt(
            after,
            null,
            (Instant) counted[3],
            satisfaction == null ? null : Fading.turnsAt(satisfaction, at),
            verdict.belowSince()));
  }

  private static Instant later(Instant one, Instant other) {
    return other != null && other.isAfter(one) ? other : one;
  }
}
