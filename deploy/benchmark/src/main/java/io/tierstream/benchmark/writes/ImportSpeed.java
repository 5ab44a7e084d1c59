package io.tierstream.benchmark.writes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.benchmark.arena.Usage;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A file from its upload to the last of its facts, and the memory that order-service takes. */
final class ImportSpeed {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHARES = 100;

  private final OrderService service;
  private final Caller caller;

  ImportSpeed(OrderService service) {
    this.service = service;
    this.caller = new Caller(service.uri());
  }

  /**
   * What came of a file.
   *
   * @param job as the service tells of it at the end
   * @param uploaded when the upload was answered, in seconds from its beginning
   * @param planned when its facts were planned, likewise
   * @param completed when the job was, likewise
   * @param memory of the service when so many hundredths of the rows were uploaded, and then of the
   *     facts told, in bytes; 0 where nobody looked
   * @param before of the service before
   * @param peak of the service
   */
  record Import(
      JsonNode job,
      double uploaded,
      double planned,
      double completed,
      long[] uploading,
      long[] telling,
      long before,
      long peak) {

    long rows() {
      return job.get("rows").asLong();
    }

    String words(String name) {
      return String.format(
          Locale.ROOT,
          "%-10s %,12d rows, %,9d facts: %,9.0f rows/s; upload %.1f s, plan %.1f s, telling %.1f s%n"
              + "%-10s memory %d MB before, at 10/50/100 %% of the rows %s MB, of the facts %s MB, peak"
              + " %d MB%n",
          name,
          rows(),
          job.get("facts").asLong(),
          rows() / completed,
          uploaded,
          planned - uploaded,
          completed - planned,
          "",
          before >> 20,
          megabytes(uploading),
          megabytes(telling),
          peak >> 20);
    }

    private static String megabytes(long[] at) {
      return (near(at, 10) >> 20) + "/" + (near(at, 50) >> 20) + "/" + (near(at, SHARES) >> 20);
    }

    /** At the last look that wasn't later. */
    private static long near(long[] at, int share) {
      int i = share;
      while (i > 0 && at[i] == 0) {
        i--;
      }
      return at[i];
    }
  }

  /**
   * Imports {@code file}; returns when the job is over.
   *
   * @param query as of the service's import
   * @param encoding of the file; null for none
   * @param rows in the file, or about as many
   * @param written how many of them are sent
   * @throws IllegalStateException when the job fails
   */
  Import run(String query, String encoding, Caller.Body file, long rows, LongSupplier written)
      throws IOException, InterruptedException {
    long before = memory();
    var peak = new long[] {before};
    var uploading = new long[SHARES + 1];
    var telling = new long[SHARES + 1];
    var watch = Executors.newSingleThreadScheduledExecutor();
    long began = System.nanoTime();
    String id;
    try {
      watch.scheduleWithFixedDelay(
          () -> look(uploading, peak, written.getAsLong(), rows), 0, 200, TimeUnit.MILLISECONDS);
      id =
          JSON.readTree(caller.upload("/orders/import" + query, encoding, file))
              .get("job")
              .asText();
    } finally {
      watch.shutdown();
      watch.awaitTermination(10, TimeUnit.SECONDS);
    }
    look(uploading, peak, rows, rows);
    double uploaded = seconds(began);
    double planned = 0;
    while (true) {
      var job = JSON.readTree(caller.get("/orders/import/" + id));
      var phase = job.get("phase").asText();
      if (planned == 0 && !phase.equals("STAGED")) {
        planned = seconds(began);
      }
      look(telling, peak, job.get("emitted").asLong(), job.get("facts").asLong());
      if (phase.equals("COMPLETED")) {
        return new Import(
            job, uploaded, planned, seconds(began), uploading, telling, before, peak[0]);
      }
      if (phase.equals("FAILED")) {
        throw new IllegalStateException("the import failed: " + job);
      }
      Thread.sleep(100);
    }
  }

  private void look(long[] at, long[] peak, long done, long of) {
    long memory = memory();
    peak[0] = Math.max(peak[0], memory);
    at[of == 0 ? 0 : (int) Math.min(SHARES, done * SHARES / of)] = memory;
  }

  private long memory() {
    return Usage.of(service.pid()).memory();
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }
}
