package io.tierstream.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {

  private final Options options =
      new Options("usage")
          .number("--rounds", 3)
          .numbers("--rates", "1,8")
          .some("--only", "few", "Kafka Streams")
          .text("--jvm")
          .preset("--quick", Map.of("--rounds", "1"));

  @Test
  void whatIsNotToldIsAsUsual() {
    options.read();
    assertThat(options.number("--rounds")).isEqualTo(3);
    assertThat(options.numbers("--rates")).containsExactly(1, 8);
    assertThat(options.has("--only", "few")).isTrue();
    assertThat(options.words("--jvm")).isEmpty();
  }

  @Test
  void whatIsToldLastCounts() {
    options.read("--quick", "--rates", "5", "--only", "Kafka Streams", "--jvm", " -Da=b  -Xmx1g");
    assertThat(options.number("--rounds")).isEqualTo(1);
    assertThat(options.numbers("--rates")).isEqualTo(List.of(5));
    assertThat(options.has("--only", "few")).isFalse();
    assertThat(options.has("--only", "Kafka Streams")).isTrue();
    assertThat(options.words("--jvm")).containsExactly("-Da=b", "-Xmx1g");
  }

  @Test
  void whatMakesNoSenseIsNamed() {
    assertThatThrownBy(() -> options.read("--round", "3")).hasMessageContaining("--round.");
    assertThatThrownBy(() -> options.read("--rounds")).hasMessageContaining("--rounds needs");
    assertThatThrownBy(() -> options.read("--rounds", "0")).hasMessageContaining("--rounds can't");
    assertThatThrownBy(() -> options.read("--only", "many")).hasMessageContaining("--only can't");
  }
}
