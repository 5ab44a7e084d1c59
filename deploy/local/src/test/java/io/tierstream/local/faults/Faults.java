package io.tierstream.local.faults;

import static io.tierstream.local.faults.FaultySystem.BROKER;
import static io.tierstream.local.faults.FaultySystem.DATABASE;
import static io.tierstream.local.faults.FaultySystem.SEGMENTATION;
import static io.tierstream.local.faults.FaultySystem.SERVICES;

import io.tierstream.embedded.faults.Fault;
import io.tierstream.embedded.faults.FaultyLink;
import io.tierstream.embedded.faults.LinkFault;
import io.tierstream.embedded.faults.LinkFault.BlackHole;
import io.tierstream.embedded.faults.LinkFault.Cut;
import io.tierstream.embedded.faults.LinkFault.Delay;
import io.tierstream.embedded.faults.LinkFault.Drip;
import io.tierstream.embedded.faults.LinkFault.End;
import io.tierstream.embedded.faults.LinkFault.HalfOpen;
import io.tierstream.embedded.faults.LinkFault.Severed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What can go wrong with each part of a system. */
final class Faults {
  private static final Duration MOMENT = Duration.ofMillis(200);
  private static final Duration WHILE = Duration.ofSeconds(3);

  /** Past the session timeout of those who work on behalf of a group. */
  private static final Duration LONG = Duration.ofSeconds(9);

  private static final Map<String, LinkFault> OF_LINKS = new LinkedHashMap<>();

  static {
    OF_LINKS.put("cut", new Cut());
    OF_LINKS.put("black hole", new BlackHole());
    OF_LINKS.put("half open to the server", new HalfOpen(End.SERVER));
    OF_LINKS.put("half open to the client", new HalfOpen(End.CLIENT));
    OF_LINKS.put("severed, the server told", new Severed(End.SERVER));
    OF_LINKS.put("severed, the client told", new Severed(End.CLIENT));
    OF_LINKS.put("delay of 100 ms", Delay.of(Duration.ofMillis(100)));
    OF_LINKS.put("drip of 4 kB/s", Drip.of(4_000));
  }

  private final FaultySystem system;
  private final List<Fault> faults = new ArrayList<>();

  private Faults(FaultySystem system) {
    this.system = system;
  }

  /** All of them. */
  static List<Fault> of(FaultySystem system) {
    var faults = new Faults(system);
    for (var server : List.of(BROKER, DATABASE)) {
      faults.process(server, WHILE);
    }
    for (var service : SERVICES) {
      faults.process(service, service.startsWith(SEGMENTATION) ? LONG : WHILE);
      faults.link(service + " → broker", system.toBroker(service));
      faults.link(service + " → database", system.toDatabase(service));
      for (var point : Failpoint.of(service)) {
        faults.failpoint(service, point);
      }
    }
    return faults.faults;
  }

  private void process(String name, Duration longestStop) {
    var process = system.process(name);
    add(name, "killed", MOMENT, WHILE, process::kill, () -> system.reviveSoon(name));
    add(name, "stopped", MOMENT, WHILE, process::stop, () -> system.reviveSoon(name));
    add(name, "suspended", MOMENT, longestStop, process::suspend, process::resume);
  }

  private void link(String name, FaultyLink link) {
    OF_LINKS.forEach(
        (kind, fault) -> add(name, kind, MOMENT, WHILE, () -> link.suffer(fault), link::heal));
  }

  private void failpoint(String service, Failpoint point) {
    add(
        service,
        "halted " + point.text(),
        MOMENT,
        WHILE,
        () -> system.halt(service, point, 1),
        () -> system.reviveSoon(service));
  }

  private void add(
      String target,
      String kind,
      Duration shortest,
      Duration longest,
      Fault.Action begin,
      Fault.Action end) {
    faults.add(new Fault(target, kind, shortest, longest, begin, end));
  }
}
