package io.tierstream.segmentation.application;

import java.util.List;

/** The model in force has no tier of this name. */
public final class UnknownTier extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<String> known;

  UnknownTier(List<String> known) {
    super("no such tier");
    this.known = known;
  }

  /** Those that it has, the lowest first. */
  public List<String> known() {
    return known;
  }
}
