package io.tierstream.benchmark.writes;

import io.tierstream.benchmark.Latencies;
import io.tierstream.benchmark.Medians;
import io.tierstream.embedded.PostgresServer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Orders placed and paid per second over REST, against what the same server commits of single rows
 * over as many connections, by turns.
 */
final class WriteRates {
  private static final int MOST_CONNECTIONS = 32;

  private final Orders orders;
  private final Commits commits;
  private final Processors processors;
  private final int seconds;
  private final Map<Integer, List<Round>> rounds = new LinkedHashMap<>();

  /**
   * @param cpu milliseconds for each write, by process
   */
  private record Round(
      ClosedLoop.Pace commits,
      ClosedLoop.Pace placing,
      ClosedLoop.Pace paying,
      Map<String, Double> cpu) {}

  /**
   * @param seconds that each turn takes
   */
  WriteRates(OrderService service, PostgresServer server, Processors processors, int seconds)
      throws Exception {
    this.orders = new Orders(new Caller(service.uri()));
    this.commits = new Commits(server);
    this.processors = processors;
    this.seconds = seconds;
  }

  void warmUp(int seconds) throws Exception {
    orders.placing(MOST_CONNECTIONS, seconds);
    orders.paying(MOST_CONNECTIONS, seconds);
    commits.pace(MOST_CONNECTIONS, Math.min(seconds, 2));
  }

  /** One round over each number of connections. */
  void round(List<Integer> connections) throws Exception {
    for (int count : connections) {
      var pace = commits.pace(count, seconds);
      var before = processors.used();
      var placing = orders.placing(count, seconds);
      var paying = orders.paying(count, seconds);
      int writes = placing.latencies().count() + paying.latencies().count();
      var cpu = new LinkedHashMap<String, Double>();
      processors.used().forEach((name, used) -> cpu.put(name, (used - before.get(name)) / writes));
      rounds
          .computeIfAbsent(count, c -> new ArrayList<>())
          .add(new Round(pace, placing, paying, cpu));
    }
  }

  /** The medians of all rounds, as a table. */
  String table() {
    var text =
        new StringBuilder(
            "connections | commits/s | p50 / p99 ms | placed/s | p50 / p99 ms | ÷ commits |"
                + " paid/s | p50 / p99 ms | ÷ commits\n");
    rounds.forEach(
        (count, of) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "%11d | %s | %s | %.2f | %s | %.2f%n",
                    count,
                    words(of, Round::commits),
                    words(of, Round::placing),
                    median(of, r -> r.placing().perSecond() / r.commits().perSecond()),
                    words(of, Round::paying),
                    median(of, r -> r.paying().perSecond() / r.commits().perSecond()))));
    rounds.forEach(
        (count, of) ->
            text.append(
                "%11d | CPU ms for each write: %s%n"
                    .formatted(
                        count,
                        of.get(0).cpu().keySet().stream()
                            .map(
                                name ->
                                    String.format(
                                        Locale.ROOT,
                                        "%s %.2f",
                                        name,
                                        median(of, round -> round.cpu().get(name))))
                            .collect(Collectors.joining(", ")))));
    return text.toString();
  }

  private static String words(List<Round> rounds, Function<Round, ClosedLoop.Pace> which) {
    return String.format(
        Locale.ROOT,
        "%,.0f | %.2f / %.2f",
        median(rounds, round -> which.apply(round).perSecond()),
        median(rounds, round -> millis(which.apply(round).latencies(), 0.5)),
        median(rounds, round -> millis(which.apply(round).latencies(), 0.99)));
  }

  private static double millis(Latencies latencies, double share) {
    return latencies.count() == 0 ? Double.NaN : latencies.millis(share);
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    return Medians.of(rounds.stream().mapToDouble(figure).toArray());
  }
}
