package io.tierstream.segmentation.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.MICROS;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Instant;

/** Writes values as few bytes: numbers in variable length, instants as microseconds since 1970. */
final class PackedOut {

  private static final int SEVEN_BITS = 0x7F;
  private static final int MORE = 0x80;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(256);

  /**
   * @param format of what follows, by which {@link PackedIn} knows it
   */
  PackedOut(int format) {
    out.write(format);
  }

  byte[] bytes() {
    return out.toByteArray();
  }

  void octet(int value) {
    out.write(value);
  }

  void text(String text) {
    var bytes = text.getBytes(UTF_8);
    number(bytes.length);
    out.writeBytes(bytes);
  }

  void amount(BigDecimal amount) {
    out.write(amount.scale());
    var unscaled = amount.unscaledValue().toByteArray();
    out.write(unscaled.length);
    out.writeBytes(unscaled);
  }

  /** Short when not negative and small. */
  void number(long value) {
    var rest = value;
    while ((rest & ~SEVEN_BITS) != 0) {
      out.write((int) (rest & SEVEN_BITS) | MORE);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  /** Short when near zero. */
  void difference(long value) {
    number((value << 1) ^ (value >> 63));
  }

  void instant(Instant instant) {
    difference(micros(instant));
  }

  static long micros(Instant instant) {
    return MICROS.between(Instant.EPOCH, instant);
  }
}
