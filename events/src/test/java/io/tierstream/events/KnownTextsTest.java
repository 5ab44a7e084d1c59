package io.tierstream.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownTextsTest {

  private static final int MANY = 20_000;

  private final KnownTexts known = new KnownTexts();

  @Test
  void holdsATextOnce() {
    var first = of("xCNY".getBytes(UTF_8), 1, 4);
    assertThat(of("{CNY}".getBytes(UTF_8), 1, 4)).isEqualTo("CNY").isSameAs(first);
    assertThat(known.behind(2, "x.CNY")).isSameAs(first);
    assertThat(known.of("xCNYx".toCharArray(), 1, 3)).isSameAs(first);
  }

  @Test
  void givesEachItsOwnHoweverManyThereAre() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < MANY; i++) {
        var text = "t" + i;
        var bytes = text.getBytes(UTF_8);
        assertThat(of(bytes, 0, bytes.length)).isEqualTo(text);
        assertThat(of(bytes, 1, bytes.length)).isEqualTo(text.substring(1));
        assertThat(known.behind(1, text)).isEqualTo(text.substring(1));
        assertThat(known.of(text.toCharArray(), 1, text.length() - 1)).isEqualTo(text.substring(1));
      }
    }
  }

  @Test
  void tellsTextsOfTheSameHashApart() {
    assertThat("Aa".hashCode()).isEqualTo("BB".hashCode());
    assertThat(of("Aa".getBytes(UTF_8), 0, 2)).isEqualTo("Aa");
    assertThat(of("BB".getBytes(UTF_8), 0, 2)).isEqualTo("BB");
    assertThat(known.behind(0, "Aa")).isEqualTo("Aa");
    assertThat(known.of(new char[] {'B', 'B'}, 0, 2)).isEqualTo("BB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "caf\u00e9", "\u4e0a\u6d77", "\ud83d\udca5", "x\u0000"})
  void readsAnyText(String text) {
    var bytes = text.getBytes(UTF_8);
    assertThat(of(bytes, 0, bytes.length)).isEqualTo(text);
    assertThat(known.of(text.toCharArray(), 0, text.length())).isEqualTo(text);
    var longer = text.repeat(100);
    assertThat(of(longer.getBytes(UTF_8), 0, 100 * bytes.length)).isEqualTo(longer);
  }

  private String of(byte[] bytes, int from, int to) {
    return known.of(bytes, from, to);
  }
}
