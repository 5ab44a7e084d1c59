package io.tierstream.benchmark.contest;

import io.tierstream.benchmark.arena.Workload;
import io.tierstream.benchmark.contest.Segments.Segment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Whether contestants have come to the same, customer by customer, and to what is right. */
final class Comparison {

  private static final int SHOWN = 5;

  private final Workload workload;
  private final PlainSegments plain;
  private final Map<String, Map<String, Segment>> told = new LinkedHashMap<>();

  Comparison(Workload workload) {
    this.workload = workload;
    this.plain = PlainSegments.of(workload);
  }

  /**
   * What {@code contestant} tells of everybody, read after everything was taken in; what it told
   * before is forgotten.
   */
  void add(String contestant, Map<String, Segment> segments) {
    told.put(contestant, segments);
  }

  /** Whether all that must be equal is, and in which numbers; says what isn't. */
  boolean holds(Consumer<String> out) {
    var wrong = new ArrayList<String>();
    long turning = 0;
    long otherTier = 0;
    var from = workload.now().minus(Workload.STAMPED);
    // Some time after the last look, since the service lets time pass meanwhile.
    var until = Instant.now().plus(Duration.ofMinutes(1));
    var everybody = new TreeSet<>(plain.customers());
    told.values().forEach(segments -> everybody.addAll(segments.keySet()));
    for (var customer : everybody) {
      if (!plain.customers().contains(customer)) {
        wrong.add(customer + " isn't in the workload");
        continue;
      }
      var before = plain.at(customer, from);
      var after = plain.at(customer, until);
      boolean turns = !before.equals(after);
      turning += turns ? 1 : 0;
      for (var one : told.entrySet()) {
        var segment = one.getValue().get(customer);
        if (segment == null || !(isAlike(segment, before) || isAlike(segment, after))) {
          wrong.add(
              "%s: %s tells %s, and plainly it is %s"
                  .formatted(customer, one.getKey(), segment, after));
        }
      }
      if (!turns && haveOtherTiers(customer)) {
        if (plain.hasFeedback(customer)) {
          otherTier++;
        } else {
          wrong.add("%s has several tiers: %s".formatted(customer, tiers(customer)));
        }
      }
    }
    out.accept(
        String.format(
            Locale.ROOT,
            "compared %s and brute force: %,d customers, %,d differ; %,d with feedback have another"
                + " tier, %,d turn by themselves about now",
            String.join(", ", told.keySet()),
            everybody.size(),
            wrong.size(),
            otherTier,
            turning));
    wrong.stream().limit(SHOWN).forEach(line -> out.accept("differs: " + line));
    return wrong.isEmpty();
  }

  /** But for the tier. */
  private static boolean isAlike(Segment told, Segment plain) {
    return new Segment(null, told.scores(), told.composite(), told.segment(), told.lifecycle())
        .equals(plain);
  }

  private boolean haveOtherTiers(String customer) {
    return tiers(customer).stream().distinct().count() > 1;
  }

  private List<String> tiers(String customer) {
    return told.values().stream()
        .map(segments -> segments.get(customer))
        .filter(Objects::nonNull)
        .map(Segment::tier)
        .toList();
  }
}
