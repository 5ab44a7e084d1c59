package io.tierstream.benchmark.writes;

import io.tierstream.benchmark.arena.Heat;
import io.tierstream.benchmark.arena.JavaProgram;
import io.tierstream.benchmark.arena.ServiceProgram;
import io.tierstream.embedded.Ports;
import io.tierstream.local.Service;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** order-service as shipped, ready. */
final class OrderService implements AutoCloseable {
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(90);

  private final JavaProgram program;
  private final URI uri;

  private OrderService(JavaProgram program, URI uri) {
    this.program = program;
    this.uri = uri;
  }

  /**
   * Starts it and returns when it is ready.
   *
   * @param settings further variables of its environment
   * @throws IllegalStateException when it ends, or isn't ready in time
   */
  static OrderService start(Heat heat, List<String> jvm, Map<String, String> settings)
      throws IOException, InterruptedException {
    int port = Ports.free();
    var service =
        new OrderService(
            ServiceProgram.start(Service.ORDER, heat, jvm, port, settings),
            URI.create("http://127.0.0.1:" + port));
    var caller = new Caller(service.uri());
    for (long began = System.nanoTime(); !caller.succeeds("/q/health/ready"); ) {
      if (!service.program.isAlive() || System.nanoTime() - began > PATIENCE_NANOS) {
        service.close();
        throw new IllegalStateException("order-service didn't start: see " + heat.folder());
      }
      Thread.sleep(50);
    }
    return service;
  }

  URI uri() {
    return uri;
  }

  long pid() {
    return program.pid();
  }

  @Override
  public void close() {
    program.close();
  }
}
