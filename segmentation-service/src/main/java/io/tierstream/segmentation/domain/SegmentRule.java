package io.tierstream.segmentation.domain;

import java.util.List;
import java.util.Set;

/**
 * Names a segment for the scores it matches. Null is any score.
 *
 * @param segment a {@link GroupName}
 * @param r recency's scores
 * @param f frequency's
 * @param m monetary's
 * @param fm those of frequency and monetary taken together
 */
public record SegmentRule(
    String segment, Set<Integer> r, Set<Integer> f, Set<Integer> m, Set<Integer> fm) {

  public SegmentRule {
    GroupName.checked("segment", segment);
    r = scores("r", r);
    f = scores("f", f);
    m = scores("m", m);
    fm = scores("fm", fm);
  }

  /** By recency, and frequency and monetary taken together. */
  static SegmentRule byRecencyAndFm(String segment, List<Integer> r, List<Integer> fm) {
    return new SegmentRule(segment, Set.copyOf(r), null, null, Set.copyOf(fm));
  }

  private static Set<Integer> scores(String name, Set<Integer> scores) {
    if (scores == null) {
      return null;
    }
    if (scores.isEmpty()
        || scores.stream().anyMatch(s -> s < Scores.LOWEST || s > Scores.HIGHEST)) {
      throw new IllegalArgumentException(name + " must be scores from 1 to 5, or absent for any");
    }
    return Set.copyOf(scores);
  }

  boolean matches(Scores scores) {
    return isAmong(r, scores.r())
        && isAmong(f, scores.f())
        && isAmong(m, scores.m())
        && isAmong(fm, scores.fm());
  }

  private static boolean isAmong(Set<Integer> wanted, int score) {
    return wanted == null || wanted.contains(score);
  }
}
