package io.tierstream.segmentation.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.rest.Cursor;
import io.tierstream.segmentation.persistence.StandingOrder;
import io.tierstream.segmentation.persistence.StandingOrder.Position;
import io.tierstream.segmentation.persistence.StandingSort;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
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
        Arguments.of(StandingSort.MONETARY, new BigDecimal("123456789.0001")),
        Arguments.of(StandingSort.MONETARY, new BigDecimal("1E+3")),
        Arguments.of(StandingSort.SINCE, Instant.parse("2026-01-02T03:05:00.041001Z")),
        Arguments.of(StandingSort.NEXT_CHANGE_AT, Instant.parse("2026-01-02T03:05:00Z")),
        Arguments.of(StandingSort.NEXT_CHANGE_AT, null));
  }

  @ParameterizedTest
  @MethodSource("positions")
  void leadsBackToItsPosition(StandingSort by, Object value) {
    for (var descending : new boolean[] {false, true}) {
      var order = new StandingOrder(by, descending);
      var cursor = MemberCursor.write(order, new Position(value, "C-42"));

      assertThat(MemberCursor.position(order, cursor(cursor)))
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

  @ParameterizedTest
  @ValueSource(strings = {".", ".."})
  void leadsOnFromWhateverIdAnEventMayHave(String customerId) {
    var cursor = MemberCursor.write(BY_MONETARY, new Position(null, customerId));

    assertThat(MemberCursor.position(BY_MONETARY, cursor(cursor)))
        .hasValueSatisfying(position -> assertThat(position.customerId()).isEqualTo(customerId));
  }

  static Stream<List<String>> forgeries() {
    return Stream.of(
        List.of("1.5", ""),
        List.of("1.5", "C 42"),
        List.of("1.5", "\t"),
        List.of("", "C-42"),
        List.of("1e9", "C-42"),
        List.of("NaN", "C-42"),
        List.of("1.5 ", "C-42"),
        List.of("9".repeat(41), "C-42"));
  }

  @ParameterizedTest
  @MethodSource("forgeries")
  void isRefusedWhenSomebodyElseMadeIt(List<String> values) {
    assertThat(MemberCursor.position(BY_MONETARY, new Cursor(values))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-13-02T03:05:00Z", "+1000000-01-01T00:00:00Z", "yesterday"})
  void isRefusedWithAnInstantThatIsNone(String instant) {
    var order = new StandingOrder(StandingSort.SINCE, false);

    assertThat(MemberCursor.position(order, new Cursor(List.of(instant, "C-42")))).isEmpty();
  }

  /** What comes after the name of the order. */
  private static Cursor cursor(String text) {
    var parts = new String(Base64.getUrlDecoder().decode(text), UTF_8).split("\n", -1);
    return new Cursor(List.of(parts).subList(1, parts.length));
  }
}
