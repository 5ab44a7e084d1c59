package io.tierstream.segmentation.command;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;

/** The service; or, with {@code rebuild} as the first word, a command beside the serving ones. */
@QuarkusMain
public final class Main {

  private static final String REBUILD = "rebuild";

  private Main() {}

  /** Ends the process with the command's exit code, or runs the service until it is stopped. */
  public static void main(String... words) {
    if (List.of(words).indexOf(REBUILD) != 0) {
      Quarkus.run(words);
      return;
    }
    // The profile has no pipeline, relay, schedule or port.
    System.setProperty("quarkus.profile", REBUILD);
    Quarkus.run(
        RebuildCommand.class,
        (code, failure) -> {
          if (failure != null) {
            System.err.println("rebuild: " + failure);
          }
          System.exit(failure == null ? code : RebuildCommand.FAILED);
        },
        words);
  }
}
