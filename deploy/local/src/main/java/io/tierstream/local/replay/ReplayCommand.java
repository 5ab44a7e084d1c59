package io.tierstream.local.replay;

import io.tierstream.events.DeadLetter;
import io.tierstream.local.StartFailure;
import io.tierstream.local.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;

/** What {@code deploy/replay} runs. */
public final class ReplayCommand {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;
  private static final int SOME_LEFT = 3;

  private final PrintStream out;
  private final PrintStream err;

  ReplayCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /**
   * Takes the options of {@code deploy/replay}; the system property {@code tierstream.home} is the
   * project's root.
   */
  public static void main(String[] arguments) {
    System.exit(
        new ReplayCommand(System.out, System.err)
            .run(
                Path.of(System.getProperty("tierstream.home")),
                List.of(arguments),
                System.getenv()));
  }

  int run(Path home, List<String> arguments, Map<String, String> environment) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      out.print(usage());
      return DONE;
    }
    try {
      return run(ReplayOptions.of(home, arguments, environment));
    } catch (UsageException e) {
      tell(e.getMessage());
      err.println("deploy/replay --help says how it is used");
      return MISUSED;
    } catch (StartFailure | ReplayFailure e) {
      tell(e.getMessage());
      return FAILED;
    } catch (KafkaException e) {
      // Such as a client's setting that makes no sense.
      tell(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
      return FAILED;
    }
  }

  private int run(ReplayOptions options) {
    var tally = new Tally(out);
    var replayed = options.dryRun() ? "to replay" : "replayed";
    try (var replay = new Replay(options, Clock.systemUTC(), tally)) {
      replay.run();
    } finally {
      // After a failure, too: so much is done.
      tally.print(replayed);
    }
    out.printf(
        "%s: %d of %s to %s%n",
        replayed,
        tally.of(Tally.Fate.REPLAYED),
        DeadLetter.topic(options.topic(), options.consumer()),
        options.topic());
    return tally.hasLosses() ? SOME_LEFT : DONE;
  }

  private void tell(String message) {
    err.println("deploy/replay: " + message);
  }

  private static String usage() {
    try (InputStream in = ReplayCommand.class.getResourceAsStream("usage.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
