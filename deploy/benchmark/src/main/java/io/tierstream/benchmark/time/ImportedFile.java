package io.tierstream.benchmark.time;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.benchmark.LivePayments;
import io.tierstream.benchmark.arena.Arena;
import io.tierstream.benchmark.arena.Heat;
import io.tierstream.benchmark.arena.JavaProgram;
import io.tierstream.benchmark.arena.Kept;
import io.tierstream.benchmark.arena.ServiceProgram;
import io.tierstream.embedded.Ports;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A file that order-service imports, over REST, while live payments go on: it is uploaded, planned,
 * and told order by order. Its orders are spread over the 400 days before it.
 *
 * @param rows each a line of an order
 * @param lines of each order
 * @param customers among whom the orders are spread evenly
 * @param rate of live payments, per second
 * @param seconds of the phases before and after
 * @param settings of order-service, by the name of their environment variable
 */
record ImportedFile(
    long rows, int lines, int customers, int rate, int seconds, Map<String, String> settings) {

  static final String BEFORE = "before";
  static final String UPLOAD = "upload";
  static final String PLAN = "plan";
  static final String TELL = "tell";
  static final String SETTLE = "sweep";
  static final String AFTER = "after";

  /** From the upload to the sweep's end. */
  private static final String ALL = "import";

  private static final int DAYS = 400;
  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Duration LOOK = Duration.ofMillis(200);
  private static final ObjectMapper JSON = new ObjectMapper();

  List<Phase> measure(Arena arena) throws Exception {
    arena.empty();
    var heat = arena.heat();
    int port = Ports.free();
    List<Phase> phases;
    var file = heat.folder().resolve("orders.csv");
    write(file);
    try (var program = ServiceProgram.segmentation(heat, List.of(), 0);
        var orders = ServiceProgram.orders(heat, port, settings);
        var kept = new Kept(heat)) {
      kept.await(program, kept::isReady);
      var shop = new Shop(heat, orders, URI.create("http://127.0.0.1:" + port));
      orders.await(port, "/q/health/ready");
      try (var payments = new LivePayments(heat.bootstrapServers())) {
        phases = measure(file, shop, program, kept, payments);
      }
    }
    arena.clear(heat);
    return phases;
  }

  private List<Phase> measure(
      Path file, Shop shop, JavaProgram program, Kept kept, LivePayments payments)
      throws Exception {
    var phases = new Phases();
    payments.pay(rate, Duration.ofSeconds(2L * seconds), PATIENCE); // to warm up
    payments.begin(rate);
    phases.begin(BEFORE);
    Thread.sleep(Duration.ofSeconds(seconds).toMillis());
    phases.begin(UPLOAD);
    var job = shop.upload(file);
    phases.begin(PLAN);
    shop.await(job, "EMITTING");
    phases.begin(TELL);
    shop.await(job, "COMPLETED");
    kept.await(program, kept::isImportEnded);
    phases.begin(SETTLE);
    var at = Instant.now();
    kept.await(program, () -> !kept.isSomebodyDue(at));
    phases.begin(AFTER);
    Thread.sleep(Duration.ofSeconds(seconds).toMillis());
    payments.end(PATIENCE);
    var all = new ArrayList<>(phases.of(payments));
    all.add(all.size() - 1, phases.between(ALL, UPLOAD, AFTER, payments));
    return all;
  }

  long orders() {
    return rows / lines;
  }

  /** Returns when the disk has it: nothing of that is left to be done beside the import. */
  private void write(Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var csv =
            new BufferedWriter(
                new OutputStreamWriter(Channels.newOutputStream(channel), UTF_8), 1 << 16)) {
      csv.write("orderId,customerId,sku,quantity,unitPrice,paidAt\n");
      var random = new Random(1);
      var oldest = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofDays(DAYS));
      var step = Duration.ofDays(DAYS).dividedBy(orders());
      for (long order = 0; order < orders(); order++) {
        var paidAt = oldest.plus(step.multipliedBy(order)).truncatedTo(ChronoUnit.SECONDS);
        var head = "O-" + order + ",C-" + random.nextInt(customers) + ",SKU-";
        for (int line = 0; line < lines; line++) {
          csv.write(head);
          csv.write(Integer.toString(random.nextInt(1_000)));
          csv.write(",1,");
          csv.write(Integer.toString(1 + random.nextInt(20)));
          csv.write(".90,");
          csv.write(paidAt.toString());
          csv.write('\n');
        }
      }
      csv.flush();
      channel.force(true);
    }
  }

  /** order-service over REST. */
  private record Shop(Heat heat, JavaProgram program, URI address, HttpClient http) {

    Shop(Heat heat, JavaProgram program, URI address) {
      this(heat, program, address, HttpClient.newHttpClient());
    }

    /** Answers the job. */
    String upload(Path file) throws IOException, InterruptedException {
      return json(request("/orders/import")
              .header("Content-Type", "text/csv")
              .POST(BodyPublishers.ofFile(file))
              .build())
          .get("job")
          .textValue();
    }

    /** Returns when the job is in {@code phase}, or beyond. */
    void await(String job, String phase) throws IOException, InterruptedException {
      while (true) {
        var answer = json(request("/orders/import/" + job).build());
        var now = answer.get("phase").textValue();
        if (now.equals(phase) || now.equals("COMPLETED")) {
          return;
        }
        if (now.equals("FAILED")) {
          throw new IllegalStateException("the import failed: " + answer);
        }
        requireAlive();
        Thread.sleep(LOOK.toMillis());
      }
    }

    private HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(address.resolve(path));
    }

    private JsonNode json(HttpRequest request) throws IOException, InterruptedException {
      var response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new IllegalStateException(
            "%s was answered %d: %s"
                .formatted(request.uri(), response.statusCode(), response.body()));
      }
      return JSON.readTree(response.body());
    }

    private void requireAlive() {
      if (!program.isAlive()) {
        throw new IllegalStateException("order-service has ended; see " + heat.folder());
      }
    }
  }
}
