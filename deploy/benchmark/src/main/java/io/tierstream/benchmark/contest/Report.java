package io.tierstream.benchmark.contest;

import io.tierstream.benchmark.arena.Arena;
import io.tierstream.benchmark.arena.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A contest as people read it: Markdown with a chart. */
final class Report {

  private static final double MB = 1e6;

  private final String machine;
  private final List<Results> results;
  private final List<String> findings;

  /**
   * @param machine on which it was
   * @param findings what was compared of what the contestants have come to
   */
  Report(String machine, List<Results> results, List<String> findings) {
    this.machine = machine;
    this.results = results;
    this.findings = findings;
  }

  String markdown() {
    var text = new StringBuilder("# Contest\n\n").append(machine).append("\n\n");
    text.append(
        """
        events/s: from the first commit that was seen to the last, with everything published; *with start*: from the
        start of the process, which has to load and compile its classes. Ratios are medians of the rounds' own ratios.
        CPU of the contestant itself, the broker and PostgreSQL; peak memory of itself and of PostgreSQL.

        """);
    for (var one : results) {
      table(text, one);
    }
    findings.forEach(finding -> text.append("- ").append(finding).append('\n'));
    text.append('\n');
    targets(text);
    return text.toString();
  }

  private static void table(StringBuilder text, Results of) {
    var workload = of.workload();
    line(
        text,
        "## %s keys: %,d events, %,d customers, %d rounds%n",
        workload.keys() == Workload.Keys.ZIPF ? "Zipf" : "Uniform",
        workload.events(),
        workload.customers(),
        of.rounds(of.contestants().iterator().next()));
    line(
        text,
        "| contestant | events/s | ÷ limit | ÷ second limit | ÷ Kafka Streams | with start | ÷ limit |"
            + " CPU µs/event: own + broker + PostgreSQL | memory MB: own, PostgreSQL |");
    line(text, "|---|---:|---:|---:|---:|---:|---:|---|---|");
    for (var name : of.contestants()) {
      line(
          text,
          "| %s | %,.0f | %s | %s | %s | %,.0f | %s | %.1f + %.1f + %.1f | %,.0f, %,.0f |",
          name,
          of.median(name, Run::events),
          ratio(of.ratio(name, LimitContestant.BARE, Run::events)),
          ratio(of.ratio(name, LimitContestant.SECOND, Run::events)),
          ratio(of.ratio(name, StreamsContestant.NAME, Run::events)),
          of.median(name, Run::withStart),
          ratio(of.ratio(name, LimitContestant.BARE, Run::withStart)),
          of.median(name, run -> run.cpuMicros(Stopwatch.OWN)),
          of.median(name, run -> run.cpuMicros(Arena.BROKER)),
          of.median(name, run -> run.cpuMicros(Arena.DATABASE)),
          of.median(name, run -> run.used().get(Stopwatch.OWN).memory() / MB),
          of.median(name, run -> run.used().get(Arena.DATABASE).memory() / MB));
    }
    text.append('\n');
  }

  private void targets(StringBuilder text) {
    line(text, "| of segmentation-service | at least | aim | measured | with start |");
    line(text, "|---|---:|---:|---:|---:|");
    for (var of : results) {
      boolean zipf = of.workload().keys() == Workload.Keys.ZIPF;
      target(text, of, LimitContestant.BARE, zipf ? 0.30 : 0.20, zipf ? 0.50 : 0.40);
      if (zipf) {
        target(text, of, LimitContestant.SECOND, 0.50, 0.80);
        target(text, of, StreamsContestant.NAME, 1.5, 3);
        target(text, of, OneRecordContestant.NAME, 50, 100);
      }
    }
  }

  private static void target(StringBuilder text, Results of, String to, double least, double aim) {
    var measured = of.ratio(SegmentationContestant.NAME, to, Run::events);
    if (!Double.isNaN(measured)) {
      line(
          text,
          "| events/s ÷ %s, %s keys | %s | %s | %s | %s |",
          to,
          of.workload().keys() == Workload.Keys.ZIPF ? "Zipf" : "uniform",
          ratio(least),
          ratio(aim),
          ratio(measured),
          ratio(of.ratio(SegmentationContestant.NAME, to, Run::withStart)));
    }
  }

  String chart() {
    var bars = new ArrayList<Chart.Bar>();
    for (int group = 0; group < results.size(); group++) {
      var of = results.get(group);
      for (var name : of.contestants()) {
        var rate = of.median(name, Run::events);
        bars.add(
            new Chart.Bar(
                name
                    + (group == 0
                        ? ""
                        : ", " + of.workload().keys().name().toLowerCase(Locale.ROOT)),
                group,
                rate,
                String.format(Locale.ROOT, "%,.0f/s", rate)));
      }
    }
    return Chart.of("Events per second taken in, on " + machine, bars);
  }

  private static String ratio(double ratio) {
    if (Double.isNaN(ratio)) {
      return "–";
    }
    return String.format(Locale.ROOT, ratio < 0.1 ? "%.3f" : ratio < 10 ? "%.2f" : "%.0f", ratio);
  }

  private static void line(StringBuilder text, String format, Object... arguments) {
    text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
  }
}
