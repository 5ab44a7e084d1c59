package io.tierstream.segmentation.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountTest {

  @ParameterizedTest
  @CsvSource({"0.078125,0.0781", "0.07815,0.0782", "1.99999,2.00", "129.9,129.90", "1E+3,1000.00"})
  void ofFiguresHasAtMostFour(BigDecimal amount, String text) {
    assertThat(Amount.rounded(amount)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0.00",
    "0.0000,0.00",
    "129.9,129.90",
    "129.9050,129.905",
    "1E+3,1000.00",
    "0.078125,0.078125"
  })
  void hasTwoDecimalsOrWhatItNeeds(BigDecimal amount, String text) {
    assertThat(Amount.text(amount)).isEqualTo(text);
  }
}
