package io.tierstream.local.faults;

import static java.util.stream.Collectors.joining;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the checker has found, and how much it has looked at.
 *
 * @param findings none when all is well
 * @param repeats records of facts, tier changes and dead letters that came again, as they may
 * @param publishedAgain those of them that segmentation published: tier changes and dead letters
 * @param bound customers who are or were merged, or are erased
 */
public record CheckReport(
    List<Finding> findings,
    int customers,
    int bound,
    long facts,
    long indeterminate,
    long tierChanges,
    long timeCaused,
    long parked,
    long poison,
    long repeats,
    long publishedAgain,
    Duration took) {
  private static final int SHOWN = 40;

  public boolean isGreen() {
    return findings.isEmpty();
  }

  /** With what somebody else has found. */
  CheckReport with(List<Finding> more) {
    return new CheckReport(
        Stream.concat(findings.stream(), more.stream()).toList(),
        customers,
        bound,
        facts,
        indeterminate,
        tierChanges,
        timeCaused,
        parked,
        poison,
        repeats,
        publishedAgain,
        took);
  }

  @Override
  public String toString() {
    return "%d findings: %d customers (%d bound), %d facts (%d indeterminate), %d tier changes, %d by time, %d parked, %d poison, %d repeats; %.1f s%s"
        .formatted(
            findings.size(),
            customers,
            bound,
            facts,
            indeterminate,
            tierChanges,
            timeCaused,
            parked,
            poison,
            repeats,
            took.toMillis() / 1e3,
            findings.stream().limit(SHOWN).map(one -> "\n  " + one).collect(joining()));
  }
}
