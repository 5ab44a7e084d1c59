package io.tierstream.segmentation.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which segment a customer with these scores is in, by ordered rules of which the first that
 * matches decides; §5. Covers every combination of recency, frequency and monetary. Immutable.
 */
public final class SegmentMap {

  /** More than there are cells, of which each can have a segment of its own. */
  public static final int MOST_RULES = 200;

  private static final int SCORES = Scores.HIGHEST;

  private static final SegmentMap STANDARD =
      of(
          List.of(
              SegmentRule.byRecencyAndFm("New", List.of(5), List.of(1)),
              SegmentRule.byRecencyAndFm("Promising", List.of(4), List.of(1)),
              SegmentRule.byRecencyAndFm("Potential loyalist", List.of(4, 5), List.of(2, 3)),
              SegmentRule.byRecencyAndFm("Champion", List.of(5), List.of(4, 5)),
              SegmentRule.byRecencyAndFm("Champion", List.of(4), List.of(5)),
              SegmentRule.byRecencyAndFm("Loyal", List.of(3, 4), List.of(4, 5)),
              SegmentRule.byRecencyAndFm("About to sleep", List.of(3), List.of(1, 2)),
              SegmentRule.byRecencyAndFm("Needs attention", List.of(3), List.of(3)),
              SegmentRule.byRecencyAndFm("Lost", List.of(1), List.of(1)),
              SegmentRule.byRecencyAndFm("Hibernating", List.of(1, 2), List.of(1, 2)),
              SegmentRule.byRecencyAndFm("At risk", List.of(1, 2), List.of(3, 4)),
              SegmentRule.byRecencyAndFm("Can't lose", List.of(1, 2), List.of(5))));

  private static final SegmentMap EIGHT_CLASSES =
      of(
          List.of(
              eighth("重要价值", true, true, true),
              eighth("重要发展", true, false, true),
              eighth("重要保持", false, true, true),
              eighth("重要挽留", false, false, true),
              eighth("一般价值", true, true, false),
              eighth("一般发展", true, false, false),
              eighth("一般保持", false, true, false),
              eighth("一般挽留", false, false, false)));

  private final List<SegmentRule> rules;

  /** By recency, frequency and monetary, each from 1 up: the index of the rule that decides. */
  private final int[] cells;

  private SegmentMap(List<SegmentRule> rules, int[] cells) {
    this.rules = rules;
    this.cells = cells;
  }

  /** The map a shop starts with, by recency, and frequency and monetary taken together. */
  public static SegmentMap standard() {
    return STANDARD;
  }

  /** The eight classes used in China, by whether each score is high. */
  public static SegmentMap eightClasses() {
    return EIGHT_CLASSES;
  }

  private static SegmentRule eighth(String segment, boolean r, boolean f, boolean m) {
    return new SegmentRule(segment, side(r), side(f), side(m), null);
  }

  private static Set<Integer> side(boolean high) {
    return high ? Set.of(4, 5) : Set.of(1, 2, 3);
  }

  /** Refuses rules that are too many, or leave a cell uncovered, which it names. */
  public static SegmentMap of(List<SegmentRule> rules) {
    List<SegmentRule> copy = List.copyOf(rules);
    if (copy.size() > MOST_RULES) {
      throw new IllegalArgumentException("segments must be at most " + MOST_RULES);
    }
    int[] cells = new int[SCORES * SCORES * SCORES];
    List<String> uncovered = new ArrayList<>();
    for (Scores scores : all()) {
      int decides = first(copy, scores);
      cells[cell(scores)] = decides;
      if (decides < 0) {
        uncovered.add("%d-%d-%d".formatted(scores.r(), scores.f(), scores.m()));
      }
    }
    if (!uncovered.isEmpty()) {
      throw new IllegalArgumentException(
          "segments must cover every combination of r-f-m; %d of %d are missing, the first is %s"
              .formatted(uncovered.size(), cells.length, uncovered.get(0)));
    }
    return new SegmentMap(copy, cells);
  }

  private static List<Scores> all() {
    List<Scores> all = new ArrayList<>();
    for (int r = 1; r <= SCORES; r++) {
      for (int f = 1; f <= SCORES; f++) {
        for (int m = 1; m <= SCORES; m++) {
          all.add(new Scores(r, f, m, null));
        }
      }
    }
    return all;
  }

  private static int first(List<SegmentRule> rules, Scores scores) {
    return IntStream.range(0, rules.size())
        .filter(i -> rules.get(i).matches(scores))
        .findFirst()
        .orElse(-1);
  }

  private static int cell(Scores scores) {
    return ((scores.r() - 1) * SCORES + scores.f() - 1) * SCORES + scores.m() - 1;
  }

  /** The segment of these scores. */
  public String segment(Scores scores) {
    return rules.get(cells[cell(scores)]).segment();
  }

  /** In the order in which they are asked. */
  public List<SegmentRule> rules() {
    return rules;
  }

  /** The indexes of rules that can never match, since those before them take everything. */
  public List<Integer> shadowed() {
    return IntStream.range(0, rules.size())
        .filter(i -> IntStream.of(cells).noneMatch(decides -> decides == i))
        .boxed()
        .toList();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SegmentMap map && rules.equals(map.rules);
  }

  @Override
  public int hashCode() {
    return rules.hashCode();
  }

  @Override
  public String toString() {
    return "SegmentMap of " + rules;
  }
}
