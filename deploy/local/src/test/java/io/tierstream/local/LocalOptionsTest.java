package io.tierstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tierstream.local.demo.DemoOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalOptionsTest {
  private static final Path HOME = Path.of("/home/of/the/project");

  @Test
  void withoutOptionsEverythingGoesOnAsTheDataSay() {
    var options = LocalOptions.of(HOME, List.of());
    assertThat(options.data()).isEqualTo(HOME.resolve(".tierstream"));
    assertThat(options.fresh()).isFalse();
    assertThat(options.asOf()).isNull();
    assertThat(options.baseCurrency()).isNull();
    assertThat(options.port(Service.CUSTOMER)).isEqualTo(8081);
    assertThat(options.port(Service.ORDER)).isEqualTo(8082);
    assertThat(options.port(Service.FEEDBACK)).isEqualTo(8083);
    assertThat(options.port(Service.SEGMENTATION)).isEqualTo(8084);
    assertThat(options.segmentationInstances()).isEqualTo(1);
  }

  @Test
  void aValueFollowsItsOptionAsAWordOrAfterAnEqualsSign() {
    var options =
        LocalOptions.of(
            HOME,
            List.of(
                "--as-of=2011-06-01T00:00:00Z",
                "--base-currency",
                "GBP",
                "--order-port=0",
                "--java-option=-Da=b",
                "--java-option",
                "-XX:+UseSerialGC"));
    assertThat(options.asOf()).isEqualTo(Instant.parse("2011-06-01T00:00:00Z"));
    assertThat(options.baseCurrency()).isEqualTo("GBP");
    assertThat(options.port(Service.ORDER)).isZero();
    assertThat(options.javaOptions()).containsExactly("-Da=b", "-XX:+UseSerialGC");
  }

  @ParameterizedTest
  @CsvSource({
    "--as-of, 2011-06-01, 'wants an instant'",
    "--base-currency, XYZZ, 'wants an ISO 4217 code'",
    "--kafka-port, 70000, 'from 0 to 65535'",
    "--kafka-port, many, 'from 0 to 65535'",
    "--segmentation-instances, 13, 'from 1 to 12'",
    "--demo-rate, 0, 'from 1 to 100'",
    "--demo-seed, x, 'wants a number'",
    "--frehs, true, 'unknown option --frehs'"
  })
  void whatMakesNoSenseIsNamed(String option, String value, String message) {
    assertThatThrownBy(() -> LocalOptions.of(HOME, List.of(option, value)))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(message);
  }

  @Test
  void aDemonstrationRunsOnlyWhenAskedFor() {
    assertThat(LocalOptions.of(HOME, List.of()).demo()).isNull();
    assertThat(LocalOptions.of(HOME, List.of("--demo")).demo()).isEqualTo(new DemoOptions(3, null));
    assertThat(LocalOptions.of(HOME, List.of("--demo", "--demo-rate", "9", "--demo-seed=4")).demo())
        .isEqualTo(new DemoOptions(9, 4L));
  }

  @Test
  void aMissingValueIsNamed() {
    assertThatThrownBy(() -> LocalOptions.of(HOME, List.of("--data")))
        .isInstanceOf(UsageException.class)
        .hasMessage("--data wants a value");
  }
}
