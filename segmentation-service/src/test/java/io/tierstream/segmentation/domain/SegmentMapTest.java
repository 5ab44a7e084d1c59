package io.tierstream.segmentation.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("domain-5")
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
  void frequencyAndMonetaryAreRoundedUpTogether() {
    assertThat(MAP.segment(new Scores(5, 1, 2, null))).isEqualTo("Potential loyalist");
    assertThat(MAP.segment(new Scores(5, 2, 1, null))).isEqualTo("Potential loyalist");
    assertThat(MAP.segment(new Scores(4, 4, 5, null))).isEqualTo("Champion");
  }

  @Test
  void aMapThatLeavesACellUncoveredIsRefused() {
    List<String> row = List.of("a", "b", "c", "d", "e");
    List<String> gap = List.of("a", "b", "c", "d");
    assertThatThrownBy(() -> SegmentMap.byRecencyAndFm(List.of(row, row, row, row, gap)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SegmentMap.byRecencyAndFm(List.of(row, row, row, row)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
