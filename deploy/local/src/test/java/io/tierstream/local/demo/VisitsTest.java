package io.tierstream.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class VisitsTest {
  private static final int COUNT = 20_000;
  private static final List<Deed> DEEDS = deeds(visits(7));

  @Test
  void aVisitFollowsFromItsSeedAndNumberAlone() {
    assertThat(visits(7).deeds(4_711)).isEqualTo(visits(7).deeds(4_711));
    assertThat(deeds(visits(8))).isNotEqualTo(DEEDS);
  }

  @Test
  void allKindsOfDeedsComeInBelievableShares() {
    var shares =
        DEEDS.stream()
            .collect(
                Collectors.groupingBy(
                    Deed::kind,
                    Collectors.collectingAndThen(
                        Collectors.counting(), count -> count / (double) COUNT)));
    assertThat(shares.get(Deed.Kind.ORDER)).isBetween(0.97, 1.0);
    assertThat(shares.get(Deed.Kind.PAYMENT)).isBetween(0.92, 0.97);
    assertThat(shares.get(Deed.Kind.CANCELLATION)).isBetween(0.03, 0.05);
    assertThat(shares.get(Deed.Kind.REGISTRATION)).isBetween(0.10, 0.14);
    assertThat(shares.get(Deed.Kind.REFUND)).isBetween(0.07, 0.11);
    assertThat(shares.get(Deed.Kind.RATING)).isBetween(0.16, 0.22);
    assertThat(shares.get(Deed.Kind.COMPLAINT)).isBetween(0.04, 0.08);
    assertThat(shares.get(Deed.Kind.RESOLUTION))
        .isBetween(0.8 * shares.get(Deed.Kind.COMPLAINT), shares.get(Deed.Kind.COMPLAINT));
  }

  @Test
  void everyDeedHasAKeyOfItsOwnAndItsTurnWithinTheHorizon() {
    var keys = new HashSet<String>();
    assertThat(DEEDS)
        .allSatisfy(
            deed -> {
              assertThat(keys.add(deed.idempotencyKey(7))).isTrue();
              assertThat(deed.idempotencyKey(7)).hasSizeLessThanOrEqualTo(64);
              assertThat(deed.at() - deed.visit()).isBetween(0L, Visits.HORIZON);
            });
  }

  @Test
  void aPaymentComesAfterItsOrderAndAResolutionAfterItsComplaint() {
    var turn = Comparator.comparingLong(Deed::at).thenComparing(Deed::kind);
    var visits = visits(7);
    for (long visit = 0; visit < 2_000; visit++) {
      assertThat(visits.deeds(visit))
          .filteredOn(deed -> deed.kind() != Deed.Kind.RATING && deed.kind() != Deed.Kind.REFUND)
          .isSortedAccordingTo(turn);
    }
  }

  private static Visits visits(long seed) {
    return new Visits(seed, "CNY", new Shoppers(seed, 2_000));
  }

  private static List<Deed> deeds(Visits visits) {
    return LongStream.range(0, COUNT).boxed().flatMap(n -> visits.deeds(n).stream()).toList();
  }
}
