package io.tierstream.benchmark;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.tierstream.segmentation.domain.Cause;
import io.tierstream.segmentation.domain.Fold;
import io.tierstream.segmentation.domain.ModelTimeline;
import io.tierstream.segmentation.domain.Order;
import io.tierstream.segmentation.domain.OrderFact;
import io.tierstream.segmentation.domain.OrderStatus;
import io.tierstream.segmentation.domain.ScoringModel;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.domain.Step;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What one fact costs a customer who has bought much: the fold of segmentation-service, in memory,
 * with the standard model and nothing stored. The purchases are spread evenly over 1,000 days, so
 * that a bit more than a third of them are in the window. Standings are immutable: each operation
 * begins at the same one, with another of {@value #FACTS} facts. On a machine that does other
 * things too, the least and the bytes say more than the mean.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(NANOSECONDS)
public class FoldCost {
  private static final String USAGE =
      """
      usage: deploy/benchmark/run FoldCost [option value]…
        --forks N    Java machines per figure, by default 2
        --seconds N  measured in each, after ten of warming up, by default 5""";

  private static final int FACTS = 1024;
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Duration HISTORY = Duration.ofDays(1000);
  private static final Cause CAUSE = new Cause("order", "event", "subject", null);

  /** Past ones. */
  @Param({"10", "1000", "100000"})
  public int purchases;

  private final Fold fold = new Fold(ModelTimeline.of(ScoringModel.standard()), job -> Instant.MAX);
  private final OrderFact[] bought = new OrderFact[FACTS];
  private final OrderFact[] boughtLate = new OrderFact[FACTS];
  private final OrderFact[] refunded = new OrderFact[FACTS];
  private Standing standing;
  private Instant soon;
  private int next;

  /** Lets a customer buy, and prepares what is heard of it then. */
  @Setup
  public void buy() {
    var random = new Random(42);
    standing = Standing.unknown("C-1");
    for (int i = 0; i < purchases; i++) {
      Instant at = paidAt(i);
      standing = fold.apply(standing, paid(id(i), at), at, CAUSE).standing();
    }
    soon = standing.asOf().plusMillis(1);
    for (int i = 0; i < FACTS; i++) {
      bought[i] = paid(id(purchases + i), soon);
      // Somewhere about the middle, off the instants of those that are known.
      int middle = purchases / 4 + random.nextInt(purchases / 2);
      boughtLate[i] = paid(id(purchases + i), paidAt(middle).plusSeconds(1));
      refunded[i] = refundOf(random.nextInt((purchases + 1) / 2));
    }
  }

  private Instant paidAt(int purchase) {
    return NOW.minus(HISTORY).plus(HISTORY.multipliedBy(purchase + 1).dividedBy(purchases));
  }

  private static String id(int order) {
    return "O-%08d".formatted(order);
  }

  private static OrderFact paid(String id, Instant at) {
    return new OrderFact(
        new Order(id, 1, OrderStatus.PAID, new BigDecimal("129.90"), BigDecimal.ZERO, at, at), at);
  }

  private OrderFact refundOf(int order) {
    BigDecimal total = new BigDecimal("129.90");
    Instant at = paidAt(order);
    return new OrderFact(new Order(id(order), 2, OrderStatus.REFUNDED, total, total, at, at), soon);
  }

  /** One of {@link #FACTS}, in turn. */
  private OrderFact oneOf(OrderFact[] facts) {
    next = (next + 1) % FACTS;
    return facts[next];
  }

  @Benchmark
  public Step aNewPurchase() {
    return fold.apply(standing, oneOf(bought), soon, CAUSE);
  }

  @Benchmark
  public Step aLatePurchase() {
    return fold.apply(standing, oneOf(boughtLate), soon, CAUSE);
  }

  @Benchmark
  public Step aRefundOfAnOldPurchase() {
    return fold.apply(standing, oneOf(refunded), soon, CAUSE);
  }

  /** What time alone does next: with many purchases, one leaves the window. */
  @Benchmark
  public Step theNextChangeByTime() {
    return fold.advance(standing, standing.nextChangeAt());
  }

  /** Exits with 2 when an option makes no sense. */
  public static void main(String[] arguments) throws RunnerException {
    int forks = 2;
    int seconds = 5;
    for (int i = 0; i < arguments.length; i += 2) {
      boolean isNumber = i + 1 < arguments.length && arguments[i + 1].matches("[1-9]\\d{0,3}");
      if (isNumber && arguments[i].equals("--forks")) {
        forks = Integer.parseInt(arguments[i + 1]);
      } else if (isNumber && arguments[i].equals("--seconds")) {
        seconds = Integer.parseInt(arguments[i + 1]);
      } else {
        System.err.println(USAGE);
        System.exit(2);
      }
    }
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(FoldCost.class.getName() + "\\.")
                    .forks(forks)
                    .jvmArgs("-Xms512m", "-Xmx512m")
                    .warmupIterations(10)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementIterations(seconds)
                    .measurementTime(TimeValue.seconds(1))
                    .addProfiler(GCProfiler.class)
                    .verbosity(VerboseMode.SILENT)
                    .build())
            .run();
    print(results);
  }

  private static void print(Collection<RunResult> results) {
    System.out.printf(
        "Java %s, %d processors%n%n",
        Runtime.version(), Runtime.getRuntime().availableProcessors());
    System.out.println("| fact | past purchases | ns, median | ns, 9 of 10 | bytes allocated |");
    System.out.println("|---|---:|---:|---:|---:|");
    for (RunResult result : results) {
      Result<?> time = result.getPrimaryResult();
      System.out.printf(
          "| %s | %,d | %,.0f | %,.0f | %,.0f |%n",
          time.getLabel().replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT),
          Integer.parseInt(result.getParams().getParam("purchases")),
          time.getStatistics().getPercentile(50),
          time.getStatistics().getPercentile(90),
          result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
    }
  }
}
