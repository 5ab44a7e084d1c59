package io.tierstream.benchmark.reads;

import io.tierstream.benchmark.Latencies;
import io.tierstream.benchmark.Medians;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What was measured, and as people read it: Markdown. */
final class Findings {

  private final Map<String, List<Round>> rounds = new LinkedHashMap<>();
  private final Map<String, Latencies> lists = new LinkedHashMap<>();

  void add(Server server, Round round) {
    rounds.computeIfAbsent(server.name(), name -> new ArrayList<>()).add(round);
  }

  void add(ListQuestion question, Latencies latencies) {
    lists.put(question.name(), latencies);
  }

  Map<String, Latencies> lists() {
    return lists;
  }

  /** Medians of the rounds' own ratios: answers per second of the service and the endpoint. */
  double ratio() {
    return Medians.of(ratios());
  }

  private double[] ratios() {
    var real = rounds.get(Server.REAL);
    var bare = rounds.get(Server.BARE);
    var ratios = new double[real.size()];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = real.get(i).rate() / bare.get(i).rate();
    }
    return ratios;
  }

  private double median(String server, ToDoubleFunction<Round> figure) {
    return Medians.of(rounds.get(server).stream().mapToDouble(figure).toArray());
  }

  String markdown() {
    var text = new StringBuilder();
    line(text, "| one customer | answers/s | p50 ms | p99 ms | CPU µs/answer: own + PostgreSQL |");
    line(text, "|---|---:|---:|---:|---|");
    for (var server : rounds.keySet()) {
      line(
          text,
          "| %s | %,.0f | %.2f | %.2f | %.0f + %.0f |",
          server,
          median(server, Round::rate),
          median(server, round -> round.millis(0.5)),
          median(server, round -> round.millis(0.99)),
          median(server, Round::own),
          median(server, Round::database));
    }
    line(text, "| ratio (of each round) | %.2f (%s) | | | |", ratio(), spelled(ratios()));
    text.append('\n');
    line(text, "| many customers | requests | p50 ms | p99 ms |");
    line(text, "|---|---:|---:|---:|");
    lists.forEach(
        (name, latencies) ->
            line(
                text,
                "| `%s` | %d | %.1f | %.1f |",
                name,
                latencies.count(),
                latencies.millis(0.5),
                latencies.millis(0.99)));
    return text.toString();
  }

  private static String spelled(double... ratios) {
    var spelled = new ArrayList<String>();
    for (var ratio : ratios) {
      spelled.add(String.format(Locale.ROOT, "%.2f", ratio));
    }
    return String.join(", ", spelled);
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
