package io.tierstream.segmentation.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

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
    if (length > 0 && length <= Long.BYTES) {
      return BigDecimal.valueOf(whole(length), scale);
    }
    var amount = new BigDecimal(new BigInteger(bytes, at, length), scale);
    at += length;
    return amount;
  }

  private long whole(int length) {
    long value = bytes[at++];
    for (int i = 1; i < length; i++) {
      value = value << Byte.SIZE | Byte.toUnsignedLong(bytes[at++]);
    }
    return value;
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
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
  }
}
