package io.tierstream.events;

import static io.tierstream.events.Relaying.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class RelayFaultsIT {

  private static final Duration RECOVERY = Duration.ofSeconds(60);

  @InjectInfrastructure Infrastructure infrastructure;
  @Inject AgroalDataSource dataSource;

  private Relaying relaying;

  @BeforeEach
  void open() {
    relaying = new Relaying(infrastructure, dataSource);
  }

  @AfterEach
  void close() throws Exception {
    if (!infrastructure.kafka().isAlive()) {
      infrastructure.kafka().restart();
    }
    if (!infrastructure.postgres().isAlive()) {
      infrastructure.postgres().restart();
    }
    relaying.close();
  }

  @Test
  void whileTheBrokerIsDownRowsWaitAndAreSentOnceWhenItIsBack() throws Exception {
    var subscriber = relaying.subscriber(Topics.ORDERS);
    var relay = relaying.relay();
    relaying.append(Topics.ORDERS, ids("a-", 10));
    await().until(() -> relay.sent() == 10);

    infrastructure.kafka().kill();
    relaying.append(Topics.ORDERS, ids("b-", 250));
    await().atMost(RECOVERY).until(() -> relay.unsent() == 250);
    infrastructure.kafka().restart();

    await().atMost(RECOVERY).until(() -> relay.sent() == 260);
    await().until(() -> relaying.unsent() == 0);
    assertAllOnceAndInOrderPerKey(subscriber, "a-", 10, "b-", 250);
  }

  @Test
  void aBrokerThatDiesInTheMiddleOfABacklogCostsNoRecordAndNoOrder() throws Exception {
    var subscriber = relaying.subscriber(Topics.ORDERS);
    relaying.append(Topics.ORDERS, ids("c-", 20_000));
    var relay = relaying.relay();
    await().pollInterval(Duration.ofMillis(5)).until(() -> relay.sent() >= 2_000);

    infrastructure.kafka().kill();
    assertThat(relay.sent()).isLessThan(20_000);
    infrastructure.kafka().restart();

    await().atMost(RECOVERY).until(() -> relaying.unsent() == 0);
    assertAllOnceAndInOrderPerKey(subscriber, "c-", 20_000);
  }

  @Test
  void whileTheDatabaseIsDownTheRelayWaits() throws Exception {
    var subscriber = relaying.subscriber(Topics.ORDERS);
    var relay = relaying.relay();
    relaying.append(Topics.ORDERS, ids("d-", 10));
    await().until(() -> relay.sent() == 10);
    relaying.append(Topics.ORDERS, ids("e-", 10));

    infrastructure.postgres().kill();
    infrastructure.postgres().restart();
    relaying.append(Topics.ORDERS, ids("f-", 10));

    await().atMost(RECOVERY).until(() -> relaying.unsent() == 0);
    assertAllOnceAndInOrderPerKey(subscriber, "d-", 10, "e-", 10, "f-", 10);
  }

  @Test
  void aRelayThatStartsBeforeBrokerAndDatabaseWorksOnceTheyAreThere() throws Exception {
    var subscriber = relaying.subscriber(Topics.ORDERS);
    relaying.append(Topics.ORDERS, ids("g-", 10));
    infrastructure.kafka().kill();
    infrastructure.postgres().kill();

    var relay = relaying.relay();
    infrastructure.postgres().restart();
    await().atMost(RECOVERY).until(() -> relay.unsent() == 10);
    infrastructure.kafka().restart();

    await().atMost(RECOVERY).until(() -> relay.sent() == 10);
    assertAllOnceAndInOrderPerKey(subscriber, "g-", 10);
  }

  /** Of pairs of prefix and count, as {@link Relaying#ids} takes them. */
  private static void assertAllOnceAndInOrderPerKey(TopicReader subscriber, Object... prefixes) {
    var expected = new ArrayList<String>();
    for (int i = 0; i < prefixes.length; i += 2) {
      expected.addAll(ids((String) prefixes[i], (Integer) prefixes[i + 1]));
    }
    var records = subscriber.await(expected.size());
    assertThat(records).extracting(TopicReader::id).containsExactlyInAnyOrderElementsOf(expected);
    for (var key : ids("C-", 5)) {
      assertThat(records)
          .filteredOn(record -> TopicReader.key(record).equals(key))
          .extracting(TopicReader::id)
          .isEqualTo(expected.stream().filter(id -> keyOf(id).equals(key)).toList());
    }
  }

  private static String keyOf(String id) {
    return "C-" + Integer.parseInt(id.substring(id.indexOf('-') + 1)) % 5;
  }
}
