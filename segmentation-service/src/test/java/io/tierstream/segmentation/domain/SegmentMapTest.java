package io.tierstream.segmentation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SegmentMapTest {

  private static final SegmentMap MAP = ScoringModel.standard().segments();

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "5, New, Potential loyalist, Potential loyalist, Champion, Champion",
        "4, Promising, Potential loyalist, Potential loyalist, Loyal, Champion",
        "3, About to sleep, About to sleep, Needs attention, Loyal, Loyal",
        "2, Hibernating, Hibernating, At risk, At risk, Can't lose",
        "1, Lost, Hibernating, At risk, At risk, Can't lose"
      })
  @Tag("domain-2.15")
  @Tag("domain-5.2")
  void eachCellHasItsSegment(int r, String fm1, String fm2, String fm3, String fm4, String fm5) {
    List<String> row = List.of(fm1, fm2, fm3, fm4, fm5);
    for (int f = 1; f <= 5; f++) {
      for (int m = 1; m <= 5; m++) {
        int fm = (int) Math.ceil((f + m) / 2.0);
        assertThat(MAP.segment(new Scores(r, f, m, null)))
            .as("R %d F %d M %d", r, f, m)
            .isEqualTo(row.get(fm - 1));
      }
    }
  }

  @Test
  @Tag("domain-5.1")
  void frequencyAndMonetaryAreRoundedUpTogether() {
    assertThat(MAP.segment(new Scores(5, 1, 2, null))).isEqualTo("Potential loyalist");
    assertThat(MAP.segment(new Scores(5, 2, 1, null))).isEqualTo("Potential loyalist");
    assertThat(MAP.segment(new Scores(4, 4, 5, null))).isEqualTo("Champion");
  }

  @Test
  @Tag("domain-2.24")
  @Tag("domain-5.5")
  void aMapThatLeavesACellUncoveredIsRefused() {
    SegmentRule most = new SegmentRule("most", null, null, Set.of(1, 2, 3, 4), null);
    SegmentRule more = new SegmentRule("more", Set.of(2, 3, 4, 5), null, Set.of(5), null);
    SegmentRule nearlyAll = new SegmentRule("nearly all", null, Set.of(1, 2, 4, 5), null, null);
    assertThatThrownBy(() -> SegmentMap.of(List.of(most, more, nearlyAll)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 of 125")
        .hasMessageContaining("1-3-5");
    assertThatThrownBy(() -> SegmentMap.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("125 of 125");
  }

  @Tag("domain-5.4")
  @Tag("domain-5.6")
  @Test
  void theFirstRuleThatMatchesDecidesAndThoseThatNeverMatchAreListed() {
    SegmentMap map =
        SegmentMap.of(
            List.of(
                new SegmentRule("best", Set.of(5), Set.of(5), Set.of(5), null),
                new SegmentRule("fresh", Set.of(4, 5), null, null, null),
                new SegmentRule("fresh again", Set.of(5), null, null, Set.of(1, 2)),
                new SegmentRule("big", null, null, null, Set.of(5)),
                new SegmentRule("rest", null, null, null, null),
                new SegmentRule("nobody", Set.of(1), null, null, null)));

    assertThat(map.segment(new Scores(5, 5, 5, null))).isEqualTo("best");
    assertThat(map.segment(new Scores(5, 5, 4, null))).isEqualTo("fresh");
    assertThat(map.segment(new Scores(5, 1, 1, null))).isEqualTo("fresh");
    assertThat(map.segment(new Scores(3, 4, 5, null))).isEqualTo("big");
    assertThat(map.segment(new Scores(3, 4, 4, 5))).isEqualTo("rest");
    assertThat(map.shadowed()).containsExactly(2, 5);
    assertThat(SegmentMap.standard().shadowed()).isEmpty();
    assertThat(SegmentMap.eightClasses().shadowed()).isEmpty();
  }

  @Tag("domain-5.3")
  @ParameterizedTest
  @CsvSource({
    "重要价值, 4, 4, 4",
    "重要发展, 5, 3, 4",
    "重要保持, 3, 5, 5",
    "重要挽留, 1, 3, 4",
    "一般价值, 4, 5, 3",
    "一般发展, 4, 1, 3",
    "一般保持, 3, 4, 1",
    "一般挽留, 3, 3, 3"
  })
  void eachOfTheEightClassesIsByWhetherAScoreIsHigh(String segment, int r, int f, int m) {
    assertThat(SegmentMap.eightClasses().segment(new Scores(r, f, m, null))).isEqualTo(segment);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 6})
  void aRuleIsOfScores(int score) {
    assertThatThrownBy(() -> new SegmentRule("x", null, Set.of(1, score), null, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("f must be scores from 1 to 5");
    assertThatThrownBy(() -> new SegmentRule("x", null, null, Set.of(), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("m must be");
  }
}
