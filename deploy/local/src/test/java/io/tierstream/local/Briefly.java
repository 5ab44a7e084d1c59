package io.tierstream.local;

import io.tierstream.embedded.ServiceProcess;
import java.util.List;

/** Services that start often and run briefly, and so gain nothing by being compiled twice. */
public final class Briefly implements Wiring {
  /** Options of their JVMs. */
  static final List<String> JVM = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  @Override
  public ServiceProcess.Options service(String name, ServiceProcess.Options usual) {
    return usual.withJvm(JVM);
  }
}
