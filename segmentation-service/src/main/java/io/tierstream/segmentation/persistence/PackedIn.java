package io.tierstream.segmentation.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.MICROS;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;

/** Reads what {@link PackedOut} wrote. */
final class PackedIn {

  private static final int SEVEN_BITS = 0x7F;

  private final byte[] bytes;
  private int at = 1;

  /** Refuses bytes of another format. */
  PackedIn(byte[] bytes, int format) {
    if (bytes[0] != format) {
      throw new IllegalStateException("a page of unknown format " + bytes[0]);
    }
    this.bytes = bytes;
  }

  boolean hasMore() {
    return at < bytes.length;
  }

  int octet() {
    return bytes[at++];
  }

  String text() {
    var length = (int) number();
    var text = new String(bytes, at, length, UTF_8);
    at += length;
    return text;
  }

  BigDecimal amount() {
    int scale = octet();
    int length = octet();
    var amount = new BigDecimal(new BigInteger(bytes, at, length), scale);
    at += length;
    return amount;
  }

  long number() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      var next = bytes[at++];
      value |= (long) (next & SEVEN_BITS) << shift;
      if (next >= 0) {
        return value;
      }
    }
  }

  long difference() {
    var value = number();
    return (value >>> 1) ^ -(value & 1);
  }

  Instant instant() {
    return instant(difference());
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, MICROS);
  }
}
