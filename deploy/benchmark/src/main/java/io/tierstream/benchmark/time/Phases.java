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

  /** From the beginning of one to that of a later one. */
  Phase between(String name, String from, String to, LivePayments payments) {
    return phase(name, at(from), at(to), payments);
  }

  private long at(String name) {
    return begun.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow().at();
  }

  private static Phase phase(String name, long from, long to, LivePayments payments) {
    return new Phase(name, (to - from) / 1e9, payments.between(from, to));
  }

  /** All of them; the last ends now. */
  List<Phase> of(LivePayments payments) {
    long end = System.nanoTime();
    var phases = new ArrayList<Phase>();
    for (int i = 0; i < begun.size(); i++) {
      var one = begun.get(i);
      long to = i + 1 < begun.size() ? begun.get(i + 1).at() : end;
      phases.add(phase(one.name(), one.at(), to, payments));
    }
    return phases;
  }
}
