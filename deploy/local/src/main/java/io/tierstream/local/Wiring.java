package io.tierstream.local;

import io.tierstream.embedded.KafkaProcess;
import io.tierstream.embedded.PostgresProcess;
import io.tierstream.embedded.ServiceProcess;

/** How the processes of a {@link LocalSystem} are started and connected: as usual, or otherwise. */
public interface Wiring {

  /** As usual. */
  Wiring USUAL = new Wiring() {};

  /** The broker, given what is usual. */
  default KafkaProcess.Options broker(KafkaProcess.Options usual) {
    return usual;
  }

  /** The database, given what is usual. */
  default PostgresProcess.Options database(PostgresProcess.Options usual) {
    return usual;
  }

  /**
   * A service, given what is usual.
   *
   * @param name as of {@link LocalSystem#names()}
   */
  default ServiceProcess.Options service(String name, ServiceProcess.Options usual) {
    return usual;
  }

  /**
   * Whether a process that dies is started again.
   *
   * @param name as of {@link LocalSystem#names()}
   */
  default boolean revives(String name) {
    return true;
  }
}
