package io.tierstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeptSettingsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  @Test
  void theClocksShowWhatWasAskedForWhenTheServicesStart() {
    var settings = KeptSettings.begun(options("--as-of", "2011-06-01T00:00:00Z"), NOW);
    assertThat(NOW.plus(settings.clockOffset())).isEqualTo("2011-06-01T00:00:00Z");
  }

  @Test
  void withoutAnInstantTheClocksAreTheMachines() {
    var settings = KeptSettings.begun(options(), NOW);
    assertThat(settings.clockOffset()).isEqualTo(Duration.ZERO);
    assertThat(settings.baseCurrency()).isEqualTo("CNY");
  }

  @Test
  void theyAreKeptAsTheyAre() {
    var shifted =
        KeptSettings.begun(
            options("--as-of", "2011-06-01T00:00:00Z", "--base-currency", "GBP"), NOW);
    assertThat(KeptSettings.of(shifted.properties())).isEqualTo(shifted);
    var plain = KeptSettings.begun(options(), NOW);
    assertThat(KeptSettings.of(plain.properties())).isEqualTo(plain);
  }

  @Test
  void theSameOrNothingIsNoChange() {
    var settings =
        KeptSettings.begun(
            options("--as-of", "2011-06-01T00:00:00Z", "--base-currency", "GBP"), NOW);
    assertThatCode(() -> settings.mustSuit(options())).doesNotThrowAnyException();
    assertThatCode(
            () ->
                settings.mustSuit(
                    options("--as-of", "2011-06-01T00:00:00Z", "--base-currency", "GBP")))
        .doesNotThrowAnyException();
  }

  @Test
  void anotherInstantOrCurrencyIsRefused() {
    var settings = KeptSettings.begun(options(), NOW);
    assertThatThrownBy(() -> settings.mustSuit(options("--as-of", "2011-06-01T00:00:00Z")))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("begun with the machine's clock")
        .hasMessageContaining("needs --fresh");
    assertThatThrownBy(() -> settings.mustSuit(options("--base-currency", "GBP")))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("base currency CNY")
        .hasMessageContaining("needs --fresh");
  }

  private static LocalOptions options(String... words) {
    return LocalOptions.of(Path.of("."), List.of(words));
  }
}
