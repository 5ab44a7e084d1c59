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
import io.tierstream.segmentation.application.Fate;
import io.tierstream.segmentation.application.RebuildStandings;
import io.tierstream.segmentation.messaging.Shop.Said;
import io.tierstream.segmentation.messaging.Shop.Sale;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What owners sent to one another is folded again, too, and comes to the same. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class RebuildMergesIT {

  private static final Duration LONG = Duration.ofSeconds(60);

  @InjectInfrastructure Infrastructure infrastructure;
  @Inject RebuildStandings rebuildStandings;

  private final String customer = "C-" + UUID.randomUUID();
  private final Instant now = Instant.now().truncatedTo(MICROS);
  private Shop shop;
  private Tables tables;

  @BeforeEach
  void open() {
    shop = new Shop(infrastructure);
    tables = new Tables(infrastructure);
  }

  @AfterEach
  void close() {
    shop.close();
  }

  @Test
  void mergesAndErasuresAreEqual() {
    var survivor = "S-" + customer;
    var third = "T-" + customer;
    shop.register(customer, 1, "{\"region\":\"North\"}", now);
    shop.emit(Sale.paid(survivor, "O-s", "700.00", now.minus(Duration.ofDays(250))));
    shop.emit(Sale.paid(customer, "O-m", "6000.00", now.minus(Duration.ofDays(10))));
    shop.emit(Said.rated(customer, "F-m", "2", now.minus(Duration.ofDays(9))));
    shop.emit(Sale.paid(third, "O-t", "90.00", now.minus(Duration.ofDays(8))));
    for (int i = 0; i < 601; i++) {
      var at = now.minus(Duration.ofDays(90)).plusSeconds(i);
      shop.emit(Sale.paid(third, "P-" + i, "1.10", at));
    }
    awaitFrequencies(survivor, "1", customer, "1", third, "602");
    shop.tell("customer.merged.v1", third, 1, customer, now);
    awaitFrequencies(customer, "603", third, "0");
    shop.tell("customer.merged.v1", customer, 2, survivor, Instant.now());
    awaitFrequencies(survivor, "604", customer, "0");
    shop.emit(Sale.paid(third, "O-t2", "91.00", now));
    awaitFrequencies(survivor, "605");
    shop.emit(Sale.paid(third, "O-t2", "91.00", now).refunded("91.00", Instant.now()));
    awaitFrequencies(survivor, "604");
    shop.tell("customer.unmerged.v1", third, 2, null, Instant.now());
    awaitFrequencies(survivor, "2", third, "602");
    shop.emit(Sale.paid(customer, "O-m2", "1.00", now));
    awaitFrequencies(survivor, "3");
    shop.tell("customer.unmerged.v1", customer, 3, null, Instant.now());
    awaitFrequencies(survivor, "1", customer, "2");
    shop.tell("customer.merged.v1", third, 3, survivor, Instant.now());
    awaitFrequencies(survivor, "603");
    shop.tell("customer.erased.v1", customer, 4, null, Instant.now());
    awaitFrequencies(customer, "0");
    shop.emit(Sale.paid(customer, "O-late", "1.00", now));
    shop.tell("customer.changed.v1", customer, 5, null, now);
    shop.emit(Sale.paid("L-" + customer, "O-l", "1.00", now));
    awaitFrequencies("L-" + customer, "1");

    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              var report = rebuildStandings.rebuild(false, line -> {});
              assertThat(report.told()).isEmpty();
              assertThat(report.isEqual()).isTrue();
              assertThat(report.unaccounted()).isZero();
              assertThat(report.count(Fate.OF_ERASED, "orders")).isEqualTo(1);
              assertThat(report.count(Fate.OF_ERASED, "customers")).isEqualTo(1);
              assertThat(report.count(Fate.APPLIED, "customers")).isEqualTo(6);
            });
  }

  private void awaitFrequencies(String... frequencies) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              for (int i = 0; i < frequencies.length; i += 2) {
                assertThat(tables.standing(frequencies[i], "frequency"))
                    .isEqualTo(frequencies[i + 1]);
              }
            });
  }
}
