package io.tierstream.local;

import io.tierstream.local.demo.Demo;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What {@code deploy/up} runs: starts a local system and keeps it until asked to stop. */
public final class Launcher {
  private static final long PATIENCE_SECONDS = 60;

  private final PrintStream out;
  private final PrintStream err;
  private final Console console;
  private volatile boolean stopRequested;

  Launcher(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    this.console = new Console(out);
  }

  /**
   * Takes the options of {@code deploy/up}; the system property {@code tierstream.home} is the
   * project's root.
   */
  public static void main(String[] arguments) {
    var launcher = new Launcher(System.out, System.err);
    var finished = new CountDownLatch(1);
    var main = Thread.currentThread();
    // Ctrl-C and SIGTERM end in here; the main thread does the stopping, in order, wherever it is.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  if (finished.getCount() > 0) {
                    launcher.stopRequested = true;
                    main.interrupt();
                    launcher.awaitEnd(finished);
                    Runtime.getRuntime().halt(0);
                  }
                },
                "stop"));
    int status = launcher.run(Path.of(System.getProperty("tierstream.home")), List.of(arguments));
    finished.countDown();
    System.exit(status);
  }

  int run(Path home, List<String> arguments) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      out.print(usage());
      return 0;
    }
    try {
      return run(LocalOptions.of(home, arguments));
    } catch (UsageException e) {
      err.println("deploy/up: " + e.getMessage());
      err.print(usage());
      return 2;
    } catch (StartFailure e) {
      console.abandon();
      err.println("deploy/up: " + e.getMessage());
      return 1;
    }
  }

  private int run(LocalOptions options) {
    long began = System.nanoTime();
    try (var system = LocalSystem.start(options, console)) {
      out.println("ready after " + Console.seconds(System.nanoTime() - began));
      out.print(welcome(system, options.data()));
      out.flush();
      return stay(system, options);
    } catch (InterruptedException e) {
      return stopRequested ? 0 : 1;
    }
  }

  private int stay(LocalSystem system, LocalOptions options) throws InterruptedException {
    if (options.demo() == null) {
      new CountDownLatch(1).await();
    }
    try (var demo = Demo.start(system, options.demo(), console)) {
      new CountDownLatch(1).await();
    }
    return 0;
  }

  private void awaitEnd(CountDownLatch finished) {
    try {
      if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        err.println("deploy/up: gave up waiting; what still runs is being ended");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String welcome(LocalSystem system, Path data) {
    // A new order every time, so that the lines work as often as they are tried.
    var id = Long.toString(System.currentTimeMillis() / 1000, Character.MAX_RADIX);
    var text = new StringBuilder("\n");
    for (var name : system.names()) {
      if (name.contains("-service")) {
        text.append("  %-24s %s%n".formatted(name, system.uri(name)));
      }
    }
    text.append("  %-24s %s%n".formatted("broker", system.bootstrapServers()));
    for (var service : Service.values()) {
      text.append(
          "  %-24s %s%n".formatted(service.database() + " database", system.jdbcUrl(service)));
    }
    return text.append(
            "  %-24s %s%n"
                .formatted(
                    "clock, currency",
                    system.now().truncatedTo(ChronoUnit.SECONDS) + ", " + system.baseCurrency()))
        .append("  %-24s %s%n".formatted("data, logs", data + ", " + system.logs()))
        .append("\nTry this:\n")
        .append(
            "  curl -s %s/orders -H 'Content-Type: application/json' -d '{\"orderId\":\"O-%s\",\"customerId\":\"C-%s\",\"currency\":\"%s\",\"lines\":[{\"sku\":\"CAM-7\",\"quantity\":1,\"unitPrice\":\"1299.00\"}]}'%n"
                .formatted(system.uri(Service.ORDER), id, id, system.baseCurrency()))
        .append(
            "  curl -s %s/orders/O-%s/payment -H 'Content-Type: application/json' -d '{}'%n"
                .formatted(system.uri(Service.ORDER), id))
        .append(
            "  curl -s %s/segmentation/customers/C-%s%n"
                .formatted(system.uri(Service.SEGMENTATION), id))
        .append("\nCtrl-C stops everything.\n")
        .toString();
  }

  private static String usage() {
    try (InputStream in = Launcher.class.getResourceAsStream("usage.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
