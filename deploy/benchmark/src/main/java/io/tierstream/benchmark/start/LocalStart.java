package io.tierstream.benchmark.start;

import io.tierstream.benchmark.arena.Usage;
import io.tierstream.local.Service;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One start of {@code deploy/up}.
 *
 * @param seconds from the command to all services being ready
 * @param steps seconds of each step, as it tells them
 * @param logged seconds of each service's own start, as its log says
 * @param megabytes of each process when idle; what several share is counted in parts
 */
record LocalStart(
    double seconds,
    Map<String, Double> steps,
    Map<String, Double> logged,
    Map<String, Double> megabytes) {

  private static final Pattern STEP = Pattern.compile("(.+)… ok ([0-9.]+) s");
  private static final Pattern STARTED = Pattern.compile(".* started in ([0-9.]+)s\\..*");
  private static final long STOP_SECONDS = 60;

  LocalStart {
    steps = new LinkedHashMap<>(steps);
    logged = new LinkedHashMap<>(logged);
    megabytes = new TreeMap<>(megabytes);
  }

  /**
   * Starts on {@code data}, lets it idle for so many seconds, and stops.
   *
   * @param javaOption of the broker's and the services' JVMs; empty for none
   * @throws IllegalStateException when it doesn't get ready
   */
  static LocalStart of(Path home, Path data, String javaOption, int idle)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(home.resolve("deploy/up").toString()));
    command.addAll(List.of("--data", data.toString()));
    for (var port : List.of("kafka", "postgres", "customer", "order", "feedback", "segmentation")) {
      command.addAll(List.of("--" + port + "-port", "0"));
    }
    if (!javaOption.isEmpty()) {
      command.addAll(List.of("--java-option", javaOption));
    }
    var logs = data.resolve("logs");
    var before = new LinkedHashMap<Service, Integer>();
    for (var service : Service.values()) {
      before.put(service, starts(logs, service).size());
    }
    long began = System.nanoTime();
    var up = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      var steps = new LinkedHashMap<String, Double>();
      awaitReady(up.inputReader(), steps);
      double seconds = (System.nanoTime() - began) / 1e9;
      TimeUnit.SECONDS.sleep(idle);
      var logged = new LinkedHashMap<String, Double>();
      for (var service : Service.values()) {
        starts(logs, service).stream()
            .skip(before.get(service))
            .forEach(start -> logged.put(service.fullName(), start));
      }
      return new LocalStart(seconds, steps, logged, megabytes(up));
    } finally {
      up.destroy();
      if (!up.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        up.destroyForcibly();
      }
    }
  }

  private static void awaitReady(BufferedReader out, Map<String, Double> steps) throws IOException {
    for (var line = out.readLine(); line != null; line = out.readLine()) {
      var step = STEP.matcher(line);
      if (step.matches()) {
        steps.put(step.group(1), Double.valueOf(step.group(2)));
      } else if (line.startsWith("ready after ")) {
        return;
      }
    }
    throw new IllegalStateException("deploy/up ended");
  }

  /** What all starts took that its log knows of. */
  private static List<Double> starts(Path logs, Service service) throws IOException {
    var log = logs.resolve(service.fullName() + ".log");
    if (!Files.exists(log)) {
      return List.of();
    }
    try (var lines = Files.lines(log)) {
      return lines
          .map(STARTED::matcher)
          .filter(Matcher::matches)
          .map(line -> Double.valueOf(line.group(1)))
          .toList();
    }
  }

  private static Map<String, Double> megabytes(Process up) {
    var megabytes = new TreeMap<String, Double>();
    megabytes.put("launcher", own(up.toHandle()));
    up.descendants()
        .forEach(
            process -> {
              var name = name(process);
              if (name != null) {
                megabytes.merge(name, own(process), Double::sum);
              }
            });
    megabytes.put("all", megabytes.values().stream().mapToDouble(Double::doubleValue).sum());
    return megabytes;
  }

  private static double own(ProcessHandle process) {
    return Usage.ofItself(process.pid()).memory() / 1e6;
  }

  /** Null for what is none of the system's own: the shells between. */
  private static String name(ProcessHandle process) {
    var command = command(process);
    for (var service : Service.values()) {
      if (command.contains(service.fullName() + "/target/quarkus-app")) {
        return service.fullName();
      }
    }
    if (command.contains("io.tierstream.embedded.Broker")) {
      return "broker";
    }
    return process.info().command().orElse("").endsWith("/postgres") ? "database" : null;
  }

  /** The whole of it, however long its class path; empty when the process has gone meanwhile. */
  private static String command(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
    } catch (IOException gone) {
      return "";
    }
  }
}
