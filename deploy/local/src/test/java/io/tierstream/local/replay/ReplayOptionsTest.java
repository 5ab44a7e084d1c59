package io.tierstream.local.replay;

import static io.tierstream.events.PoisonException.Reason.AHEAD_OF_CLOCK;
import static io.tierstream.events.PoisonException.Reason.NO_RATE;
import static io.tierstream.events.PoisonException.Reason.UNPARSABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tierstream.events.PoisonException.Reason;
import io.tierstream.local.UsageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayOptionsTest {
  @TempDir Path home;

  @Test
  void withoutOptionsItIsEverythingButWhatWaitsForARateOnWhatUpRuns() {
    var options = options(Map.of());
    assertThat(options.topic()).isEqualTo("orders");
    assertThat(options.consumer()).isEqualTo("segmentation");
    assertThat(options.reasons())
        .hasSize(Reason.values().length - 1)
        .doesNotContain(NO_RATE)
        .contains(UNPARSABLE);
    assertThat(options.limit()).isEqualTo(Integer.MAX_VALUE);
    assertThat(options.again()).isFalse();
    assertThat(options.dryRun()).isFalse();
    assertThat(options.clockOffset()).isZero();
    assertThat(options.bootstrapServers()).isEqualTo("127.0.0.1:19092");
  }

  @Test
  void reasonsAreThoseGiven() {
    assertThat(options(Map.of(), "--reason", "NO_RATE", "--reason=AHEAD_OF_CLOCK").reasons())
        .containsExactlyInAnyOrder(NO_RATE, AHEAD_OF_CLOCK);
  }

  @Test
  void theClockIsThatOfTheSystemThatIsMeant() throws Exception {
    begun(".tierstream", "PT-1H");
    begun("other", "PT-2H");
    var other = home.resolve("other").toString();
    assertThat(options(Map.of()).clockOffset()).isEqualTo(Duration.ofHours(-1));
    assertThat(options(Map.of(), "--data", other).clockOffset()).isEqualTo(Duration.ofHours(-2));
    // Of another installation these data say nothing.
    assertThat(options(Map.of(), "--bootstrap-servers", "b:1").clockOffset()).isZero();
    var environment = Map.of("KAFKA_BOOTSTRAP_SERVERS", "b:1");
    assertThat(options(environment).clockOffset()).isZero();
    assertThat(options(environment).bootstrapServers()).isEqualTo("b:1");
    assertThat(options(environment, "--data", other).clockOffset()).isEqualTo(Duration.ofHours(-2));
    assertThat(options(Map.of("TIERSTREAM_CLOCK_OFFSET", "PT3H"), "--data", other).clockOffset())
        .isEqualTo(Duration.ofHours(3));
  }

  @Test
  void clientsTakeWhatAFileSays() throws Exception {
    var file = Files.writeString(home.resolve("client.properties"), "security.protocol=SSL\n");
    assertThat(options(Map.of(), "--command-config", file.toString()).kafka())
        .containsEntry("security.protocol", "SSL");
  }

  @ParameterizedTest
  @CsvSource({
    "--reason=WHY, AHEAD_OF_CLOCK",
    "--limit=0, from 1",
    "--data=nowhere, nowhere",
    "--command-config=nowhere, can't be read",
    "--discard, unknown option --discard",
    "more, 'not [orders, segmentation, more]'",
    "--limit, wants a value"
  })
  void whatMakesNoSenseIsRefused(String word, String saying) {
    assertThatThrownBy(() -> options(Map.of(), word))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(saying);
  }

  private void begun(String data, String clockOffset) throws Exception {
    Files.writeString(
        Files.createDirectories(home.resolve(data)).resolve("settings.properties"),
        "clock-offset=%s\nbase-currency=CNY\n".formatted(clockOffset));
  }

  private ReplayOptions options(Map<String, String> environment, String... options) {
    var arguments = new ArrayList<>(List.of("orders", "segmentation"));
    arguments.addAll(List.of(options));
    return ReplayOptions.of(home, arguments, environment);
  }
}
