package io.tierstream.events;

import static io.tierstream.events.Relaying.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionalException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The outbox as a service has it: its beans, its transactions, the relay it enables. */
@QuarkusTest
@TestProfile(OutboxIT.RelayEnabled.class)
@WithTestResource(InfrastructureResource.class)
class OutboxIT {

  @InjectInfrastructure Infrastructure infrastructure;
  @Inject AgroalDataSource dataSource;
  @Inject Outbox outbox;
  @Inject Topics topics;

  private TopicReader subscriber;

  /** The one key that a service sets; nobody polls within the test. */
  public static class RelayEnabled implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "tierstream.outbox.relay.enabled", "true",
          "tierstream.outbox.relay.poll-interval", "PT1H");
    }
  }

  @BeforeEach
  void open() {
    subscriber = TopicReader.fromEnd(infrastructure, Topics.ORDERS);
  }

  @AfterEach
  void close() {
    subscriber.close();
  }

  @Test
  void whatCommitsIsSent() {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              outbox.append(record(Topics.ORDERS, null, "C-1", "a-1"));
              outbox.append(
                  record(Topics.ORDERS, null, "C-1", "a-2"),
                  record(Topics.ORDERS, null, "C-1", "a-3"));
            });

    assertThat(subscriber.await(3))
        .extracting(TopicReader::id)
        .containsExactly("a-1", "a-2", "a-3");
  }

  @Test
  void whatRollsBackIsNotSent() {
    assertThatThrownBy(
            () ->
                QuarkusTransaction.requiringNew()
                    .run(
                        () -> {
                          outbox.append(record(Topics.ORDERS, null, "C-1", "rolled back"));
                          throw new IllegalStateException("the use case fails");
                        }))
        .hasMessage("the use case fails");
    QuarkusTransaction.requiringNew()
        .run(() -> outbox.append(record(Topics.ORDERS, null, "C-1", "b-1")));

    assertThat(subscriber.await(1)).extracting(TopicReader::id).containsExactly("b-1");
  }

  @Test
  void whatIsForgottenIsNotSentAndWhatIsSentOfItIsForgottenToo() throws SQLException {
    QuarkusTransaction.requiringNew()
        .run(() -> outbox.append(record(Topics.ORDERS, null, "C-forgotten", "d-1")));
    subscriber.await(1);

    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              outbox.append(
                  record(Topics.ORDERS, null, "C-forgotten", "d-2"),
                  record(Topics.ORDERS, null, "C-1", "d-3"),
                  record(Topics.FEEDBACK, null, "C-forgotten", "of another topic"));
              outbox.forget(Topics.ORDERS, List.of("C-forgotten"));
              outbox.append(record(Topics.ORDERS, null, "C-forgotten", "d-4"));
            });

    assertThat(subscriber.await(3))
        .extracting(TopicReader::id)
        .containsExactlyInAnyOrder("d-1", "d-3", "d-4");
    try (var connection = dataSource.getConnection();
        var rows =
            connection
                .createStatement()
                .executeQuery(
                    "SELECT string_agg(event_id, ' ' ORDER BY id) FROM outbox WHERE key = 'C-forgotten'")) {
      rows.next();
      assertThat(rows.getString(1)).isEqualTo("of another topic d-4");
    }
  }

  @Test
  void withoutATransactionNothingCanBeAppended() {
    assertThatThrownBy(() -> outbox.append(record(Topics.ORDERS, null, "C-1", "c-1")))
        .isInstanceOf(TransactionalException.class);
  }

  @Test
  void whatCouldNeverBeSentIsRefusedInItsTransaction() {
    var at = Instant.EPOCH;
    var tooLarge =
        OutboxRecord.byKey(
            Topics.ORDERS,
            "C-1",
            at,
            new CloudEvent("i", "s", "t", at, "O", null, null, new byte[1_000_001]));
    for (var hopeless :
        List.of(
            record("order", null, "C-1", "no such topic"),
            record(Topics.ORDERS, 12, "C-1", "no such partition"),
            record(Topics.ORDERS, -1, "C-1", "no such partition"),
            tooLarge)) {
      assertThatThrownBy(() -> QuarkusTransaction.requiringNew().run(() -> outbox.append(hopeless)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aMarkerGoesToEveryPartitionInOneCall() {
    var markers =
        IntStream.range(0, topics.partitions(Topics.ORDERS))
            .mapToObj(partition -> record(Topics.ORDERS, partition, "job-1", "m-" + partition))
            .toList();
    QuarkusTransaction.requiringNew().run(() -> outbox.append(markers));

    assertThat(subscriber.await(12))
        .allMatch(record -> TopicReader.id(record).equals("m-" + record.partition()))
        .hasSize(12);
  }

  @Test
  void aFactOfBeforeTheEpochIsSentWithKafkasEarliestTimestamp() {
    var at = Instant.parse("1969-07-20T20:17:40Z");
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                outbox.append(
                    OutboxRecord.byKey(
                        Topics.ORDERS,
                        "C-1",
                        at,
                        new CloudEvent(
                            "d-1", "s", "t", at, "O", null, null, new byte[] {'{', '}'}))));

    var record = subscriber.await(1).get(0);
    assertThat(record.timestamp()).isZero();
    assertThat(CloudEvent.from(record).time()).isEqualTo(at);
  }
}
