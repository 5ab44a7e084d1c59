package io.tierstream.segmentation.messaging;

import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.segmentation.application.Difference;
import io.tierstream.segmentation.application.Difference.Part;
import io.tierstream.segmentation.application.RebuildReport;
import io.tierstream.segmentation.application.RebuildStandings;
import io.tierstream.segmentation.messaging.Shop.Said;
import io.tierstream.segmentation.messaging.Shop.Sale;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What isn't as the topics make it is found, and a standing is mended while the service serves. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class RebuildDifferencesIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  @InjectInfrastructure Infrastructure infrastructure;
  @Inject RebuildStandings rebuildStandings;

  private final String customer = "C-" + UUID.randomUUID();
  private final Instant now = Instant.now().truncatedTo(MICROS);
  private Shop shop;
  private Tables tables;

  @BeforeEach
  void open() throws Exception {
    shop = new Shop(infrastructure);
    tables = new Tables(infrastructure);
    // Three purchases, one partly given back: SILVER, by two changes of the tier.
    var first = Sale.paid(customer, "O-1", "300.00", now.minus(Duration.ofDays(9)));
    shop.emit(first);
    shop.emit(Sale.paid(customer, "O-2", "900.00", now.minus(Duration.ofDays(8))));
    shop.emit(Sale.paid(customer, "O-3", "100.00", now.minus(Duration.ofDays(7))));
    shop.emit(first.refunded("50.00", now.minus(Duration.ofDays(6))));
    // Feedback is another topic's: it could be folded before any of them.
    await().atMost(LONG).until(() -> "4".equals(standing("ordinal")));
    shop.emit(Said.rated(customer, "F-1", "4.5", now.minus(Duration.ofDays(5))));
    shop.register(customer, 1, "{\"region\":\"North\"}", now);
    await().atMost(LONG).until(() -> "5".equals(standing("ordinal")));
    await().atMost(LONG).until(() -> "North".equals(standing("region")));
    assertThat(found(rebuild(false))).isEmpty();
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void aTierFiguresAndAttributesThatWereChangedAreFoundAndMended() throws Exception {
    var version = Long.parseLong(standing("row_version"));
    change("standing", "tier = 'DIAMOND', frequency = 7, region = 'South'");

    var report = rebuild(false);
    var unmended = standing("tier");
    var mended = rebuild(true).mended();

    assertThat(report.isEqual()).isFalse();
    assertThat(report.liveHash()).isNotEqualTo(report.rebuiltHash());
    assertThat(found(report))
        .containsExactlyInAnyOrder(
            new Difference(customer, Part.STANDING, "standing.tier", "DIAMOND", "SILVER"),
            new Difference(customer, Part.STANDING, "standing.frequency", "7", "3"),
            new Difference(customer, Part.FIGURES, "facts alone: frequency", "7", "3"),
            new Difference(customer, Part.STANDING, "standing.region", "South", "North"));
    assertThat(unmended).isEqualTo("DIAMOND");
    assertThat(mended).isEqualTo(1);
    assertThat(standing("tier")).isEqualTo("SILVER");
    assertThat(standing("frequency")).isEqualTo("3");
    assertThat(standing("region")).isEqualTo("North");
    assertThat(Long.parseLong(standing("row_version"))).isGreaterThan(version);
    foldsOn();
    // Lists and those who follow standings come after.
    await()
        .atMost(LONG)
        .until(() -> "4".equals(tables.ask("SELECT frequency FROM member" + where())));
  }

  @Test
  void aPageThatWasDamagedIsFoundAndMended() throws Exception {
    for (int i = 0; i < 200; i++) {
      shop.emit(Sale.paid(customer, "P-" + i, "1.00", now.minus(Duration.ofDays(4))));
    }
    await().atMost(LONG).until(() -> "203".equals(standing("frequency")));
    assertThat(standing("pages")).isNotEqualTo("0");
    change("ledger_page", "orders = substr(orders, 1, 77)");

    assertThat(found(rebuild(false)))
        .anySatisfy(
            difference -> {
              assertThat(difference.what()).isEqualTo("order pages");
              assertThat(difference.live()).startsWith("can't be read");
            });
    assertThat(rebuild(true).isSettled()).isTrue();
    var emptied = tables.ask("SELECT min(length(orders)) FROM ledger_page" + where());
    assertThat(Integer.parseInt(emptied)).isGreaterThan(77);
    change("standing", "pages = 0");
    assertThat(found(rebuild(true))).isNotEmpty();
    assertThat(found(rebuild(false))).isEmpty();
    shop.emit(Sale.paid(customer, "O-4", "1.00", now));
    await().atMost(LONG).until(() -> "204".equals(standing("frequency")));
    assertThat(found(rebuild(false))).isEmpty();
  }

  @Test
  void aCustomerWhoseStandingIsGoneComesBack() throws Exception {
    tables.change("DELETE FROM standing" + where());
    assertThat(found(rebuild(false)))
        .contains(new Difference(customer, Part.STANDING, "standing", null, "rebuilt"));
    rebuild(true);
    foldsOn();
  }

  @Test
  void anAmountThatWasChangedInTheHistoryIsFoundAndLeftToPeople() throws Exception {
    var application = "UPDATE application SET total = %s" + where() + " AND order_id = 'O-2'";
    tables.change(application.formatted("901.00"));
    var report = rebuild(true);
    tables.change(application.formatted("900.00"));

    assertThat(found(report))
        .singleElement()
        .satisfies(
            difference -> {
              assertThat(difference.part()).isEqualTo(Part.HISTORY);
              assertThat(difference.what()).isEqualTo("application 2");
              assertThat(difference.live()).contains("901-0");
              assertThat(difference.rebuilt()).contains("900-0");
            });
    assertThat(report.isSettled()).isFalse();
    assertThat(report.mended()).isZero();
    assertThat(found(rebuild(false))).isEmpty();
  }

  @Test
  void anApplicationThatIsMissingIsFoundAndNothingIsPutInItsPlace() throws Exception {
    tables.change("CREATE TABLE kept AS SELECT * FROM application" + where() + " AND ordinal = 2");
    tables.change("DELETE FROM application" + where() + " AND ordinal = 2");
    var report = rebuild(true);
    tables.change("INSERT INTO application SELECT * FROM kept");

    assertThat(found(report))
        .anySatisfy(difference -> assertThat(difference.what()).isEqualTo("application 3"))
        .anySatisfy(
            difference -> {
              assertThat(difference.part()).isEqualTo(Part.RECORD);
              assertThat(difference.what()).startsWith("orders-" + number() + "@");
            });
    assertThat(report.unaccounted()).isPositive();
    assertThat(report.isSettled()).isFalse();
    assertThat(standing("frequency")).isEqualTo("3");
    assertThat(found(rebuild(false))).isEmpty();
  }

  @Test
  void evidenceThatWasChangedIsFound() throws Exception {
    var evidence = "UPDATE tier_change SET event = replace(event::text, '%s', '%s')::json";
    tables.change(evidence.formatted("\"frequency\":1", "\"frequency\":9") + where());
    var report = rebuild(false);
    tables.change(evidence.formatted("\"frequency\":9", "\"frequency\":1") + where());

    assertThat(found(report))
        .isNotEmpty()
        .allSatisfy(
            difference -> {
              assertThat(difference.part()).isEqualTo(Part.HISTORY);
              assertThat(difference.what()).startsWith("tier change ");
              assertThat(difference.live()).contains("\"frequency\":9");
            });
    assertThat(found(rebuild(false))).isEmpty();
  }

  @Test
  void aRecordThatThePositionSkippedIsFound() throws Exception {
    var position = "partition = " + number() + " AND topic = 'orders'";
    var skipped = skip(Sale.paid(customer, "O-skipped", "5.00", now), position);
    shop.emit(Sale.paid(customer, "O-folded", "7.00", now));
    await().atMost(LONG).until(() -> "4".equals(standing("frequency")));

    var report = rebuild(true);
    assertThat(found(report))
        .contains(
            new Difference(
                customer,
                Part.RECORD,
                "orders-" + number() + "@" + skipped,
                null,
                "a record that nothing became of"));
    assertThat(report.unaccounted()).isEqualTo(1);
    assertThat(report.isSettled()).isFalse();
    // The facts alone have it as well.
    assertThat(found(report))
        .contains(new Difference(customer, Part.FIGURES, "facts alone: frequency", "4", "5"));
    // So that the other tests find it accounted for.
    tables.change("UPDATE position SET next_offset = %d WHERE %s".formatted(skipped, position));
    tables.change("UPDATE ownership SET epoch = epoch + 1 WHERE partition = " + number());
    shop.emit(Sale.paid(customer, "O-more", "7.00", now));
    await().atMost(LONG).until(() -> "6".equals(standing("frequency")));
  }

  /** Its owner waits for its lock meanwhile, and then begins after the record. */
  private long skip(Sale sale, String position) throws SQLException {
    try (var connection = infrastructure.connect();
        var statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("UPDATE ownership SET epoch = epoch + 1 WHERE partition = " + number());
      var offset = shop.emit(sale);
      statement.execute(
          "UPDATE position SET next_offset = %d WHERE %s".formatted(offset + 1, position));
      connection.commit();
      return offset;
    }
  }

  /** The next fact is folded into the standing that was put in place. */
  private void foldsOn() throws Exception {
    shop.emit(Sale.paid(customer, "O-4", "2000.00", now));
    await().atMost(LONG).until(() -> "4".equals(standing("frequency")));
    assertThat(Double.parseDouble(standing("monetary"))).isEqualTo(3250.0);
    assertThat(found(rebuild(false))).isEmpty();
    // Whoever takes a partition over tells again what isn't marked as told.
    await()
        .atMost(LONG)
        .until(
            () -> Integer.toString(shop.sequences(customer).size()).equals(standing("sequence")));
  }

  private RebuildReport rebuild(boolean switchesOver) throws Exception {
    return rebuildStandings.rebuild(switchesOver, line -> {});
  }

  private List<Difference> found(RebuildReport report) {
    return report.told().stream().filter(one -> customer.equals(one.customerId())).toList();
  }

  private String standing(String column) {
    return tables.standing(customer, column);
  }

  private void change(String table, String set) {
    tables.change("UPDATE " + table + " SET " + set + where());
  }

  private String where() {
    return " WHERE customer_id = '" + customer + "'";
  }

  private int number() {
    return Shop.number(customer);
  }
}
