package io.tierstream.segmentation.persistence;

import java.util.Set;

/**
 * Another owner has taken these partition numbers, or their positions aren't what this one knew.
 */
public class OwnershipLostException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Set<Integer> numbers;

  OwnershipLostException(Set<Integer> numbers, String reason) {
    super(reason + " " + numbers);
    this.numbers = numbers;
  }

  public Set<Integer> numbers() {
    return numbers;
  }
}
