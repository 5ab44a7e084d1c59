package io.tierstream.customer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileRulesTest {

  private static final int YEAR = 2026;

  @ParameterizedTest
  @ValueSource(
      strings = {"13800138000", "+86 138-0013-8000", "(010) 1234 5678", "+49.30/123x4", "110"})
  void phones(String phone) {
    assertThat(ProfileRules.brokenBy(new Profile("A", phone, null, null, Attributes.NONE), YEAR))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"12", "call me", "1-800-FLOWERS", "+", "++123", "123\n456"})
  void otherThanPhones(String phone) {
    assertThat(ProfileRules.brokenBy(new Profile("A", phone, null, null, Attributes.NONE), YEAR))
        .extracting(BrokenRule::field)
        .containsExactly("phone");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a@b", "o'brien+x@例子.中国", "\"quoted\"@example.org"})
  void emails(String email) {
    assertThat(ProfileRules.brokenBy(new Profile("A", null, email, null, Attributes.NONE), YEAR))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "@b", "a@", "a@b@c", "a b@c"})
  void otherThanEmails(String email) {
    assertThat(ProfileRules.brokenBy(new Profile("A", null, email, null, Attributes.NONE), YEAR))
        .extracting(BrokenRule::rule)
        .containsExactly("email");
  }

  @Test
  void nobodyIsBornTooEarlyOrNextYear() {
    assertThat(bornIn(1900)).isEmpty();
    assertThat(bornIn(YEAR)).isEmpty();
    assertThat(bornIn(1899)).hasSize(1);
    assertThat(bornIn(YEAR + 1))
        .extracting(BrokenRule::message)
        .containsExactly("must be from 1900 to 2026");
  }

  private static List<BrokenRule> bornIn(int year) {
    var attributes = new Attributes(null, null, null, year, null, null, null, null, null);
    return ProfileRules.brokenBy(new Profile("A", null, null, null, attributes), YEAR);
  }

  @Test
  void allThatIsBrokenIsTold() {
    var attributes =
        new Attributes("", null, 10, null, null, null, null, List.of("a", "a"), List.of("\n"));

    assertThat(ProfileRules.brokenBy(new Profile(null, null, null, "a\nb", attributes), YEAR))
        .extracting(rule -> rule.field() + " " + rule.rule())
        .containsExactly(
            "name notNull",
            "attributes.region printable",
            "attributes.cityTier range",
            "attributes.preferences[1] unique",
            "attributes.tags[0] printable");
  }
}
