package io.tierstream.segmentation.messaging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.MICROS;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.RecordHeaderBytes;
import io.tierstream.segmentation.messaging.Shop.Sale;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Effects stay exactly once while the broker, the database or an owner goes away. */
@QuarkusTest
@TestProfile(SmallPollsProfile.class)
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class PipelineFaultsIT {

  private static final Duration LONG = Duration.ofSeconds(90);

  @InjectInfrastructure Infrastructure infrastructure;
  @Inject FactsPipeline pipeline;
  @Inject KafkaClientService clients;

  private final String customer = "C-" + UUID.randomUUID();
  private final Instant now = Instant.now().truncatedTo(MICROS);
  private Shop shop;

  @BeforeEach
  void open() throws Exception {
    shop = new Shop(infrastructure);
    hurryTheGroup();
    // Something was folded, so the numbers are owned.
    emit(0);
    await().atMost(LONG).until(() -> !shop.tierChanges(customer).isEmpty());
  }

  @AfterEach
  void close() {
    shop.close();
  }

  /** By which protocol the consumers are to be members of their group. */
  GroupProtocol protocol() {
    return GroupProtocol.CLASSIC;
  }

  /** By the newer protocol members hear of changes as often as they beat: the broker says how. */
  private void hurryTheGroup() throws Exception {
    var group = new ConfigResource(ConfigResource.Type.GROUP, infrastructure.topic("segmentation"));
    var often = new ConfigEntry("consumer.heartbeat.interval.ms", "500");
    try (var admin = admin()) {
      admin
          .incrementalAlterConfigs(
              Map.of(group, List.of(new AlterConfigOp(often, AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }

  @Test
  void bothConsumersAreMembersByTheProtocolThatIsSet() throws Exception {
    await().atMost(LONG).until(() -> ask("SELECT count(DISTINCT owner) FROM ownership") == 2);
    assertThat(ask("SELECT count(*) FROM ownership")).isEqualTo(Shop.PARTITIONS);
    assertThat(group().type().name()).isEqualTo(protocol().name());
    assertThat(group().members()).hasSize(2);
    assertThat(group().partitionAssignor()).isEqualTo("range");
  }

  @Test
  void membersThatJoinAndLeaveUnderLoadLoseNothingAndDoubleNothing() throws Exception {
    var customers = Stream.generate(() -> "C-" + UUID.randomUUID()).limit(12).toList();
    var emitted = 0;
    // By either protocol, as while instances are changed one after the other.
    for (var guests : GroupProtocol.values()) {
      for (var until = emitted + 4; emitted < until; emitted++) {
        emitToAll(customers, emitted);
      }
      try (var guest = new Guest(infrastructure, guests)) {
        guest.join();
        for (var until = emitted + 4; emitted < until; emitted++) {
          emitToAll(customers, emitted);
        }
        // What an instance does with what it is given.
        change("UPDATE ownership SET epoch = epoch + 1 WHERE partition IN " + guest.numbers());
      }
    }
    for (var each : customers) {
      expectAll(each, emitted);
    }
  }

  private void emitToAll(List<String> customers, int order) {
    customers.forEach(each -> emit(each, order));
  }

  @Test
  void whileTheDatabaseIsAwayLittleWaitsInTheProcessWhichStaysAMember() throws Exception {
    await().atMost(LONG).until(() -> ask("SELECT count(DISTINCT owner) FROM ownership") == 2);
    var members = members();
    var epochs = ask("SELECT sum(epoch) FROM ownership");
    infrastructure.postgres().kill();
    var customers = Stream.generate(() -> "C-" + UUID.randomUUID()).limit(100).toList();
    try {
      for (var order = 0; order < 100; order++) {
        for (var each : customers) {
          shop.emitSoon(Sale.paid(each, "O-" + order, "1.00", now.plusMillis(order)));
        }
      }
      shop.flush();
      await().atMost(LONG).until(this::everythingIsPaused);
      // Longer than a consumer may be silent, so it is known that it isn't.
      await()
          .during(SmallPollsProfile.MAX_POLL_INTERVAL.plusSeconds(1))
          .atMost(LONG)
          .until(() -> everythingIsPaused() && waiting() <= SmallPollsProfile.MOST_WAITING);
      assertThat(waiting()).isPositive();
      assertThat(members()).isEqualTo(members);
    } finally {
      infrastructure.postgres().restart();
    }
    for (var each : customers) {
      await()
          .atMost(LONG)
          .ignoreExceptions()
          .until(() -> figure(each, "frequency") == 100 && figure(each, "monetary") == 100);
      assertThat(applications(each)).isEqualTo(100);
    }
    assertThat(ask("SELECT sum(epoch) FROM ownership")).isEqualTo(epochs);
  }

  private boolean everythingIsPaused() {
    return FactsPipeline.CHANNELS.stream()
        .map(channel -> clients.<byte[], byte[]>getConsumer(channel))
        .allMatch(
            consumer ->
                consumer
                    .paused()
                    .await()
                    .atMost(LONG)
                    .equals(consumer.getAssignments().await().atMost(LONG)));
  }

  /** How many offsets were polled and aren't folded yet. */
  private long waiting() {
    long waiting = 0;
    for (var channel : FactsPipeline.CHANNELS) {
      var polled = clients.<byte[], byte[]>getConsumer(channel).getPositions().await().atMost(LONG);
      for (var folded : pipeline.worker(channel).owned().positions().entrySet()) {
        waiting += polled.get(folded.getKey()) - folded.getValue();
      }
    }
    return waiting;
  }

  private Set<String> members() throws Exception {
    return group().members().stream().map(MemberDescription::consumerId).collect(toSet());
  }

  private Admin admin() {
    return Admin.create(
        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, infrastructure.bootstrapServers()));
  }

  private ConsumerGroupDescription group() throws Exception {
    var group = infrastructure.topic("segmentation");
    try (var admin = admin()) {
      return admin.describeConsumerGroups(List.of(group)).all().get().get(group);
    }
  }

  @Test
  void aKilledDatabaseLosesNothingAndDoublesNothing() {
    emit(1);
    infrastructure.postgres().kill();
    try {
      IntStream.range(2, 20).forEach(this::emit);
    } finally {
      infrastructure.postgres().restart();
    }
    expectAll(20);
  }

  @Test
  void aSweepThatFailsIsWarnedOf() {
    var warnings = new Warnings();
    var logger = Logger.getLogger(FactsWorker.class.getName());
    logger.addHandler(warnings);
    infrastructure.postgres().kill();
    try {
      await()
          .atMost(LONG)
          .until(() -> warnings.said.stream().anyMatch(said -> said.contains("can be swept")));
    } finally {
      logger.removeHandler(warnings);
      infrastructure.postgres().restart();
    }
    emit(1);
    await().atMost(LONG).ignoreExceptions().until(() -> applications(customer) == 2);
  }

  /** What is warned of. */
  private static final class Warnings extends Handler {

    private final List<String> said = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord logged) {
      if (logged.getLevel().intValue() >= Level.WARNING.intValue()) {
        said.add(logged.getMessage());
      }
    }

    @Override
    public void flush() {
      // nothing is held back
    }

    @Override
    public void close() {
      // nothing is open
    }
  }

  @Test
  void whatTheDatabaseRefusesIsADeadLetterAsItCameAndItsNeighboursAreFolded() throws SQLException {
    var refused = "C-" + UUID.randomUUID();
    change("ALTER TABLE standing ADD CONSTRAINT c CHECK (customer_id <> '" + refused + "')");
    try {
      emit(refused, 1);
      IntStream.range(1, 10).forEach(this::emit);
      expectAll(10);
      await().atMost(LONG).until(() -> records("orders.segmentation.dlq", refused).size() == 1);
    } finally {
      change("ALTER TABLE standing DROP CONSTRAINT c");
    }
    var original = records("orders", refused).get(0);
    var letter = records("orders.segmentation.dlq", refused).get(0);
    assertThat(letter.value()).isEqualTo(original.value());
    assertThat(letter.headers()).contains(original.headers().toArray());
    assertThat(letter.headers().lastHeader("dead-letter-reason").value())
        .asString()
        .isEqualTo("REFUSED_BY_DATABASE");
    assertThat(letter.headers().lastHeader("dead-letter-offset").value())
        .asString()
        .isEqualTo(Long.toString(original.offset()));
  }

  private List<ConsumerRecord<byte[], byte[]>> records(String topic, String customer) {
    return shop.read(topic).stream()
        .filter(record -> customer.equals(new String(record.key(), UTF_8)))
        .toList();
  }

  @Test
  void aKilledBrokerLosesNothingAndDoublesNothing() {
    IntStream.range(1, 10).forEach(this::emit);
    infrastructure.kafka().kill();
    infrastructure.kafka().restart();
    IntStream.range(10, 20).forEach(this::emit);
    expectAll(20);
  }

  @Test
  void aSupersededOwnerWritesNothingAndTheNumberIsTakenAnew() throws SQLException {
    var epoch = ask("SELECT epoch FROM ownership WHERE partition = " + number());
    // What another instance does when the group gives it the number.
    change("UPDATE ownership SET epoch = epoch + 1 WHERE partition = " + number());
    IntStream.range(1, 20).forEach(this::emit);
    expectAll(20);
    assertThat(ask("SELECT epoch FROM ownership WHERE partition = " + number()))
        .isGreaterThan(epoch + 1);
  }

  @Test
  void whatAPredecessorCommittedAndDidNotPublishIsPublishedBeforeAnythingElse()
      throws SQLException {
    var left = leaveUnpublished();
    emit(1);
    await().atMost(LONG).until(() -> shop.of(customer, "tier-changes").size() >= 2);
    assertThat(shop.of(customer, "tier-changes").get(1).path("left").asText()).isEqualTo(left);
    await()
        .atMost(LONG)
        .until(() -> ask("SELECT count(*) FROM publication WHERE partition = " + number()) == 0);
  }

  @Test
  void aSupersededOwnerNoticesWhileNothingHappens() throws SQLException {
    var left = leaveUnpublished();
    await().atMost(LONG).until(() -> shop.of(customer, "tier-changes").size() == 2);
    assertThat(shop.of(customer, "tier-changes").get(1).path("left").asText()).isEqualTo(left);
  }

  /** As after a crash between commit and send: a row above the mark, and nobody who owns it. */
  private String leaveUnpublished() throws SQLException {
    await()
        .atMost(LONG)
        .until(() -> ask("SELECT count(*) FROM publication WHERE partition = " + number()) == 0);
    var left = "left-" + UUID.randomUUID();
    var event = Shop.event("tier.changed.v1", customer, now, null, "{\"left\":\"" + left + "\"}");
    try (var connection = infrastructure.connect()) {
      connection.setAutoCommit(false);
      try (var insert =
          connection.prepareStatement(
              "INSERT INTO publication SELECT ?, published + 1, ?, ?::timestamptz, ?, ?, ?"
                  + " FROM ownership WHERE partition = ?")) {
        insert.setInt(1, number());
        insert.setString(2, infrastructure.topic("tier-changes"));
        insert.setString(3, now.toString());
        insert.setBytes(4, customer.getBytes(UTF_8));
        insert.setBytes(5, RecordHeaderBytes.write(event.toHeaders()));
        insert.setBytes(6, event.data());
        insert.setInt(7, number());
        insert.executeUpdate();
      }
      try (var update =
          connection.prepareStatement(
              "UPDATE ownership SET epoch = epoch + 1 WHERE partition = ?")) {
        update.setInt(1, number());
        update.executeUpdate();
      }
      connection.commit();
    }
    return left;
  }

  /** Each order lifts the sum; with its refund in between the tier moves up and down. */
  private void emit(int order) {
    emit(customer, order);
  }

  private void emit(String customer, int order) {
    var sale = Sale.paid(customer, "O-" + order, "700.00", now.plusMillis(order));
    shop.emit(sale);
    if (order % 4 == 3) {
      shop.emit(sale.refunded("700.00", now.plusMillis(order)));
    }
  }

  private void expectAll(int orders) {
    expectAll(customer, orders);
  }

  private void expectAll(String customer, int orders) {
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(
            () ->
                applications(customer) == orders + orders / 4
                    && shop.sequences(customer).size()
                        == ask(
                            "SELECT sequence FROM standing WHERE customer_id = '"
                                + customer
                                + "'"));
    var sequences = shop.sequences(customer);
    assertThat(sequences)
        .isEqualTo(IntStream.rangeClosed(1, sequences.size()).boxed().toList())
        .hasSizeGreaterThan(2);
    var kept = orders - orders / 4;
    assertThat(figure(customer, "frequency")).isEqualTo(kept);
    assertThat(figure(customer, "monetary")).isEqualTo(kept * 700L);
  }

  private long applications(String customer) throws SQLException {
    return ask("SELECT count(*) FROM application WHERE customer_id = '" + customer + "'");
  }

  private long figure(String customer, String column) {
    try {
      return ask("SELECT " + column + " FROM standing WHERE customer_id = '" + customer + "'");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private int number() {
    return Shop.number(customer);
  }

  private long ask(String sql) throws SQLException {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  private void change(String sql) throws SQLException {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }
}
