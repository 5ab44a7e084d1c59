package io.tierstream.segmentation.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.segmentation.domain.Unscaled;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;

/** Writes values as few bytes: numbers in variable length, instants as microseconds since 1970. */
final class PackedOut {

  private static final int SEVEN_BITS = 0x7F;
  private static final int MORE = 0x80;
  private static final int MOST_BYTES_OF_A_NUMBER = 10;

  private byte[] bytes;
  private int length;

  /**
   * @param format of what follows, by which {@link PackedIn} knows it
   * @param expected roughly how many bytes there will be
   */
  PackedOut(int format, int expected) {
    bytes = new byte[expected + 1];
    octet(format);
  }

  byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }

  void octet(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  void text(String text) {
    int begin = length;
    int chars = text.length();
    number(chars);
    reserve(chars);
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c > SEVEN_BITS) {
        length = begin;
        encoded(text);
        return;
      }
      bytes[length++] = (byte) c;
    }
  }

  /** With characters of several bytes, which ids don't have. */
  private void encoded(String text) {
    var encoded = text.getBytes(UTF_8);
    number(encoded.length);
    octets(encoded);
  }

  private void octets(byte[] octets) {
    reserve(octets.length);
    System.arraycopy(octets, 0, bytes, length, octets.length);
    length += octets.length;
  }

  void amount(BigDecimal amount) {
    octet(amount.scale());
    if (Unscaled.fits(amount)) {
      whole(Unscaled.of(amount));
    } else {
      var unscaled = amount.unscaledValue().toByteArray();
      octet(unscaled.length);
      octets(unscaled);
    }
  }

  /** In as few bytes as two's complement takes, and how many these are before them. */
  private void whole(long value) {
    int count = Long.BYTES - (Long.numberOfLeadingZeros(value ^ (value >> 63)) - 1) / Byte.SIZE;
    octet(count);
    reserve(count);
    for (int shift = (count - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      bytes[length++] = (byte) (value >> shift);
    }
  }

  /** Short when not negative and small. */
  void number(long value) {
    reserve(MOST_BYTES_OF_A_NUMBER);
    var rest = value;
    while ((rest & ~SEVEN_BITS) != 0) {
      bytes[length++] = (byte) (rest & SEVEN_BITS | MORE);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  /** Short when near zero. */
  void difference(long value) {
    number((value << 1) ^ (value >> 63));
  }

  void instant(Instant instant) {
    difference(micros(instant));
  }

  /** Of any year: the JDK's own difference counts nanoseconds, which are too many after 292. */
  static long micros(Instant instant) {
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }
}
