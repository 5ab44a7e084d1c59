package io.tierstream.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Purchases as bytes, as segmentation-service writes a page of orders: about 35 bytes each, numbers
 * as variable-length integers.
 */
final class PurchaseBytes {
  private static final int SCALE = 2;

  private PurchaseBytes() {}

  static byte[] write(List<Purchase> purchases) {
    var out = new ByteArrayOutputStream(36 * purchases.size());
    for (var purchase : purchases) {
      var id = purchase.orderId().getBytes(US_ASCII);
      number(out, id.length);
      out.writeBytes(id);
      number(out, purchase.version());
      out.write(purchase.status().length());
      amount(out, purchase.total());
      amount(out, purchase.refunded());
      number(out, purchase.placedAt());
      out.write(1);
      number(out, purchase.paidAt() - purchase.placedAt());
      number(out, purchase.ordinal());
    }
    return out.toByteArray();
  }

  static List<Purchase> read(String customerId, byte[] bytes) {
    var in = new Cursor(bytes);
    var purchases = new ArrayList<Purchase>();
    while (in.at < bytes.length) {
      int length = (int) in.number();
      long order = Long.parseLong(new String(bytes, in.at + 1, length - 1, US_ASCII));
      in.at += length;
      int version = (int) in.number();
      in.at++; // the status follows from the amounts
      long total = in.amount();
      long refunded = in.amount();
      long placedAt = in.number();
      in.at++;
      long paidAt = placedAt + in.number();
      purchases.add(
          new Purchase(customerId, order, version, total, refunded, placedAt, paidAt, in.number()));
    }
    return purchases;
  }

  private static void amount(ByteArrayOutputStream out, long cents) {
    out.write(SCALE);
    var unscaled = BigInteger.valueOf(cents).toByteArray();
    out.write(unscaled.length);
    out.writeBytes(unscaled);
  }

  private static void number(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static final class Cursor {
    private final byte[] bytes;
    private int at;

    private Cursor(byte[] bytes) {
      this.bytes = bytes;
    }

    private long number() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = bytes[at++];
        value |= (long) (next & 0x7F) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    private long amount() {
      at++; // the scale
      int length = bytes[at++];
      long cents = new BigInteger(bytes, at, length).longValueExact();
      at += length;
      return cents;
    }
  }
}
