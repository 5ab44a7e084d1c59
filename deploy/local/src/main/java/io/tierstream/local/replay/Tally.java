package io.tierstream.local.replay;

import io.tierstream.events.PoisonException.Reason;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What became of the letters, counted by partition and reason; each that is left is told. */
final class Tally {
  private static final int STEP = 10_000;

  private final PrintStream out;
  private final Map<Integer, Map<Reason, long[]>> counts = new TreeMap<>();
  private boolean hasLosses;
  private long seen;

  /** The columns of the table. */
  enum Fate {
    REPLAYED,
    BEFORE,
    LEFT,
    WAITING
  }

  Tally(PrintStream out) {
    this.out = out;
  }

  void count(Letter letter, Fate fate) {
    counts.computeIfAbsent(letter.record().partition(), partition -> new EnumMap<>(Reason.class))
        .computeIfAbsent(letter.reason(), reason -> new long[Fate.values().length])[
        fate.ordinal()]++;
    if (++seen % STEP == 0) {
      out.printf("… %,d letters%n", seen);
    }
  }

  void left(Letter letter, Left why) {
    out.printf("left: %s: %s%n", letter, why);
    hasLosses |= why.isLoss();
    count(letter, Fate.LEFT);
  }

  /** Something else that is among the letters. */
  void noLetter(ConsumerRecord<byte[], byte[]> record) {
    out.printf(
        "left: partition %d, offset %d: no dead letter, or one with a reason that isn't known here%n",
        record.partition(), record.offset());
  }

  /** Whether a letter was left that nothing stands in for. */
  boolean hasLosses() {
    return hasLosses;
  }

  long of(Fate fate) {
    return counts.values().stream()
        .flatMap(byReason -> byReason.values().stream())
        .mapToLong(byFate -> byFate[fate.ordinal()])
        .sum();
  }

  /**
   * The table, with sums; nothing when there was no letter.
   *
   * @param replayed what its first column is called
   */
  void print(String replayed) {
    if (counts.isEmpty()) {
      return;
    }
    out.printf("%9s  %-20s", "partition", "reason");
    for (var title : List.of(replayed, "before", "left", "waiting")) {
      out.printf(" %9s", title);
    }
    out.println();
    counts.forEach(
        (partition, byReason) ->
            byReason.forEach(
                (reason, byFate) -> line(partition.toString(), reason.name(), byFate)));
    line("all", "", Arrays.stream(Fate.values()).mapToLong(this::of).toArray());
  }

  private void line(String partition, String reason, long[] byFate) {
    out.printf("%9s  %-20s", partition, reason);
    Arrays.stream(byFate).forEach(count -> out.printf(" %9d", count));
    out.println();
  }
}
