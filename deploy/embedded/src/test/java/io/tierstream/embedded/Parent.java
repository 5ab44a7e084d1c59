package io.tierstream.embedded;

import java.nio.file.Files;
import java.nio.file.Path;

/** A JVM to be killed: starts both servers, writes down what must vanish with it, and waits. */
final class Parent {
  private Parent() {}

  /**
   * Takes the file to write the process ids and folders to, and "killed" to have killed the
   * database.
   */
  public static void main(String[] arguments) throws Exception {
    var kafka = KafkaProcess.start(KafkaProcess.Options.temporary());
    var postgres = PostgresProcess.start(PostgresProcess.Options.temporary());
    var report =
        "%d %d%n%s%n%s%n"
            .formatted(kafka.pid(), postgres.pid(), kafka.directory(), postgres.directory());
    if (arguments[1].equals("killed")) {
      postgres.kill();
    }
    var file = Path.of(arguments[0]);
    var draft = Path.of(arguments[0] + ".draft");
    Files.writeString(draft, report);
    Files.move(draft, file);
    Thread.currentThread().join();
  }
}
