package io.tierstream.segmentation.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.CustomerAttributes;
import io.tierstream.segmentation.domain.Feedback;
import io.tierstream.segmentation.domain.FeedbackKind;
import io.tierstream.segmentation.domain.FeedbackStatus;
import io.tierstream.segmentation.domain.Fold;
import io.tierstream.segmentation.domain.KnownOrder;
import io.tierstream.segmentation.domain.ModelTimeline;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderStatus;
import io.tierstream.segmentation.domain.ScoringModel;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A database that the first version has filled is taken over as it is. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.MATCHING_RESOURCES)
class UpgradeIT {

  private static final String CUSTOMER = "C-1";
  private static final Instant BOUGHT = Instant.parse("2026-01-01T00:00:00Z");
  private static final ScoringModel MODEL = ScoringModel.standard();
  private static final List<String> INPUTS =
      List.of("customers", "feedback", "orders", "segmentation-inputs");

  @InjectInfrastructure Infrastructure infrastructure;

  private PGSimpleDataSource database;

  @BeforeEach
  void upgrade() throws SQLException, IOException {
    database = new PGSimpleDataSource();
    database.setUrl(infrastructure.jdbcUrl());
    database.setUser(infrastructure.username());
    database.setPassword(infrastructure.password());
    execute("DROP SCHEMA IF EXISTS upgraded CASCADE; CREATE SCHEMA upgraded");
    database.setCurrentSchema("upgraded");
    execute(migration("V1__segmentation.sql"));
    fill();
    execute(migration("V2__feedback_and_attributes.sql"));
    execute(migration("V3__members.sql"));
    execute(migration("V4__models_and_pins.sql"));
    execute(migration("V5__rates.sql"));
    execute(migration("V6__merges.sql"));
    execute(migration("V7__as_known.sql"));
    execute(migration("V8__models_recorded.sql"));
    execute(migration("V9__no_rebuild_schema.sql"));
    execute(migration("V10__storage.sql"));
    execute(migration("V11__due_while_importing.sql"));
    execute(migration("V12__totals.sql"));
  }

  private void fill() throws SQLException {
    try (var connection = database.getConnection();
        var insert =
            connection.prepareStatement(
                """
                INSERT INTO standing (customer_id, partition, row_version, tier, tier_since, segment,
                  lifecycle, r, f, m, composite, frequency, monetary, last_purchase_at, model,
                  sequence, next_change_at, as_of, ordinal, pages, tail)
                VALUES (?, 3, 1, 'SILVER', ?, 'New', 'NEW', 5, 1, 2, 2.333, 1, 600, ?, 1, 1, ?, ?, 1,
                  0, ?)
                """)) {
      var bought = Timestamp.from(BOUGHT);
      insert.setString(1, CUSTOMER);
      insert.setTimestamp(2, bought);
      insert.setTimestamp(3, bought);
      insert.setTimestamp(4, Timestamp.from(BOUGHT.plusSeconds(30 * 86_400)));
      insert.setTimestamp(5, bought);
      insert.setBytes(6, OrderBytes.write(List.of(new KnownOrder(order(), 1))));
      insert.executeUpdate();
    }
    execute(
        """
        INSERT INTO position (topic, partition, next_offset, last_timestamp)
        SELECT topic, 3, 17, '2026-01-01' FROM unnest(string_to_array(
          'customers,feedback,orders,segmentation-inputs', ',')) AS topic;
        INSERT INTO ownership VALUES (3, 7, 'before', '2026-01-01', 0);
        INSERT INTO import_job VALUES (3, 'feedback', 'J', '2026-01-01', NULL);
        INSERT INTO application (customer_id, ordinal, at, recorded_at, cause, order_id)
          VALUES ('C-1', 1, '2026-01-01', '2026-01-01', 'order', 'O-1')
        """);
  }

  private static Order order() {
    return new Order(
        "O-1", 2, OrderStatus.PAID, new BigDecimal("600"), BigDecimal.ZERO, BOUGHT, BOUGHT);
  }

  @Test
  void whatWasSkippedIsFoldedFromTheStartAndTheRestGoesOn() throws SQLException {
    var taken =
        new Ownerships(database).take(new TreeSet<>(Set.of(3)), INPUTS, "after", BOUGHT).get(0);
    assertThat(taken.epoch()).isEqualTo(8);
    assertThat(taken.positions())
        .isEqualTo(
            Map.of("customers", 0L, "feedback", 0L, "orders", 17L, "segmentation-inputs", 17L));
    // Time doesn't pass before they are folded, or found to be empty.
    assertThat(taken.timestamps().keySet())
        .containsExactlyInAnyOrder("orders", "segmentation-inputs");
    assertThat(taken.jobs()).hasSize(1);
  }

  @Test
  void aCustomerIsReadAsItWasAndTakesWhatIsNew() throws SQLException, OwnershipLostException {
    var commits = new Commits(database);
    var before = commits.load(Set.of(CUSTOMER), number -> MODEL).get(CUSTOMER);
    assertThat(before.standing().tier()).isEqualTo("SILVER");
    assertThat(before.standing().facts().orders().get("O-1").order()).isEqualTo(order());
    assertThat(before.standing().assessment().satisfaction()).isNull();
    assertThat(before.attributesVersion()).isZero();

    var feedback =
        new Feedback(
            "F-1",
            1,
            FeedbackKind.SURVEY,
            null,
            10,
            FeedbackStatus.RECEIVED,
            null,
            BOUGHT.plusSeconds(60));
    var step =
        new Fold(ModelTimeline.of(MODEL), job -> Instant.MAX)
            .apply(
                before.standing(),
                feedback,
                feedback.occurredAt(),
                new Cause("feedback", "e", "F-1", null));
    var attributes =
        new CustomerAttributes(
            "North", null, 1, null, null, null, null, List.of(), List.of("a", "b,\"c\\"));
    var rows = new CommitRows(BOUGHT, 1);
    rows.claim(new Claim(3, 7, 0, 0));
    step.applications()
        .forEach(one -> rows.application(CUSTOMER, one, "feedback", 0L, feedback.occurredAt()));
    rows.customer(
        3,
        new CustomerChange(
            before, step.standing(), List.of(), List.of(feedback.key()), attributes, 5));
    commits.write(rows);

    var after = commits.load(Set.of(CUSTOMER), number -> MODEL).get(CUSTOMER);
    assertThat(after.standing()).isEqualTo(step.standing());
    assertThat(after.attributesVersion()).isEqualTo(5);
    assertThat(after.rowVersion()).isEqualTo(2);
    try (var connection = database.getConnection();
        var select = connection.createStatement();
        var row = select.executeQuery("SELECT tags[2], region, s, pages FROM standing")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo("b,\"c\\");
      assertThat(row.getString(2)).isEqualTo("North");
      assertThat(row.getInt(3)).isEqualTo(4);
    }
  }

  @Test
  void everybodyWillBeListed() throws SQLException {
    try (var connection = database.getConnection();
        var select = connection.createStatement();
        var row = select.executeQuery("SELECT customer_id FROM member_stale")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo(CUSTOMER);
      assertThat(row.next()).isFalse();
    }
  }

  private void execute(String sql) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String migration(String name) throws IOException {
    try (var in =
        Thread.currentThread()
            .getContextClassLoader()
            .getResourceAsStream("db/migration/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
