package io.tierstream.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir Path temporary;

  @Test
  void itIsHeldByOneAtATime() {
    var folder = temporary.resolve("data");
    try (var held = DataFolder.hold(folder)) {
      assertThat(held.settings()).isEmpty();
      assertThatThrownBy(() -> DataFolder.hold(folder))
          .isInstanceOf(StartFailure.class)
          .hasMessageContaining("process " + ProcessHandle.current().pid());
    }
    DataFolder.hold(folder).close();
  }

  @Test
  void whatWasKeptIsThereForTheNext() {
    var options = LocalOptions.of(temporary, List.of("--as-of", "2011-06-01T00:00:00Z"));
    var settings = KeptSettings.begun(options, Instant.EPOCH);
    try (var first = DataFolder.hold(temporary)) {
      first.keep(settings);
    }
    try (var next = DataFolder.hold(temporary)) {
      assertThat(next.settings()).contains(settings);
      next.wipe();
      assertThat(next.settings()).isEmpty();
    }
  }

  @Test
  void onlyOursIsWiped() throws IOException {
    try (var folder = DataFolder.hold(temporary)) {
      Files.createDirectories(folder.kafka().resolve("data"));
      Files.writeString(folder.kafka().resolve("data/log"), "x");
      var letter = Files.writeString(temporary.resolve("letter.txt"), "Dear …");
      folder.wipe();
      assertThat(folder.kafka()).doesNotExist();
      assertThat(letter).exists();
    }
  }

  @Test
  void aFolderOfOtherPeoplesFilesIsNotTaken() throws IOException {
    Files.writeString(temporary.resolve("letter.txt"), "Dear …");
    assertThatThrownBy(() -> DataFolder.hold(temporary))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("none of them is a local system's");
  }

  @Test
  void theProcessesOfAKilledLauncherAreKnownAndThoseOfAStoppedOneForgotten() throws IOException {
    var self = ProcessHandle.current();
    try (var stopped = DataFolder.hold(temporary)) {
      stopped.remember(List.of(self.pid()));
    }
    try (var next = DataFolder.hold(temporary)) {
      assertThat(next.survivors()).isEmpty();
      next.remember(List.of(self.pid()));
    }
    var lines = "1 1970-01-01T00:00:00Z\n%d %s\n%d 1970-01-01T00:00:00Z\n";
    var started = self.info().startInstant().orElseThrow();
    Files.writeString(
        temporary.resolve("processes"), lines.formatted(self.pid(), started, self.pid()));
    try (var afterAKill = DataFolder.hold(temporary)) {
      assertThat(afterAKill.survivors()).containsExactly(self);
    }
  }

  @Test
  void aLargeLogMakesRoomForANewOne() throws IOException {
    try (var folder = DataFolder.hold(temporary)) {
      var log = folder.log("broker");
      Files.write(log, new byte[1 << 20]);
      assertThat(folder.log("broker")).exists();
      Files.write(log, new byte[(8 << 20) + 1]);
      assertThat(folder.log("broker")).doesNotExist();
      assertThat(folder.logs().resolve("broker.log.1")).hasSize((8 << 20) + 1);
    }
  }
}
