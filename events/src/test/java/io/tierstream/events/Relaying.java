package io.tierstream.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tierstream.embedded.Infrastructure;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;

/** A service's outbox, its relays and what subscribers read, as the relay's tests need them. */
final class Relaying implements AutoCloseable {

  private static final AtomicInteger SERVICES = new AtomicInteger();

  static {
    // Generous, since a busy machine shall not make a test fail; what must be quick says so itself.
    Awaitility.setDefaultTimeout(Duration.ofSeconds(40));
  }

  private final Infrastructure infrastructure;
  private final DataSource dataSource;
  private final List<AutoCloseable> opened = new ArrayList<>();
  final String service = "service-" + SERVICES.incrementAndGet();
  final Topics topics;

  Relaying(Infrastructure infrastructure, DataSource dataSource) {
    this.infrastructure = infrastructure;
    this.dataSource = dataSource;
    this.topics = new Topics(infrastructure.topicPrefix());
    sql("TRUNCATE outbox, relay_lease");
    sql("DROP TRIGGER IF EXISTS refuse ON outbox");
  }

  /** A relay and what it counted. */
  record Relay(OutboxRelay relay, MeterRegistry registry) implements AutoCloseable {
    int sent() {
      return (int) registry.get("tierstream.outbox.sent").counter().count();
    }

    int unsent() {
      return (int) registry.get("tierstream.outbox.unsent").gauge().value();
    }

    int failures() {
      return (int) registry.get("tierstream.outbox.failures").counter().count();
    }

    @Override
    public void close() {
      relay.close();
    }
  }

  /** How the tests' relays differ from the usual. */
  record Settings(int portion, Duration pollInterval, Duration lease, Duration retention)
      implements OutboxConfig, OutboxConfig.Relay {

    static Settings usual() {
      return new Settings(100, Duration.ofHours(1), Duration.ofSeconds(3), Duration.ofDays(1));
    }

    Settings withLease(Duration lease) {
      return new Settings(portion, pollInterval, lease, retention);
    }

    Settings withPortion(int portion) {
      return new Settings(portion, pollInterval, lease, retention);
    }

    @Override
    public Relay relay() {
      return this;
    }

    @Override
    public boolean enabled() {
      return true;
    }

    @Override
    public long portionBytes() {
      return 8L << 20;
    }

    @Override
    public Duration pace() {
      return Duration.ofMillis(1);
    }

    @Override
    public Duration sendTimeout() {
      return Duration.ofSeconds(1);
    }

    @Override
    public Duration minBackOff() {
      return Duration.ofMillis(50);
    }

    @Override
    public Duration maxBackOff() {
      return Duration.ofMillis(200);
    }

    @Override
    public Duration deletionInterval() {
      return Duration.ofSeconds(1);
    }
  }

  Relay relay() {
    return relay(Settings.usual(), ShiftedClock.by(Duration.ZERO));
  }

  Relay relay(OutboxConfig config, Clock clock) {
    return relay(config, clock, topics);
  }

  Relay relay(OutboxConfig config, Clock clock, Topics topics) {
    var registry = new SimpleMeterRegistry();
    Map<String, Object> kafka = new HashMap<>();
    kafka.put("bootstrap.servers", infrastructure.bootstrapServers());
    var relay =
        new Relay(
            new OutboxRelay(service, config, dataSource, kafka, topics, clock, registry), registry);
    opened.add(relay);
    relay.relay().start();
    return relay;
  }

  /** A subscriber of {@code topic} from now on. */
  TopicReader subscriber(String topic) {
    var subscriber = TopicReader.fromEnd(infrastructure, topic);
    opened.add(subscriber);
    return subscriber;
  }

  Admin admin() {
    var admin = Admin.create(Map.of("bootstrap.servers", infrastructure.bootstrapServers()));
    opened.add(admin);
    return admin;
  }

  /** Ids {@code <prefix>0 … <prefix><count-1>}, in the order in which they are appended. */
  static List<String> ids(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }

  /** One record per id on {@code topic}, in one transaction, on the keys C-0 to C-4 in turns. */
  void append(String topic, List<String> ids) throws SQLException {
    append(
        IntStream.range(0, ids.size())
            .mapToObj(i -> record(topic, null, "C-" + i % 5, ids.get(i)))
            .toList());
  }

  void append(List<OutboxRecord> records) throws SQLException {
    try (var connection = infrastructure.connect()) {
      connection.setAutoCommit(false);
      OutboxTable.insert(connection, records, null);
      connection.commit();
    }
  }

  static OutboxRecord record(String topic, Integer partition, String key, String id) {
    var at = Instant.parse("2011-06-01T10:00:00.123Z");
    return new OutboxRecord(
        topic,
        partition,
        key,
        at,
        new CloudEvent(
            id,
            "test-service",
            "io.tierstream.order.paid.v1",
            at,
            "O-1",
            null,
            null,
            ("{\"id\":\"" + id + "\"}").getBytes(UTF_8)));
  }

  /** The figure that {@code query} answers. */
  long figure(String query) {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  void sql(String sql) {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  long unsent() {
    return figure("SELECT count(*) FROM outbox WHERE sent_at IS NULL");
  }

  @Override
  public void close() throws Exception {
    for (var each : opened) {
      each.close();
    }
  }
}
