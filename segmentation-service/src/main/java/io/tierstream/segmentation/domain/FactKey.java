package io.tierstream.segmentation.domain;

import java.time.Instant;

/** The place of an order or feedback among a customer's: by instant, then by id (UTF-16). */
public record FactKey(Instant at, String id) implements Comparable<FactKey> {

  @Override
  public int compareTo(FactKey other) {
    int byInstant = at.compareTo(other.at);
    return byInstant != 0 ? byInstant : id.compareTo(other.id);
  }
}
