package io.tierstream.customer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchTextTest {

  @ParameterizedTest
  @CsvSource({
    "王小明, 小明, true",
    "王小明, 王, true",
    "王小明, 明小, false",
    "Zoë, OË, true",
    "Zoë, oe, false",
    "a_b%c\\d, _b%, true",
    "a_b%c\\d, a%c, false",
    "a_b%c\\d, c\\d, true",
    "ab, ab, true",
    "xab, ab, false",
    "xab, xa, true",
    "Οδυσσέας, ΣΣΈΑΣ, true",
    "Οδυσσέας, σσέασ, true",
    "ZABCD, zabcd, true"
  })
  void aPartIsFoundWhereItIs(String name, String part, boolean isFound) {
    var text = SearchText.of("id", name, null, null);

    assertThat(text.matches(regex(SearchText.pattern(part).orElseThrow()))).isEqualTo(isFound);
  }

  @Test
  void nothingIsFoundAcrossFields() {
    var text = SearchText.of("id", "ada", "123", null);

    assertThat(text.matches(regex(SearchText.pattern("ada123").orElseThrow()))).isFalse();
  }

  @Test
  void blankIsNothingToLookFor() {
    assertThat(SearchText.pattern("  ")).isEmpty();
  }

  /** LIKE, in Java's words. */
  private static String regex(String like) {
    var regex = new StringBuilder("(?s)");
    for (var i = 0; i < like.length(); i++) {
      var c = like.charAt(i);
      if (c == '\\') {
        i++;
        regex.append(Pattern.quote(like.substring(i, i + 1)));
      } else {
        regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
      }
    }
    return regex.toString();
  }
}
