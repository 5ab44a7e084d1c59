package io.tierstream.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "O-1001", "io.tierstream:x_Y-9", "..."})
  void ids(String text) {
    assertThat(Text.isId(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a/b", "é", "a\0", "一", ".", ".."})
  void otherThanIds(String text) {
    assertThat(Text.isId(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {".", "..", "O-1001"})
  void idsThatOthersMayTellOf(String text) {
    assertThat(Text.isOfIdCharacters(text)).isTrue();
  }

  @Test
  void anIdHasAtMost64Characters() {
    assertThat(Text.isId("x".repeat(64))).isTrue();
    assertThat(Text.isId("x".repeat(65))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"85123A", "红茶 500g", "T-SHIRT \"L\"", "a\\b", "\uD83D\uDE00"})
  void printableTexts(String text) {
    assertThat(Text.isPrintable(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "  ", "a\0b", "a\nb", "a\tb", "\uD83D", "\uDE00x", "a\uFFFD", "\u2028", "\u007F"
      })
  void otherThanPrintableTexts(String text) {
    assertThat(Text.isPrintable(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "129.90", "007.5", "-123456789012345.123456789012"})
  void amounts(String text) {
    assertThat(Text.amount(text)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "1.",
        ".5",
        "1234567890123456",
        "0.1234567890123",
        "1e3",
        "1e999999999",
        "+1",
        "1,5",
        "NaN",
        " 1",
        "٣"
      })
  void otherThanAmounts(String text) {
    assertThat(Text.amount(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "cny", "XYZ", "XXX", "XAU", "CNYY", "12"})
  void otherThanCurrencies(String code) {
    assertThat(Text.currency(code)).isEmpty();
  }
}
