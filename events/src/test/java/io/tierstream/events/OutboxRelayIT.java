package io.tierstream.events;

import static io.tierstream.events.Relaying.ids;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.events.Relaying.Settings;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class OutboxRelayIT {

  @InjectInfrastructure Infrastructure infrastructure;
  @Inject AgroalDataSource dataSource;

  private Relaying relaying;

  @BeforeEach
  void open() {
    relaying = new Relaying(infrastructure, dataSource);
  }

  @AfterEach
  void close() throws Exception {
    relaying.close();
  }

  @Test
  void everythingIsSentOnceAndInOrderPerKey() throws Exception {
    var subscriber = relaying.subscriber(Topics.ORDERS);
    var ids = ids("a-", 1_050);
    relaying.append(Topics.ORDERS, ids.subList(0, 1_000));
    var relay = relaying.relay();
    relaying.append(Topics.ORDERS, ids.subList(1_000, 1_050));

    var records = subscriber.await(ids.size());

    assertThat(records).extracting(TopicReader::id).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(records.stream().collect(Collectors.groupingBy(TopicReader::key)))
        .hasSize(5)
        .allSatisfy(
            (key, ofKey) ->
                assertThat(ofKey)
                    .extracting(r -> Integer.valueOf(TopicReader.id(r).substring(2)))
                    .isSorted());
    await().until(() -> relaying.unsent() == 0);
    assertThat(relay.sent()).isEqualTo(ids.size());
  }

  @Test
  void aRecordArrivesAsItWasAppended() throws Exception {
    var subscriber = relaying.subscriber(Topics.ORDERS);
    var event =
        new CloudEvent(
            "0197-1",
            "test-service",
            "io.tierstream.order.paid.v1",
            Instant.parse("2011-06-01T10:00:00.123456Z"),
            "O-1",
            "job-1",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "{\"channel\":\"网店\"}".getBytes(UTF_8));
    var at = Instant.parse("2010-12-01T08:26:00.789Z");
    relaying.relay();
    relaying.append(List.of(OutboxRecord.byKey(Topics.ORDERS, "C-42", at, event)));

    var record = subscriber.await(1).get(0);

    assertThat(CloudEvent.from(record)).isEqualTo(event);
    assertThat(TopicReader.key(record)).isEqualTo("C-42");
    assertThat(record.timestamp()).isEqualTo(at.toEpochMilli());
    assertThat(record.partition())
        .as("the partition of the key, as every other producer has it")
        .isEqualTo(Utils.toPositive(Utils.murmur2(record.key())) % 12);
  }

  @Test
  void anExplicitPartitionGoesBeforeTheKeys() throws Exception {
    var subscriber = relaying.subscriber(Topics.ORDERS);
    relaying.relay();
    relaying.append(
        List.of(
            Relaying.record(Topics.ORDERS, 3, "job-1", "to-3"),
            Relaying.record(Topics.ORDERS, 11, "job-1", "to-11")));

    assertThat(subscriber.await(2))
        .extracting(r -> TopicReader.id(r) + "@" + r.partition())
        .containsExactlyInAnyOrder("to-3@3", "to-11@11");
  }

  @Test
  void aCommitWakesTheRelay() throws Exception {
    var subscriber = relaying.subscriber(Topics.ORDERS);
    var relay = relaying.relay(Settings.usual().withLease(Duration.ofHours(1)), machineTime());
    relaying.append(Topics.ORDERS, ids("first-", 1));
    subscriber.await(1);
    await().until(() -> relay.sent() == 1);

    relaying.append(Topics.ORDERS, ids("second-", 1));

    // It polls once an hour only.
    await().atMost(Duration.ofSeconds(5)).until(() -> relay.sent() == 2);
  }

  @Test
  void aRowThatCommitsAfterOneWithAHigherIdIsNotPassedOver() throws Exception {
    var subscriber = relaying.subscriber(Topics.ORDERS);
    relaying.relay();
    try (var slow = infrastructure.connect()) {
      slow.setAutoCommit(false);
      OutboxTable.insert(slow, List.of(Relaying.record(Topics.ORDERS, null, "C-1", "slow")), null);
      relaying.append(Topics.ORDERS, List.of("fast"));
      assertThat(subscriber.await(1)).extracting(TopicReader::id).containsExactly("fast");
      slow.commit();
    }

    assertThat(subscriber.await(2)).extracting(TopicReader::id).containsExactly("fast", "slow");
  }

  @Test
  void aCrashBetweenSendAndMarkRepeatsTheSameIds() throws Exception {
    var subscriber = relaying.subscriber(Topics.ORDERS);
    var ids = ids("b-", 10);
    failMarks();
    var first = relaying.relay();
    relaying.append(Topics.ORDERS, ids);
    await().until(() -> first.sent() == 10);
    first.close();
    assertThat(relaying.unsent()).isEqualTo(10);
    succeedMarks();

    relaying.relay();

    var repeated = subscriber.await(20);
    assertThat(repeated.subList(0, 10))
        .extracting(TopicReader::id)
        .containsExactlyInAnyOrderElementsOf(ids);
    assertThat(repeated.subList(10, 20))
        .extracting(TopicReader::id)
        .containsExactlyInAnyOrderElementsOf(ids);
    await().until(() -> relaying.unsent() == 0);
  }

  @Test
  void aMarkThatFailsIsMadeUpForWithoutSendingAgain() throws Exception {
    var subscriber = relaying.subscriber(Topics.ORDERS);
    failMarks();
    var relay = relaying.relay();
    relaying.append(Topics.ORDERS, ids("c-", 10));
    await().until(() -> relay.sent() == 10);
    succeedMarks();
    await().until(() -> relaying.unsent() == 0);
    relaying.append(Topics.ORDERS, ids("last-", 1));

    assertThat(subscriber.await(11)).hasSize(11);
    assertThat(relay.sent()).isEqualTo(11);
  }

  @Test
  void marksThatFailInABacklogAreMadeUpForWithoutSendingAgain() throws Exception {
    var subscriber = relaying.subscriber(Topics.ORDERS);
    var ids = ids("p-", 1_000);
    relaying.append(Topics.ORDERS, ids);
    failMarks();
    var relay = relaying.relay();
    await().until(() -> relay.sent() == Settings.usual().portion());
    succeedMarks();

    var records = subscriber.await(ids.size());
    await().until(() -> relaying.unsent() == 0);

    assertThat(relay.sent()).isEqualTo(ids.size());
    assertThat(records).extracting(TopicReader::id).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(records.stream().collect(Collectors.groupingBy(TopicReader::key)))
        .allSatisfy(
            (key, ofKey) ->
                assertThat(ofKey)
                    .extracting(r -> Integer.valueOf(TopicReader.id(r).substring(2)))
                    .isSorted());
  }

  @Test
  void oneOfTwoRelaysSendsAndTheOtherFollowsWhenItStops() throws Exception {
    var subscriber = relaying.subscriber(Topics.ORDERS);
    var settings = Settings.usual().withLease(Duration.ofMinutes(10));
    var first = relaying.relay(settings, machineTime());
    relaying.append(Topics.ORDERS, ids("d-", 1));
    await().until(() -> first.sent() == 1);
    var second = relaying.relay(settings, machineTime());
    for (int i = 1; i <= 5; i++) {
      relaying.append(Topics.ORDERS, ids("d" + i + "-", 10));
    }
    await().until(() -> relaying.unsent() == 0);
    assertThat(first.sent()).isEqualTo(51);
    assertThat(second.sent()).isZero();

    first.close();
    relaying.append(Topics.ORDERS, ids("e-", 10));

    await().until(() -> second.sent() == 10);
    assertThat(subscriber.await(61)).extracting(TopicReader::id).doesNotHaveDuplicates();
  }

  @Test
  void theLeaseOfOneThatDiedIsTakenOverAtOnce() throws Exception {
    relaying.sql(
        "INSERT INTO relay_lease VALUES ('%s', 'one that died', '%s', '1@1.5')"
            .formatted(relaying.service, machineTime().instant().plus(Duration.ofHours(1))));
    relaying.append(Topics.ORDERS, ids("r-", 1));

    var relay = relaying.relay();

    await().until(() -> relay.sent() == 1);
  }

  @Test
  void aLeaseIsTakenOverWhenItEnds() throws Exception {
    var now = machineTime().instant();
    var end = now.plusSeconds(3);
    relaying.sql(
        "INSERT INTO relay_lease VALUES ('%s', 'one of an earlier release', '%s', NULL)"
            .formatted(relaying.service, end));
    relaying.append(Topics.ORDERS, ids("f-", 1));
    var relay = relaying.relay();

    await()
        .pollInterval(Duration.ofMillis(20))
        .until(
            () -> {
              var sent = relay.sent() == 1;
              assertThat(sent && machineTime().instant().isBefore(end))
                  .as("sent before the end of the other's lease")
                  .isFalse();
              return sent;
            });
  }

  @Test
  void aRelayPastItsLeaseIsFencedByItsSuccessor() throws Exception {
    var subscriber = relaying.subscriber(Topics.ORDERS);
    var settings = Settings.usual().withLease(Duration.ofMinutes(1));
    // Its clock stands still, so it holds its lease for valid for ever.
    var stale = relaying.relay(settings, Clock.fixed(machineTime().instant(), ZoneOffset.UTC));
    relaying.append(Topics.ORDERS, ids("g-", 1));
    await().until(() -> stale.sent() == 1);
    var epoch = transactionalEpoch();
    var successor = relaying.relay(settings, ShiftedClock.by(Duration.ofHours(1)));
    await().until(() -> transactionalEpoch() != epoch);

    for (int i = 1; i <= 5; i++) {
      relaying.append(Topics.ORDERS, ids("g" + i + "-", 10));
    }

    await().until(() -> successor.sent() == 50);
    assertThat(stale.sent()).isEqualTo(1);
    assertThat(subscriber.await(51)).extracting(TopicReader::id).doesNotHaveDuplicates();
  }

  @Test
  void aTopicThatIsMissingHoldsTheRowsUntilItIsThere() throws Exception {
    var elsewhere = new Topics(infrastructure.topicPrefix() + "late-");
    var relay = relaying.relay(Settings.usual(), machineTime(), elsewhere);
    relaying.append(Topics.ORDERS, ids("h-", 3));
    await().until(() -> relay.failures() >= 2);
    assertThat(relay.unsent()).isEqualTo(3);
    assertThat(relay.sent()).isZero();

    relaying
        .admin()
        .createTopics(List.of(new NewTopic(elsewhere.name(Topics.ORDERS), 12, (short) 1)))
        .all()
        .get();

    await().atMost(Duration.ofSeconds(30)).until(() -> relay.sent() == 3);
    await().until(() -> relaying.unsent() == 0);
  }

  @Test
  void whatWasSentLongAgoIsDeleted() throws Exception {
    relaying.append(Topics.ORDERS, ids("old-", 6_000));
    relaying.append(Topics.ORDERS, ids("new-", 5));
    relaying.sql("UPDATE outbox SET sent_at = '2001-01-01T00:00:00Z' WHERE event_id LIKE 'old-%'");

    relaying.relay();

    await().until(() -> relaying.figure("SELECT count(*) FROM outbox") == 5);
    await().until(() -> relaying.unsent() == 0);
    assertThat(relaying.figure("SELECT count(*) FROM outbox WHERE event_id LIKE 'new-%'"))
        .isEqualTo(5);
  }

  @Test
  void manyLargeEventsAreSentPortionByPortion() throws Exception {
    var subscriber = relaying.subscriber(Topics.ORDERS);
    var data = new byte[Outbox.MAX_DATA_BYTES];
    Arrays.fill(data, (byte) ' ');
    var at = Instant.parse("2011-06-01T10:00:00Z");
    var large =
        ids("large-", 20).stream()
            .map(
                id ->
                    OutboxRecord.byKey(
                        Topics.ORDERS,
                        "C-1",
                        at,
                        new CloudEvent(id, "s", "t", at, "O-1", null, null, data)))
            .toList();
    relaying.append(large);

    relaying.relay();

    assertThat(subscriber.await(20))
        .extracting(TopicReader::id)
        .containsExactlyElementsOf(ids("large-", 20));
  }

  private static Clock machineTime() {
    return ShiftedClock.by(Duration.ZERO);
  }

  private int transactionalEpoch() throws Exception {
    var id = relaying.topics.name(relaying.service + "-relay");
    return relaying.admin().describeTransactions(List.of(id)).description(id).get().producerEpoch();
  }

  private void failMarks() {
    relaying.sql(
        """
        CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'no mark today'; END $$;
        CREATE TRIGGER refuse BEFORE UPDATE ON outbox EXECUTE FUNCTION refuse();
        """);
  }

  private void succeedMarks() {
    relaying.sql("DROP TRIGGER refuse ON outbox");
  }
}
