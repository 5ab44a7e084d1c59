package io.tierstream.segmentation.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.segmentation.domain.Foreign;
import io.tierstream.segmentation.domain.KnownOrder;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderStatus;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values as bytes, as they have been stored ever since. */
class PackedTest {

  private static final int FORMAT = 7;

  /** What the first version of the service wrote of {@link #ORDERS}. */
  private static final String STORED =
      "01094f2e313a615f622d63030204080de0b6b3a763ffff0401010101848082e288d2a306808cee891a"
          + "04c3962d32010002020500000100808082e288d2a3060001"
          + "034f2d33ac0201121000c097ce7bc90715b34b9f0ffffffffffd0101808082e288d2a30603000343"
          + "4e59020180000900800000000000000002";

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private static final List<KnownOrder> ORDERS =
      List.of(
          new KnownOrder(
              new Order(
                  "O.1:a_b-c",
                  3,
                  OrderStatus.PARTIALLY_REFUNDED,
                  new BigDecimal("99999999999999.9999"),
                  new BigDecimal("0.0001"),
                  Instant.parse("1969-12-31T23:59:59.999999Z"),
                  Instant.parse("2026-01-01T00:00:00.000001Z")),
              7_000_000_000L),
          new KnownOrder(
              new Order(
                  "Ö-2",
                  1,
                  OrderStatus.PLACED,
                  new BigDecimal("12.80"),
                  BigDecimal.ZERO,
                  START,
                  null),
              1),
          new KnownOrder(
              new Order(
                  "O-3",
                  300,
                  OrderStatus.PAID,
                  new BigDecimal("999999999999999999.999999999999999999"),
                  new BigDecimal("1E+3"),
                  START,
                  START,
                  new Foreign(
                      "CNY", new BigDecimal("-1.28"), new BigDecimal("9223372036854775808"))),
              2));

  @Test
  void whatWasStoredBeforeIsReadAndWouldBeWrittenAgain() {
    assertThat(OrderBytes.read(HexFormat.of().parseHex(STORED))).isEqualTo(ORDERS);
    assertThat(HexFormat.of().formatHex(OrderBytes.write(ORDERS))).isEqualTo(STORED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "0.00",
        "0E+5",
        "1",
        "-1",
        "127",
        "128",
        "-128",
        "-129",
        "1.27",
        "2.55",
        "2.56",
        "32767",
        "32768",
        "-32768",
        "-32769",
        "1E+3",
        "999999999999999999",
        "1000000000000000000",
        "9223372036854775807",
        "9223372036854775808",
        "-9223372036854775808",
        "-9223372036854775809",
        "999999999999999999.999999999999999999",
        "0.000000000000000001"
      })
  void anAmountIsItsScaleAndItsDigits(String text) {
    var amount = new BigDecimal(text);
    var out = new PackedOut(FORMAT, 0);
    out.amount(amount);
    var bytes = out.bytes();
    assertThat(new PackedIn(bytes, FORMAT).amount()).isEqualTo(amount);
    var digits = new BigInteger(bytes, 3, bytes.length - 3);
    assertThat(bytes).startsWith(FORMAT, amount.scale(), bytes.length - 3);
    assertThat(digits).isEqualTo(amount.unscaledValue());
    assertThat(bytes).hasSize(3 + digits.toByteArray().length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "O-1", "\u007f", "\u0080", "Bestellung-Ü", "订单-1", "O-1-\ud83d\uded2"})
  void aTextIsItsLengthAndUtf8(String text) {
    var out = new PackedOut(FORMAT, 0);
    out.text(text);
    out.octet(42);
    var in = new PackedIn(out.bytes(), FORMAT);
    assertThat(in.text()).isEqualTo(text);
    assertThat(in.octet()).isEqualTo(42);
    assertThat(in.hasMore()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0001-01-01T00:00:00Z",
        "1969-12-31T23:59:59.999999Z",
        "1970-01-01T00:00:00Z",
        "2026-01-01T00:00:00.000001Z",
        "9999-12-31T23:59:59.999999Z"
      })
  void anInstantOfAnyYearIsKept(String text) {
    var instant = Instant.parse(text);
    var out = new PackedOut(FORMAT, 0);
    out.instant(instant);
    assertThat(new PackedIn(out.bytes(), FORMAT).instant()).isEqualTo(instant);
  }
}
