package io.tierstream.benchmark.time;

import io.tierstream.benchmark.FirstChanges;
import io.tierstream.benchmark.Medians;
import io.tierstream.benchmark.PaidOrder;
import io.tierstream.benchmark.arena.Arena;
import io.tierstream.benchmark.arena.Feed;
import io.tierstream.benchmark.arena.Heat;
import io.tierstream.benchmark.arena.Kept;
import io.tierstream.benchmark.arena.ServiceProgram;
import io.tierstream.benchmark.arena.Usage;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * What it costs that some customers of many are due: their purchases turn 30 days old at one
 * instant, and those of all others long after. The service is started anew before, so that it holds
 * nobody and has to find everybody; what it costs while nobody is due is taken off. Lists aren't
 * brought after: what is left of the load would be measured.
 *
 * @param customers how many there are
 * @param due how many of them at each instant
 * @param rounds how many instants
 */
record FewDue(int customers, int due, int rounds) {

  private static final Duration BOUND = Duration.ofDays(30);

  /** As long before each instant as after it CPU is measured. */
  private static final Duration WINDOW = Duration.ofSeconds(5);

  private static final List<String> NO_LISTS =
      List.of("-Dtierstream.segmentation.lists-refresh-interval=PT24H");

  private static final Duration START = Duration.ofSeconds(30);
  private static final int FOLDED_PER_SECOND = 10_000;

  /**
   * Of one instant.
   *
   * @param lastMillis from it until a subscriber has read of the last of them
   * @param spreadMillis from the first that was read to the last
   * @param ownCpuMillis of the service, for the sweep alone
   * @param databaseCpuMillis of PostgreSQL, likewise
   */
  record Round(
      double lastMillis, double spreadMillis, double ownCpuMillis, double databaseCpuMillis) {}

  /** Of all instants, the medians. */
  Round measure(Arena arena) throws Exception {
    arena.empty();
    var heat = arena.heat();
    var firstAt =
        Instant.now()
            .truncatedTo(ChronoUnit.SECONDS)
            .plus(START)
            .plusSeconds(customers / FOLDED_PER_SECOND);
    load(heat, firstAt);
    var result = new ArrayList<Round>();
    try (var again = ServiceProgram.segmentation(heat, NO_LISTS, 0);
        var kept = new Kept(heat);
        var changes =
            new FirstChanges(
                heat.bootstrapServers(),
                "customer-segments",
                "io.tierstream.segment.assessed.v1",
                "D")) {
      var epoch = kept.epoch();
      kept.await(again, () -> kept.epoch() > epoch);
      for (int round = 0; round < rounds; round++) {
        result.add(round(arena, again.pid(), changes, round, dueAt(firstAt, round)));
      }
    }
    arena.clear(heat);
    return new Round(
        Medians.of(result.stream().mapToDouble(Round::lastMillis).toArray()),
        Medians.of(result.stream().mapToDouble(Round::spreadMillis).toArray()),
        Medians.of(result.stream().mapToDouble(Round::ownCpuMillis).toArray()),
        Medians.of(result.stream().mapToDouble(Round::databaseCpuMillis).toArray()));
  }

  private static Instant dueAt(Instant firstAt, int round) {
    return firstAt.plus(WINDOW.multipliedBy(2L * round));
  }

  private void load(Heat heat, Instant firstAt) throws Exception {
    try (var program = ServiceProgram.segmentation(heat, NO_LISTS, 0);
        var kept = new Kept(heat)) {
      kept.await(program, kept::isReady);
      try (var feed = new Feed(heat.bootstrapServers())) {
        int step = customers / (due * rounds);
        for (int i = 0; i < customers; i++) {
          var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
          boolean isDue = i % step == 0 && i / step < due * rounds;
          int round = i / step % rounds;
          var paidAt =
              isDue
                  ? dueAt(firstAt, round).minus(BOUND)
                  : now.minus(Duration.ofHours(24 + i % 400));
          var customer = isDue ? dueName(round, i / step / rounds) : "C-" + i;
          feed.put(new PaidOrder(customer, i, "129.90", paidAt, now, null).record());
        }
      }
      kept.await(program, () -> kept.isThrough(customers));
      kept.tidy();
    }
  }

  private static String dueName(int round, int number) {
    return "D" + round + "-" + number;
  }

  private Round round(Arena arena, long service, FirstChanges changes, int round, Instant at)
      throws InterruptedException {
    sleepUntil(at.minus(WINDOW));
    var ownBefore = Usage.of(service);
    var databaseBefore = Usage.of(arena.servers().get(Arena.DATABASE));
    sleepUntil(at);
    var own = Usage.of(service);
    var database = Usage.of(arena.servers().get(Arena.DATABASE));
    long nanosAt = System.nanoTime() - Duration.between(at, Instant.now()).toNanos();
    sleepUntil(at.plus(WINDOW).minusMillis(100));
    var ownAfter = Usage.of(service);
    var databaseAfter = Usage.of(arena.servers().get(Arena.DATABASE));
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int i = 0; i < due; i++) {
      var readAt = changes.readAt(dueName(round, i));
      if (readAt == null) {
        throw new IllegalStateException(
            "customer %s isn't swept %s after its instant".formatted(dueName(round, i), WINDOW));
      }
      first = Math.min(first, readAt);
      last = Math.max(last, readAt);
    }
    return new Round(
        (last - nanosAt) / 1e6,
        (last - first) / 1e6,
        more(ownBefore, own, ownAfter),
        more(databaseBefore, database, databaseAfter));
  }

  /** How much more it was in the second half than in the first, in milliseconds. */
  private static double more(Usage begin, Usage middle, Usage end) {
    return end.cpu().minus(middle.cpu()).minus(middle.cpu().minus(begin.cpu())).toMillis();
  }

  private static void sleepUntil(Instant at) throws InterruptedException {
    long millis = Duration.between(Instant.now(), at).toMillis();
    if (millis < 0) {
      throw new IllegalStateException("the customers weren't there in time for " + at);
    }
    Thread.sleep(millis);
  }
}
