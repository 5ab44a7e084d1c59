package io.tierstream.local.faults;

/**
 * Something that isn't as it must be.
 *
 * @param part what the checker was looking at
 * @param customerId null when it is nobody's
 * @param what order, topic and offset, or column
 */
public record Finding(Part part, String customerId, String what, String expected, String found) {

  /** What the checker looks at. */
  public enum Part {
    /** Everything has come to rest. */
    REST,
    /** The facts on the topics are the ledger. */
    FACTS,
    /** What services store is what they told. */
    STATE,
    /** A key gets one answer. */
    ANSWERS,
    /** Figures follow from the facts. */
    FIGURES,
    /** Tiers follow from the recorded applications. */
    PATH,
    /** What was published is what was recorded. */
    PUBLISHED,
    /** Other services see what was published. */
    VIEWS,
    /** The dead letters are the poison. */
    LETTERS
  }

  @Override
  public String toString() {
    return "%s %s: %s: expected %s, found %s".formatted(part, customerId, what, expected, found);
  }
}
