package io.tierstream.segmentation.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.segmentation.persistence.StandingOrder;
import io.tierstream.segmentation.persistence.StandingOrder.Position;
import io.tierstream.segmentation.persistence.StandingSort;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemberCursorTest {

  private static final StandingOrder BY_MONETARY = new StandingOrder(StandingSort.MONETARY, true);

  static Stream<Arguments> positions() {
    return Stream.of(
        Arguments.of(StandingSort.CUSTOMER_ID, "C-42"),
        Arguments.of(StandingSort.COMPOSITE, new BigDecimal("3.400")),
        Arguments.of(StandingSort.FREQUENCY, 16),
        Arguments.of(StandingSort.MONETARY, new BigDecimal("123456789.0001")),
        Arguments.of(StandingSort.MONETARY, new BigDecimal("1E+3")),
        Arguments.of(StandingSort.SINCE, Instant.parse("2026-01-02T03:05:00.041001Z")),
        Arguments.of(StandingSort.NEXT_CHANGE_AT, null),
        Arguments.of(StandingSort.AS_OF, Instant.parse("2026-01-02T03:05:00Z")));
  }

  @ParameterizedTest
  @MethodSource("positions")
  void leadsBackToItsPosition(StandingSort by, Object value) {
    for (var descending : new boolean[] {false, true}) {
      var order = new StandingOrder(by, descending);
      var cursor = MemberCursor.write(order, new Position(value, "C-42"));

      assertThat(MemberCursor.read(order, cursor))
          .hasValueSatisfying(
              position -> {
                assertThat(position.customerId()).isEqualTo("C-42");
                if (value instanceof BigDecimal decimal) {
                  assertThat((BigDecimal) position.value()).isEqualByComparingTo(decimal);
                } else {
                  assertThat(position.value()).isEqualTo(value);
                }
              });
    }
  }

  @Test
  void isOfNoUseInAnotherOrder() {
    var cursor = MemberCursor.write(BY_MONETARY, new Position(BigDecimal.TEN, "C-42"));

    assertThat(MemberCursor.read(new StandingOrder(StandingSort.MONETARY, false), cursor))
        .isEmpty();
    assertThat(MemberCursor.read(new StandingOrder(StandingSort.COMPOSITE, true), cursor))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-monetary",
        "-monetary\n1.5",
        "-monetary\n1.5\n",
        "-monetary\n1.5\nC 42",
        "-monetary\n1.5\nC-42\n",
        "-monetary\n1e9\nC-42",
        "-monetary\nNaN\nC-42",
        "-monetary\n1.5\u0000\nC-42",
        "-monetary\n1.5\nC-\u0000"
      })
  void isRefusedWhenSomebodyElseMadeIt(String text) {
    var cursor = Base64.getUrlEncoder().encodeToString(text.getBytes(UTF_8));

    assertThat(MemberCursor.read(BY_MONETARY, cursor)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-13-02T03:05:00Z", "+1000000-01-01T00:00:00Z", "yesterday"})
  void isRefusedWithAnInstantThatIsNone(String instant) {
    var order = new StandingOrder(StandingSort.SINCE, false);
    var text = "since\n" + instant + "\nC-42";

    assertThat(
            MemberCursor.read(order, Base64.getUrlEncoder().encodeToString(text.getBytes(UTF_8))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "====", "AAAA", "\u0000", "é"})
  void isRefusedWhenItIsNoBase64(String cursor) {
    assertThat(MemberCursor.read(BY_MONETARY, cursor)).isEmpty();
  }
}
