package io.tierstream.local.faults;

import static io.tierstream.local.faults.FaultySystem.BROKER;
import static io.tierstream.local.faults.FaultySystem.DATABASE;
import static io.tierstream.local.faults.FaultySystem.OTHER_SEGMENTATION;
import static io.tierstream.local.faults.FaultySystem.SEGMENTATION;
import static io.tierstream.local.faults.FaultySystem.SERVICES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tierstream.embedded.faults.LinkFault;
import io.tierstream.embedded.faults.LinkFault.End;
import io.tierstream.local.Service;
import io.tierstream.local.faults.ShopLoad.Plan;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Effects stay exactly once, whatever breaks under load: one fault at a time. Of profile chaos. */
class Scenarios {
  private static final System.Logger LOG = System.getLogger(Scenarios.class.getName());
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int FACTS = 300;
  private static final double PER_SECOND = 60;
  private static final int THREADS = 6;
  private static final long SEED = 20_261_129;

  /** Of a link: long enough for requests to be given up, short enough for a build. */
  private static final Duration SHORT = Duration.ofSeconds(3);

  private static FaultySystem system;
  private static Path folder;

  @BeforeAll
  static void start(@TempDir Path data) throws InterruptedException {
    folder = data;
    system = FaultySystem.start(data.resolve("system"));
  }

  @AfterAll
  static void stop() {
    if (system != null) {
      system.close();
    }
  }

  private interface Disturbance {
    void during(ShopLoad load) throws Exception;
  }

  /** Runs a load of its own, disturbed, and checks what came of it. */
  private static void rehearse(String name, Disturbance disturbance) throws Exception {
    var target = Target.of(system.system());
    var file = folder.resolve(name + ".ledger");
    var plan = new Plan(name + "-", FACTS, PER_SECOND, SEED, THREADS);
    try (var ledger = Ledger.in(file);
        var load = ShopLoad.start(plan, target, ledger)) {
      await().atMost(PATIENCE).until(() -> load.progress() > 0.2);
      try {
        disturbance.during(load);
      } finally {
        system.heal();
      }
      LOG.log(Level.INFO, name + ": " + load.await());
    }
    var report =
        new Checker(target, file, plan.prefix(), system.system().baseCurrency()).check(PATIENCE);
    LOG.log(Level.INFO, name + ": " + report);
    assertThat(report.findings()).isEmpty();
  }

  private static void awaitEnd(String service) {
    await().atMost(PATIENCE).until(() -> !system.process(service).isAlive());
  }

  private static void awaitProgress(ShopLoad load, double share) {
    await().atMost(PATIENCE).until(() -> load.progress() >= share);
  }

  private static void pass(Duration time) throws InterruptedException {
    Thread.sleep(time.toMillis());
  }

  @ParameterizedTest
  @EnumSource(names = {"BEFORE_COMMIT", "AFTER_COMMIT", "AFTER_SEND", "AFTER_ACKNOWLEDGEMENT"})
  void segmentationHaltsAtAnyPoint(Failpoint point) throws Exception {
    rehearse(
        point.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        load -> {
          system.halt(SEGMENTATION, point, 3);
          awaitEnd(SEGMENTATION);
          system.halt(OTHER_SEGMENTATION, point, 3);
          awaitEnd(OTHER_SEGMENTATION);
        });
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "BEFORE_CHANGE",
        "AFTER_CHANGE",
        "RELAY_AFTER_SEND",
        "RELAY_AFTER_ACKNOWLEDGEMENT",
        "INBOX_BEFORE_COMMIT",
        "INBOX_AFTER_COMMIT"
      })
  void aProducerHaltsAtAnyPoint(Failpoint point) throws Exception {
    rehearse(
        point.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        load -> {
          // Customers change too seldom in the midst of a load.
          var isInbox = point.name().startsWith("INBOX");
          for (var service :
              List.of(isInbox ? Service.CUSTOMER : Service.ORDER, Service.FEEDBACK)) {
            system.halt(service.fullName(), point, 1);
            awaitEnd(service.fullName());
            system.heal();
          }
        });
  }

  @ParameterizedTest
  @MethodSource("processes")
  void aProcessIsKilled(String name) throws Exception {
    rehearse(
        "killed-" + name,
        load -> {
          system.process(name).kill();
          pass(SHORT);
        });
  }

  static Stream<String> processes() {
    return Stream.concat(Stream.of(BROKER, DATABASE), SERVICES.stream());
  }

  @ParameterizedTest
  @MethodSource("processes")
  void aProcessIsSuspended(String name) throws Exception {
    rehearse(
        "suspended-" + name,
        load -> {
          system.process(name).suspend();
          pass(SHORT);
          system.process(name).resume();
          awaitProgress(load, 0.6);
        });
  }

  @ParameterizedTest
  @MethodSource("linkFaults")
  void everyLinkFails(String name, LinkFault fault) throws Exception {
    rehearse(
        "links-" + name,
        load -> {
          for (var service : SERVICES) {
            for (var link : List.of(system.toBroker(service), system.toDatabase(service))) {
              link.suffer(fault);
              pass(SHORT);
              link.heal();
            }
          }
        });
  }

  static Stream<Arguments> linkFaults() {
    return Stream.of(
        Arguments.of("delay", LinkFault.Delay.of(Duration.ofMillis(300))),
        Arguments.of("cut", new LinkFault.Cut()),
        Arguments.of("black-hole", new LinkFault.BlackHole()),
        Arguments.of("half-open-to-server", new LinkFault.HalfOpen(End.SERVER)),
        Arguments.of("half-open-to-client", new LinkFault.HalfOpen(End.CLIENT)),
        Arguments.of("severed", new LinkFault.Severed(End.SERVER)),
        Arguments.of("drip", LinkFault.Drip.of(2_000)));
  }

  @Test
  void servicesAreStoppedUnderLoad() throws Exception {
    rehearse(
        "stopped",
        load -> {
          for (var service : SERVICES) {
            system.process(service).restart();
          }
        });
  }
}
