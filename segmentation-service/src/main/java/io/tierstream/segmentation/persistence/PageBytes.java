package io.tierstream.segmentation.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.MICROS;

import io.tierstream.segmentation.domain.KnownOrder;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderStatus;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of orders as bytes: a format number, then per order its id, version, status, amounts,
 * instants (microseconds since 1970, the payment relative to the placing) and ordinal, numbers as
 * variable-length integers. About 35 bytes an order with ids of seven characters.
 */
final class PageBytes {

  private static final int FORMAT = 1;
  private static final OrderStatus[] STATUSES = OrderStatus.values();

  private PageBytes() {}

  static byte[] write(Iterable<KnownOrder> orders) {
    var out = new ByteArrayOutputStream(256);
    out.write(FORMAT);
    for (var known : orders) {
      var order = known.order();
      var id = order.orderId().getBytes(UTF_8);
      number(out, id.length);
      out.writeBytes(id);
      number(out, order.version());
      out.write(order.status().ordinal());
      amount(out, order.total());
      amount(out, order.refunded());
      var placed = micros(order.placedAt());
      number(out, zigzag(placed));
      if (order.paidAt() == null) {
        out.write(0);
      } else {
        out.write(1);
        number(out, zigzag(micros(order.paidAt()) - placed));
      }
      number(out, known.ordinal());
    }
    return out.toByteArray();
  }

  static List<KnownOrder> read(byte[] bytes) {
    if (bytes[0] != FORMAT) {
      throw new IllegalStateException("a page of unknown format " + bytes[0]);
    }
    var in = new Cursor(bytes);
    var orders = new ArrayList<KnownOrder>();
    while (in.at < bytes.length) {
      var length = (int) in.number();
      var id = new String(bytes, in.at, length, UTF_8);
      in.at += length;
      var version = in.number();
      var status = STATUSES[bytes[in.at++]];
      var total = in.amount();
      var refunded = in.amount();
      var placed = unzigzag(in.number());
      var paid = bytes[in.at++] == 0 ? null : instant(placed + unzigzag(in.number()));
      orders.add(
          new KnownOrder(
              new Order(id, version, status, total, refunded, instant(placed), paid), in.number()));
    }
    return orders;
  }

  private static void amount(ByteArrayOutputStream out, BigDecimal amount) {
    out.write(amount.scale());
    var unscaled = amount.unscaledValue().toByteArray();
    out.write(unscaled.length);
    out.writeBytes(unscaled);
  }

  private static void number(ByteArrayOutputStream out, long value) {
    var rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static long zigzag(long value) {
    return (value << 1) ^ (value >> 63);
  }

  private static long unzigzag(long value) {
    return (value >>> 1) ^ -(value & 1);
  }

  private static long micros(Instant instant) {
    return MICROS.between(Instant.EPOCH, instant);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, MICROS);
  }

  private static final class Cursor {
    private final byte[] bytes;
    private int at = 1;

    private Cursor(byte[] bytes) {
      this.bytes = bytes;
    }

    private long number() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        var next = bytes[at++];
        value |= (long) (next & 0x7F) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    private BigDecimal amount() {
      int scale = bytes[at++];
      int length = bytes[at++];
      var amount = new BigDecimal(new BigInteger(bytes, at, length), scale);
      at += length;
      return amount;
    }
  }
}
