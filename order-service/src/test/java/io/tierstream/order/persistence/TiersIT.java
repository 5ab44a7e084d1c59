package io.tierstream.order.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.order.Shop;
import io.tierstream.order.domain.SeenTier;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The view while it is built again and live changes, late ones too, go on. */
@QuarkusTest
@WithTestResource(InfrastructureResource.class)
class TiersIT {

  @InjectInfrastructure Infrastructure infrastructure;
  @Inject Tiers tiers;
  @Inject UserTransaction transaction;

  private String customer;

  @BeforeEach
  void begin() throws SQLException {
    customer = Shop.newId();
    execute("TRUNCATE tier_view");
  }

  @Test
  void aLateLiveChangeAndAnOldRecordMoveNobodyBackwards() throws Exception {
    live("GOLD", 7);
    aBuildBegins();

    live("SILVER", 5);
    told("BRONZE", 3);
    assertThat(seen()).contains("GOLD");
    told("GOLD", 7);

    assertThat(forgetUntold()).isFalse();
    live("SILVER", 6);
    assertThat(seen()).contains("GOLD");
  }

  @Test
  void aLiveChangeDuringTheBuildIsNewerThanWhatTheTopicHad() throws Exception {
    aBuildBegins();
    live("GOLD", 7);
    told("SILVER", 6);

    assertThat(forgetUntold()).isFalse();
    assertThat(seen()).contains("GOLD");
  }

  @Test
  void whatIsNewerThanTheTopicIsWrongAndIsToldAgainAsNews() throws Exception {
    live("GOLD", 99);
    aBuildBegins();
    told("SILVER", 2);

    assertThat(seen()).contains("GOLD");
    assertThat(forgetUntold()).isTrue();
    assertThat(seen()).contains("GOLD");
    told("SILVER", 2);
    assertThat(seen()).contains("SILVER");
    live("BRONZE", 3);
    assertThat(seen()).contains("BRONZE");
  }

  private void live(String tier, long sequence) throws Exception {
    inTransaction(() -> tiers.take(List.of(new SeenTier(customer, tier, sequence))));
  }

  private void told(String tier, long sequence) throws Exception {
    inTransaction(() -> tiers.retell(List.of(new SeenTier(customer, tier, sequence))));
  }

  private boolean forgetUntold() throws Exception {
    var were = new AtomicBoolean();
    inTransaction(() -> were.set(tiers.forgetUntold()));
    return were.get();
  }

  private Optional<String> seen() throws Exception {
    var tier = new AtomicReference<Optional<String>>();
    inTransaction(() -> tier.set(tiers.of(customer)));
    return tier.get();
  }

  private void inTransaction(Runnable work) throws Exception {
    transaction.begin();
    work.run();
    transaction.commit();
  }

  /** Somebody else's, which reads nothing. */
  private void aBuildBegins() throws SQLException {
    execute("UPDATE view_build SET number = number + 1");
  }

  private void execute(String sql) throws SQLException {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
