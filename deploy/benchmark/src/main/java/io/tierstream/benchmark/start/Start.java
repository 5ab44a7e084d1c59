package io.tierstream.benchmark.start;

import io.tierstream.benchmark.Medians;
import io.tierstream.benchmark.Options;
import io.tierstream.embedded.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * How long {@code deploy/up} takes from a warm build until all services are ready, on new data and
 * on data that are there; what the services' logs say of their own starts; and the memory of each
 * process when idle.
 */
public final class Start {
  private static final String USAGE =
      """
      usage: deploy/benchmark/run Start [option value]…
        --rounds N           by default 3; each starts on new data, and then on the same again
        --idle N             seconds until the memory is looked at, by default 10
        --java-option OPTION of the broker's and the services' JVMs; none by default""";

  private final Options options;

  private Start(Options options) {
    this.options = options;
  }

  /** Exits with 2 when an option makes no sense. */
  public static void main(String[] arguments) throws Exception {
    var options = options().readOrExit(arguments);
    new Start(options).measure();
    System.exit(0);
  }

  private void measure() throws IOException, InterruptedException {
    var onNew = new ArrayList<LocalStart>();
    var again = new ArrayList<LocalStart>();
    for (int round = 0; round < options.number("--rounds"); round++) {
      var data = Files.createTempDirectory("tierstream-start-");
      try {
        onNew.add(run(data));
        again.add(run(data));
      } finally {
        FileTree.delete(data);
      }
    }
    System.out.print(table(onNew, again));
  }

  private LocalStart run(Path data) throws IOException, InterruptedException {
    return LocalStart.of(
        Path.of(System.getProperty("tierstream.home")),
        data,
        options.get("--java-option"),
        options.number("--idle"));
  }

  private static String table(List<LocalStart> onNew, List<LocalStart> again) {
    var text = new StringBuilder("%-58s %9s %9s%n".formatted("seconds", "new data", "again"));
    line(text, "deploy/up to ready", onNew, again, start -> Map.of("", start.seconds()));
    line(text, "", onNew, again, LocalStart::steps);
    line(text, "log of ", onNew, again, LocalStart::logged);
    text.append("%-58s %9s %9s%n".formatted("MB when idle", "", ""));
    line(text, "", onNew, again, LocalStart::megabytes);
    return text.toString();
  }

  private static void line(
      StringBuilder text,
      String prefix,
      List<LocalStart> onNew,
      List<LocalStart> again,
      Function<LocalStart, Map<String, Double>> figures) {
    var names = new LinkedHashMap<String, Double>();
    onNew.forEach(start -> names.putAll(figures.apply(start)));
    for (var name : names.keySet()) {
      text.append(
          String.format(
              Locale.ROOT,
              "  %-56.56s %9.1f %9.1f%n",
              prefix + name,
              median(onNew, figures, name),
              median(again, figures, name)));
    }
  }

  private static double median(
      List<LocalStart> starts, Function<LocalStart, Map<String, Double>> figures, String name) {
    return Medians.of(
        starts.stream()
            .map(figures)
            .filter(of -> of.containsKey(name))
            .mapToDouble(of -> of.get(name))
            .toArray());
  }

  private static Options options() {
    return new Options(USAGE).number("--rounds", 3).number("--idle", 10).text("--java-option");
  }
}
