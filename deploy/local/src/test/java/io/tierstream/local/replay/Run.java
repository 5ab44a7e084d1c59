package io.tierstream.local.replay;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tierstream.local.Home;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One run of the command in this process: its exit code and what it said. */
record Run(int code, String out, String err) {

  static Run of(Map<String, String> environment, String... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    int code =
        new ReplayCommand(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8))
            .run(Home.path(), List.of(arguments), environment);
    return new Run(code, out.toString(UTF_8), err.toString(UTF_8));
  }

  static Run on(String bootstrapServers, String topic, String consumer, String... options) {
    var arguments =
        new ArrayList<>(List.of(topic, consumer, "--bootstrap-servers", bootstrapServers));
    arguments.addAll(List.of(options));
    return of(Map.of(), arguments.toArray(String[]::new));
  }
}
