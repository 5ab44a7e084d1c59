package io.tierstream.benchmark.time;

import io.tierstream.benchmark.LivePayments;
import java.util.ArrayList;
import java.util.List;

/** The phases of a measurement, one after the other, while live payments go on. */
final class Phases {

  private record Begun(String name, long at) {}

  private final List<Begun> begun = new ArrayList<>();

  /** Ends the one before. */
  void begin(String name) {
    begun.add(new Begun(name, System.nanoTime()));
  }

  /** All of them; the last ends now. */
  List<Phase> of(LivePayments payments) {
    long end = System.nanoTime();
    var phases = new ArrayList<Phase>();
    for (int i = 0; i < begun.size(); i++) {
      var one = begun.get(i);
      long to = i + 1 < begun.size() ? begun.get(i + 1).at() : end;
      phases.add(new Phase(one.name(), (to - one.at()) / 1e9, payments.between(one.at(), to)));
    }
    return phases;
  }
}
