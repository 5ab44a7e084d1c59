package io.tierstream.segmentation.domain;

import java.time.Instant;
import java.util.Comparator;

/** The place of an order or feedback among a customer's: by instant, then by id (UTF-16). */
public record FactKey(Instant at, String id) implements Comparable<FactKey> {

  private static final Comparator<FactKey> ORDER =
      Comparator.comparing(FactKey::at).thenComparing(FactKey::id);

  @Override
  public int compareTo(FactKey other) {
    return ORDER.compare(this, other);
  }
}
