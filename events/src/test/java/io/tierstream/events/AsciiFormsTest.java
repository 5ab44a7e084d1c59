package io.tierstream.events;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The forms are those of the patterns that they spare. */
class AsciiFormsTest {

  private static final Mutations MUTATIONS = Mutations.of("forms of texts");
  private static final int TRIES = 20;

  private static final List<String> GOOD =
      List.of(
          "O-1001",
          "0197c3a1-7b54-7c1e-9d2f-3a4b5c6d7e8f",
          "io.tierstream.order.paid.v1",
          "x".repeat(63),
          "x".repeat(64),
          "x".repeat(254),
          "x".repeat(255),
          "CNY",
          "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
          "129.90",
          "0.00",
          "00.10",
          "7",
          "99999999999999",
          "99999999999999.9999",
          "1.0001");

  @Test
  void ids() {
    agree("[A-Za-z0-9._:-]{1,64}", AsciiForms::isId);
  }

  @Test
  void names() {
    agree("[!-~]{1,255}", text -> AsciiForms.isName(text.getBytes(UTF_8)));
  }

  @Test
  void currencies() {
    agree("[A-Z]{3}", AsciiForms::isCurrency);
  }

  @Test
  void traceparents() {
    agree(
        "[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}",
        text -> AsciiForms.isTraceparent(text.getBytes(UTF_8)));
  }

  @Test
  void amounts() {
    agree(
        "\\d{1,14}(\\.\\d{1,4})?",
        text -> {
          var amount = AsciiForms.amount(text);
          if (amount != null) {
            assertThat(amount).isEqualTo(new BigDecimal(text));
          }
          return amount != null;
        });
  }

  @Test
  void everyByteThereIs() {
    for (int b = 0; b < 256; b++) {
      byte[] one = {(byte) b};
      var text = new String(one, ISO_8859_1);
      assertThat(AsciiForms.isId(text)).isEqualTo(text.matches("[A-Za-z0-9._:-]"));
      assertThat(AsciiForms.isName(one)).isEqualTo(text.matches("[!-~]"));
      assertThat(AsciiForms.isCurrency("A" + text + "Z")).isEqualTo(text.matches("[A-Z]"));
      assertThat(AsciiForms.amount(text) != null).isEqualTo(text.matches("[0-9]"));
    }
  }

  private static void agree(String pattern, Predicate<String> form) {
    var rule = Pattern.compile(pattern);
    MUTATIONS
        .numbers()
        .forEach(
            number -> {
              var dice = MUTATIONS.dice(number);
              for (int i = 0; i < TRIES; i++) {
                var text = mutated(dice);
                assertThat(form.test(text))
                    .as("%s, %s", text, MUTATIONS.again(number))
                    .isEqualTo(rule.matcher(text).matches());
              }
            });
  }

  private static String mutated(Random dice) {
    var mutated = new StringBuilder(GOOD.get(dice.nextInt(GOOD.size())));
    for (int i = 0; i < dice.nextInt(4); i++) {
      int at = dice.nextInt(mutated.length() + 1);
      int end = Math.min(at + 1, mutated.length());
      var other = "09.-:_/Aazf ~\u007f\u00e9\u0663\n\0".charAt(dice.nextInt(18));
      mutated.replace(
          at, dice.nextBoolean() ? at : end, dice.nextInt(3) == 0 ? "" : String.valueOf(other));
    }
    return mutated.toString();
  }
}
