package io.tierstream.segmentation.application;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** A place on {@code tier-changes}: of each partition the offset of what comes next. Immutable. */
public final class ResumePoint {

  private static final byte VERSION = 1;
  private static final int MAX_TEXT = 512;
  private static final int GROUP_BITS = 7;
  private static final int GROUP = 0x7f;
  private static final int MORE = 0x80;
  private static final int MAX_VARINT_BYTES = 9;

  private final long[] next;

  public ResumePoint(long[] next) {
    this.next = next.clone();
  }

  /** The offset of what comes next in {@code partition}. */
  public long next(int partition) {
    return next[partition];
  }

  public int partitions() {
    return next.length;
  }

  /** This place, but for one partition. */
  public ResumePoint with(int partition, long offset) {
    var changed = next.clone();
    changed[partition] = offset;
    return new ResumePoint(changed);
  }

  /** How many offsets lie between this place and a later one; gaps count, too. */
  public long distanceTo(ResumePoint later) {
    long distance = 0;
    for (int i = 0; i < next.length; i++) {
      distance += Math.max(0, later.next[i] - next[i]);
    }
    return distance;
  }

  /** The later of both in each partition. */
  public ResumePoint orLater(ResumePoint other) {
    if (distanceTo(other) == 0) {
      return this;
    }
    var later = next.clone();
    for (int i = 0; i < later.length; i++) {
      later[i] = Math.max(later[i], other.next[i]);
    }
    return new ResumePoint(later);
  }

  /** The earlier of both in each partition. */
  public ResumePoint notBeyond(ResumePoint limit) {
    var earlier = next.clone();
    for (int i = 0; i < earlier.length; i++) {
      earlier[i] = Math.min(earlier[i], limit.next[i]);
    }
    return new ResumePoint(earlier);
  }

  /** As opaque text that {@link #parse} understands. */
  public String toText() {
    var bytes = ByteBuffer.allocate(1 + next.length * MAX_VARINT_BYTES);
    bytes.put(VERSION);
    for (long offset : next) {
      var rest = offset;
      while (rest > GROUP) {
        bytes.put((byte) (rest & GROUP | MORE));
        rest >>>= GROUP_BITS;
      }
      bytes.put((byte) rest);
    }
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Arrays.copyOf(bytes.array(), bytes.position()));
  }

  /** The place that {@link #toText} wrote; empty for any other text. */
  public static Optional<ResumePoint> parse(String text, int partitions) {
    if (text.length() > MAX_TEXT) {
      return Optional.empty();
    }
    try {
      var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (!bytes.hasRemaining() || bytes.get() != VERSION) {
        return Optional.empty();
      }
      var next = new long[partitions];
      for (int i = 0; i < partitions; i++) {
        next[i] = varint(bytes);
      }
      var point = new ResumePoint(next);
      return point.toText().equals(text) ? Optional.of(point) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static long varint(ByteBuffer bytes) {
    long value = 0;
    for (int i = 0; i < MAX_VARINT_BYTES && bytes.hasRemaining(); i++) {
      var group = bytes.get();
      value |= (long) (group & GROUP) << (GROUP_BITS * i);
      if ((group & MORE) == 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("not an offset");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ResumePoint point && Arrays.equals(next, point.next);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(next);
  }

  @Override
  public String toString() {
    return Arrays.toString(next);
  }
}
