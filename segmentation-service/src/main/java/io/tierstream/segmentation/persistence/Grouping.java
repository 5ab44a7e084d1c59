package io.tierstream.segmentation.persistence;

/** By what customers are told apart. */
public enum Grouping {
  TIER("tier"),
  SEGMENT("segment"),
  LIFECYCLE("lifecycle");

  private final String property;

  Grouping(String property) {
    this.property = property;
  }

  /** Its name in queries, here and over REST. */
  public String property() {
    return property;
  }
}
