package io.tierstream.segmentation.application;

/**
 * Something that the tables have otherwise than the rebuild.
 *
 * @param customerId whose; null when it is nobody's
 * @param live as the tables have it; null when they don't
 * @param rebuilt as it should be; null when it shouldn't
 */
public record Difference(String customerId, Part part, String what, String live, String rebuilt) {

  /** Of what. */
  public enum Part {
    /** The standing, which a switch-over mends. */
    STANDING,
    /** The standing's figures, held against the facts alone. */
    FIGURES,
    /** The rebuilt standing's figures, held against the facts alone. */
    FOLD,
    /** What was recorded for ever: applications and tier changes. */
    HISTORY,
    /** A record of a topic, or the place where one should be. */
    RECORD
  }

  /** Whether putting the rebuilt standing in the live one's place mends it. */
  boolean isOfTheStanding() {
    return part == Part.STANDING || part == Part.FIGURES;
  }
}
