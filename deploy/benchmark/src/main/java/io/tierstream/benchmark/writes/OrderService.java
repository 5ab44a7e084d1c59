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

/** order-service as shipped, ready. */
final class OrderService implements AutoCloseable {
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
    var program = ServiceProgram.start(Service.ORDER, heat, jvm, port, settings);
    try {
      program.await(port, "/q/health/ready");
    } catch (IllegalStateException e) {
      program.close();
      throw new IllegalStateException("order-service didn't start: see " + heat.folder(), e);
    }
    return new OrderService(program, URI.create("http://127.0.0.1:" + port));
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
