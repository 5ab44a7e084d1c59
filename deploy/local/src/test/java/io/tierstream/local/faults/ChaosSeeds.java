package io.tierstream.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.tierstream.local.Briefly;
import io.tierstream.local.DeployRun;
import io.tierstream.local.Home;
import io.tierstream.local.Wiring;
import io.tierstream.local.faults.Chaos.Outcome;
import io.tierstream.local.faults.Chaos.Recovery;
import io.tierstream.local.faults.Chaos.Size;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Chaos by one seed after the other, each a line of the report: of profiles chaos and soak. A seed
 * that was green with the services as they are is left out, so that it can be gone on with.
 */
class ChaosSeeds {
  private static final Path REPORT = Home.path().resolve("deploy/local/chaos.md");
  private static final String EQUAL = "EQUAL";
  private static final String GREEN = "| " + EQUAL + " | 0 |";
  private static final int DIGITS = 8;
  private static final int MANY_FACTS = 100_000;
  private static final Size SIZE =
      new Size(
          Integer.getInteger("tierstream.facts", 33_000),
          Integer.getInteger("tierstream.rate", 0),
          Integer.getInteger("tierstream.faults", 40),
          Integer.getInteger("tierstream.imports", 2),
          Integer.getInteger("tierstream.imported", 5_000));

  private static final Wiring WIRING = SIZE.facts() > MANY_FACTS ? Wiring.USUAL : new Briefly();

  static LongStream seeds() {
    return LongStream.rangeClosed(
        Long.getLong("tierstream.seeds.first", 1), Long.getLong("tierstream.seeds.last", 20));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void everyEffectIsThereOnce(long seed, @TempDir Path data) throws Exception {
    var services = services();
    var begun = "| %s | %d | %d ".formatted(services, seed, SIZE.facts());
    assumeFalse(
        Files.readAllLines(REPORT).stream()
            .anyMatch(line -> line.startsWith(begun) && line.endsWith(GREEN)),
        () -> "seed " + seed + " was green before");
    try (var system = FaultySystem.start(data.resolve("system"), WIRING)) {
      var outcome = new Chaos(system, data).run(seed, SIZE);
      // Merges lead paths that the checker can't follow; to fold all of it anew can.
      var rebuild = DeployRun.rebuild(system.system(), data.resolve("system"));
      var line = begun + line(outcome, rebuild.code() == 0) + "\n";
      Files.writeString(REPORT, line, StandardOpenOption.APPEND);
      assertThat(outcome.report().findings()).as("%s", outcome.schedule()).isEmpty();
      assertThat(rebuild.code()).as("%s", rebuild.lines()).isZero();
    }
  }

  private static String line(Outcome outcome, boolean isRebuiltEqual) {
    var report = outcome.report();
    return "| %d | %d | %d | %d | %d | %d | %d s | %s | %s | %d |"
        .formatted(
            outcome.schedule().entries().size(),
            report.facts(),
            report.indeterminate(),
            report.customers(),
            report.tierChanges(),
            report.repeats(),
            outcome.summary().took().toSeconds(),
            RecoveryProbe.medianAndLongest(
                outcome.recoveries().stream().map(Recovery::took).toList()),
            isRebuiltEqual ? EQUAL : "DIFFERENT",
            report.findings().size());
  }

  /** Which services these are: a digest of what is committed of them, whatever else changes. */
  private static String services() throws IOException, InterruptedException {
    var git =
        new ProcessBuilder(
                List.of("git", "ls-files", "--stage", "--", "pom.xml", ":(glob)**/src/main/**"))
            .directory(Home.path().toFile())
            .redirectErrorStream(true)
            .start();
    try (var output = git.getInputStream()) {
      var files = output.readAllBytes();
      assertThat(git.waitFor()).as(new String(files, UTF_8)).isZero();
      var digest = MessageDigest.getInstance("SHA-1").digest(files);
      return HexFormat.of().formatHex(digest, 0, DIGITS / 2);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
