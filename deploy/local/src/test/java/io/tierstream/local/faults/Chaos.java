package io.tierstream.local.faults;

import static org.awaitility.Awaitility.await;

import io.tierstream.embedded.faults.FaultRun;
import io.tierstream.embedded.faults.FaultRun.Happened;
import io.tierstream.embedded.faults.FaultSchedule;
import io.tierstream.local.faults.ShopLoad.Plan;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A shop's busy days in which everything breaks that can, by a seed: what is asked for, what
 * breaks, when and for how long. In the middle of it histories are imported and a model is
 * published.
 */
final class Chaos {
  private static final System.Logger LOG = System.getLogger(Chaos.class.getName());
  private static final Duration PATIENCE = Duration.ofMinutes(20);
  private static final int THREADS = 8;

  /** How much of the load is behind when another model is published. */
  private static final double PUBLICATION = 0.6;

  private final FaultySystem system;
  private final Path folder;

  /**
   * How much of it.
   *
   * @param facts those of the imports included
   * @param perSecond facts at most over REST; 0 for as many as it can
   * @param imports how many, one after the other
   * @param imported facts of each
   */
  record Size(int facts, double perSecond, int faults, int imports, int imported) {
    int overRest() {
      return facts - imports * imported;
    }
  }

  /** How long a fault's target, and after it a payment, took to work again. */
  record Recovery(String fault, Duration took) {}

  /** What came of it. */
  record Outcome(
      FaultSchedule schedule,
      ShopLoad.Summary summary,
      List<Recovery> recoveries,
      CheckReport report) {}

  /**
   * @param folder of ledgers
   */
  Chaos(FaultySystem system, Path folder) {
    this.system = system;
    this.folder = folder;
  }

  Outcome run(long seed, Size size) throws Exception {
    var target = Target.of(system.system());
    var schedule = FaultSchedule.of(seed, Faults.of(system), size.faults());
    LOG.log(Level.INFO, schedule.toString());
    var plan = new Plan("seed-" + seed + "-", size.overRest(), size.perSecond(), seed, THREADS);
    var file = folder.resolve(plan.prefix() + "ledger");
    var recoveries = new ArrayList<Recovery>();
    ShopLoad.Summary summary;
    try (var arrivals = Arrivals.of(target)) {
      try (var ledger = Ledger.in(file);
          var probe = new RecoveryProbe(target);
          var load = ShopLoad.start(plan, target, ledger);
          var run =
              FaultRun.start(
                  schedule, load::progress, round -> recover(round, probe, recoveries))) {
        for (int i = 0; i < size.imports(); i++) {
          reached(load, PUBLICATION * (i + 1) / (size.imports() + 1));
          new OrdersImport(
                  target,
                  ledger,
                  "%sI-%d-".formatted(plan.prefix(), i),
                  system.system().baseCurrency(),
                  PATIENCE)
              .run(size.imported(), seed + i);
        }
        reached(load, PUBLICATION);
        load.publishOtherModel();
        run.finish();
        system.heal();
        summary = load.await();
      } finally {
        system.heal();
      }
      LOG.log(Level.INFO, summary.toString());
      var report =
          new Checker(target, file, plan.prefix(), system.system().baseCurrency()).check(PATIENCE);
      report = report.with(arrivals.passed(plan.prefix()));
      LOG.log(Level.INFO, report.toString());
      return new Outcome(schedule, summary, recoveries, report);
    }
  }

  private static void reached(ShopLoad load, double progress) {
    await().forever().until(() -> load.progress() >= progress);
  }

  private void recover(List<Happened> round, RecoveryProbe probe, List<Recovery> recoveries)
      throws InterruptedException {
    var took = probe.await(system);
    for (var one : round) {
      LOG.log(Level.INFO, "%s: works again after %d ms".formatted(one.entry(), took.toMillis()));
    }
    if (round.size() == 1) {
      recoveries.add(new Recovery(round.get(0).entry().fault().toString(), took));
    }
  }
}
