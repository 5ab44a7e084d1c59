package io.tierstream.embedded.faults;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeMap;

/**
 * Which faults happen when in the course of a load; of the same seed, faults and count it is always
 * the same. Its text has the seed in the first line and a fault in each other.
 *
 * @param rounds in the order of their beginnings; the next begins when the last is mended
 */
public record FaultSchedule(long seed, List<Round> rounds) {
  /** One round in so many has a second fault. */
  private static final int SECOND_IN = 4;

  /**
   * Faults that happen together: one, or two of different targets, of which the second begins when
   * half of the first is over.
   *
   * @param at the load's progress from which on it may begin, from 0 to 1
   */
  public record Round(double at, List<Entry> entries) {
    public Round {
      entries = List.copyOf(entries);
    }

    private String text() {
      var when = String.format(Locale.ROOT, "%.3f ", at);
      return entries.stream().map(Entry::toString).collect(joining("\n" + when + "+ ", when, ""));
    }
  }

  /**
   * A fault of a certain length.
   *
   * @param length how long the target stays broken, in whole milliseconds
   */
  public record Entry(Fault fault, Duration length) {
    @Override
    public String toString() {
      return fault + ", " + length.toMillis() + " ms";
    }
  }

  public FaultSchedule {
    rounds = List.copyOf(rounds);
  }

  /**
   * A schedule of {@code count} faults, spread evenly over the load but for chance; each of {@code
   * faults}, whose order is of no importance, happens as often as any other, or once more.
   *
   * @throws IllegalArgumentException when two faults have the same target and kind, or there is
   *     none
   */
  public static FaultSchedule of(long seed, Collection<Fault> faults, int count) {
    var random = new Random(seed);
    var known = distinct(faults);
    var deck = new ArrayDeque<Fault>();
    var rounds = new ArrayList<List<Entry>>();
    for (int i = 0; i < count; i++) {
      if (deck.isEmpty()) {
        var shuffled = new ArrayList<>(known);
        Collections.shuffle(shuffled, random);
        deck.addAll(shuffled);
      }
      var entry = entry(deck.remove(), random);
      boolean isSecond = random.nextInt(SECOND_IN) == 0;
      var last = rounds.isEmpty() ? List.<Entry>of() : rounds.get(rounds.size() - 1);
      if (isSecond && last.size() == 1 && !hasTargetOf(last.get(0), entry)) {
        last.add(entry);
      } else {
        rounds.add(new ArrayList<>(List.of(entry)));
      }
    }
    return new FaultSchedule(seed, spread(rounds, random));
  }

  /** All of its faults, in the order of their beginnings. */
  public List<Entry> entries() {
    return rounds.stream().flatMap(round -> round.entries().stream()).toList();
  }

  @Override
  public String toString() {
    return rounds.stream()
        .map(Round::text)
        .collect(joining("\n", "seed %d, %d faults\n".formatted(seed, entries().size()), ""));
  }

  private static Collection<Fault> distinct(Collection<Fault> faults) {
    var byText = new TreeMap<String, Fault>();
    for (var fault : faults) {
      if (byText.put(fault.toString(), fault) != null) {
        throw new IllegalArgumentException("Twice: " + fault);
      }
    }
    if (byText.isEmpty()) {
      throw new IllegalArgumentException("No faults");
    }
    return byText.values();
  }

  private static Entry entry(Fault fault, Random random) {
    long shortest = fault.shortest().toMillis();
    long length = random.nextLong(shortest, fault.longest().toMillis() + 1);
    return new Entry(fault, Duration.ofMillis(length));
  }

  private static boolean hasTargetOf(Entry one, Entry other) {
    return one.fault().target().equals(other.fault().target());
  }

  private static List<Round> spread(List<List<Entry>> rounds, Random random) {
    var spread = new ArrayList<Round>();
    for (int i = 0; i < rounds.size(); i++) {
      spread.add(new Round((i + random.nextDouble()) / rounds.size(), rounds.get(i)));
    }
    return spread;
  }
}
