package io.tierstream.local.faults;

import static io.tierstream.local.faults.FaultySystem.BROKER;
import static io.tierstream.local.faults.FaultySystem.DATABASE;
import static io.tierstream.local.faults.FaultySystem.OTHER_SEGMENTATION;
import static io.tierstream.local.faults.FaultySystem.SEGMENTATION;
import static io.tierstream.local.faults.FaultySystem.SERVICES;
import static org.awaitility.Awaitility.await;

import io.tierstream.embedded.faults.LinkFault;
import io.tierstream.embedded.faults.LinkFault.End;
import io.tierstream.local.Service;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Effects stay exactly once, whatever breaks under load: one fault at a time. Of profile chaos. */
class Scenarios extends Rehearsal {
  private static final Size SIZE = new Size(300, 60);

  /** Of a link: long enough for requests to be given up, short enough for a build. */
  private static final Duration SHORT = Duration.ofSeconds(3);

  private static void awaitEnd(String service) {
    await().atMost(PATIENCE).until(() -> !system.process(service).isAlive());
  }

  @ParameterizedTest
  @EnumSource(names = {"BEFORE_COMMIT", "AFTER_COMMIT", "AFTER_SEND", "AFTER_ACKNOWLEDGEMENT"})
  void segmentationHaltsAtAnyPoint(Failpoint point) throws Exception {
    rehearse(
        point.name().toLowerCase(Locale.ROOT).replace('_', '-'),
        SIZE,
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
        SIZE,
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
        SIZE,
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
        SIZE,
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
        SIZE,
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
        SIZE,
        load -> {
          for (var service : SERVICES) {
            system.process(service).restart();
          }
        });
  }
}
