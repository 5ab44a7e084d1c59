package io.tierstream.benchmark.contest;

import io.tierstream.benchmark.Medians;
import io.tierstream.benchmark.arena.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** What all rounds of a contest on one workload have brought. */
final class Results {

  private final Workload workload;
  private final Map<String, List<Run>> runs = new LinkedHashMap<>();

  Results(Workload workload) {
    this.workload = workload;
  }

  Workload workload() {
    return workload;
  }

  void add(String contestant, Run run) {
    runs.computeIfAbsent(contestant, name -> new ArrayList<>()).add(run);
  }

  Set<String> contestants() {
    return runs.keySet();
  }

  int rounds(String contestant) {
    return runs.get(contestant).size();
  }

  double median(String contestant, ToDoubleFunction<Run> figure) {
    return Medians.of(runs.get(contestant).stream().mapToDouble(figure).toArray());
  }

  /**
   * The median over the rounds of one contestant's figure to another's in the same round: what
   * slows the machine down for a while slows both.
   *
   * @return NaN when either wasn't there
   */
  double ratio(String contestant, String to, ToDoubleFunction<Run> figure) {
    var ones = runs.get(contestant);
    var others = runs.get(to);
    if (ones == null || others == null) {
      return Double.NaN;
    }
    var ratios = new double[Math.min(ones.size(), others.size())];
    for (int round = 0; round < ratios.length; round++) {
      ratios[round] =
          figure.applyAsDouble(ones.get(round)) / figure.applyAsDouble(others.get(round));
    }
    return Medians.of(ratios);
  }
}
