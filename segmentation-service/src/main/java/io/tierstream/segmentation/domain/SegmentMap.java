package io.tierstream.segmentation.domain;

import java.util.List;

/** Which segment a customer with these scores is in; covers every combination. */
public final class SegmentMap {

  private static final int SCORES = 5;

  /** By recency, then by frequency and monetary taken together; both from 1 up. */
  private final List<List<String>> cells;

  private SegmentMap(List<List<String>> cells) {
    this.cells = cells;
  }

  /** Rows for recency 1 to 5; in each a segment for FM 1 to 5. Refuses an uncovered cell. */
  public static SegmentMap byRecencyAndFm(List<List<String>> rows) {
    List<List<String>> cells = rows.stream().map(List::copyOf).toList();
    if (cells.size() != SCORES || cells.stream().anyMatch(row -> row.size() != SCORES)) {
      throw new IllegalArgumentException("a segment map has five rows of five cells");
    }
    return new SegmentMap(cells);
  }

  /** The segment of these scores. */
  public String segment(Scores scores) {
    return cells.get(scores.r() - 1).get(scores.fm() - 1);
  }
}
