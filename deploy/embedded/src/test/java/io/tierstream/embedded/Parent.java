package io.tierstream.embedded;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM to be killed: starts servers, writes down what must vanish with it, and waits. */
final class Parent {
  private Parent() {}

  /**
   * Takes the file to write process ids and folders to, and "killed" or "suspended" to have done
   * that to the database, without a broker beside it.
   */
  public static void main(String[] arguments) throws Exception {
    var postgres = PostgresProcess.start(PostgresProcess.Options.temporary());
    var lines = new ArrayList<>(List.of(postgres.pid() + " " + postgres.directory()));
    switch (arguments[1]) {
      case "killed" -> postgres.kill();
      case "suspended" -> postgres.suspend();
      default -> {
        var kafka = KafkaProcess.start(KafkaProcess.Options.temporary());
        lines.add(kafka.pid() + " " + kafka.directory());
      }
    }
    var draft = Path.of(arguments[0] + ".draft");
    Files.write(draft, lines);
    Files.move(draft, Path.of(arguments[0]));
    Thread.currentThread().join();
  }
}
