package io.tierstream.segmentation.application;

import io.tierstream.segmentation.persistence.Publication;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * What a number's commits have decided to publish and the broker hasn't acknowledged. One thread
 * adds while another publishes.
 */
final class Unsent {

  private final Deque<Publication> publications;
  private long acknowledged;

  /**
   * @param acknowledged the sequence number of the last that was, 0 for none
   * @param publications those after it, in order
   */
  Unsent(long acknowledged, Collection<Publication> publications) {
    this.acknowledged = acknowledged;
    this.publications = new ArrayDeque<>(publications);
  }

  synchronized void add(Collection<Publication> committed) {
    publications.addAll(committed);
  }

  /** In order. */
  synchronized List<Publication> all() {
    return List.copyOf(publications);
  }

  synchronized int size() {
    return publications.size();
  }

  /** The broker has acknowledged everything up to {@code seq}. */
  synchronized void acknowledge(long seq) {
    while (!publications.isEmpty() && publications.getFirst().seq() <= seq) {
      acknowledged = publications.removeFirst().seq();
    }
  }

  /** The sequence number of the last that the broker has acknowledged. */
  synchronized long acknowledged() {
    return acknowledged;
  }
}
