package io.tierstream.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.tierstream.local.LocalSystem;
import io.tierstream.local.Progress;
import io.tierstream.local.Service;
import io.tierstream.local.StartFailure;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.stream.Collectors;

/** Runs the shop on a local system: first its history, then visit after visit until closed. */
public final class Demo implements AutoCloseable {
  private static final long DEFAULT_SEED = 2026;
  private static final int CUSTOMERS = 2_000;
  private static final Duration REPORT = Duration.ofMinutes(1);
  private static final double QUIETEST = 0.5;
  private static final double BUSIEST = 1.5;

  private final LocalSystem system;
  private final Progress progress;
  private final int rate;
  private final Path file;
  private final ShopClient client;
  private final Shoppers shoppers;
  private final Visits visits;
  private final Map<Deed.Kind, Integer> done = new EnumMap<>(Deed.Kind.class);
  private final Thread thread = new Thread(this::run, "demo");
  private DemoState state;
  private int refused;
  private long nextReport;
  private long nextCall;

  private Demo(LocalSystem system, DemoOptions options, DemoState state, Progress progress) {
    this.system = system;
    this.progress = progress;
    this.rate = options.rate();
    this.file = system.demo();
    this.state = state;
    this.client = new ShopClient(system::uri, what -> progress.say("demo: " + what));
    this.shoppers = new Shoppers(state.seed(), CUSTOMERS);
    this.visits = new Visits(state.seed(), system.baseCurrency(), shoppers);
  }

  /**
   * Goes on with the demonstration of these data, or begins one.
   *
   * @throws StartFailure when it was begun with another seed
   */
  public static Demo start(LocalSystem system, DemoOptions options, Progress progress) {
    var kept = DemoState.read(system.demo());
    kept.ifPresent(
        state -> {
          if (options.seed() != null && options.seed() != state.seed()) {
            throw new StartFailure(
                "the demonstration was begun with --demo-seed %d; another one needs --fresh"
                    .formatted(state.seed()));
          }
        });
    var state =
        kept.orElseGet(
            () ->
                new DemoState(
                    options.seed() == null ? DEFAULT_SEED : options.seed(),
                    system.now().truncatedTo(ChronoUnit.SECONDS),
                    false,
                    0));
    state.write(system.demo());
    var demo = new Demo(system, options, state, progress);
    demo.thread.setDaemon(true);
    demo.thread.start();
    return demo;
  }

  /** Ends it between two calls. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      if (!state.imported()) {
        importHistory();
        keep(state.withHistory());
      }
      trade();
    } catch (InterruptedException closed) {
      // That's how it is asked to end.
    } catch (RuntimeException e) {
      progress.say("demo: ended by " + e);
    }
  }

  private void importHistory() throws InterruptedException {
    var history = new History(state.seed(), shoppers, state.began());
    progress.say(
        "demo: importing %d customers and what they bought and said in %d days"
            .formatted(history.customers(), History.LENGTH.toDays()));
    imported(Service.CUSTOMER, "/customers/import", history.customersCsv());
    imported(
        Service.ORDER, "/orders/import?currency=" + system.baseCurrency(), history.ordersCsv());
    imported(Service.FEEDBACK, "/feedback/import", history.feedbackCsv());
  }

  /** A file that was sent before, when this was cut short, changes nothing. */
  private void imported(Service service, String path, String csv) throws InterruptedException {
    var accepted = client.postCsv(service, path, csv, "demo-%x-history".formatted(state.seed()));
    if (accepted.status() != 202) {
      throw new IllegalStateException(path + " answered " + accepted.body());
    }
    var job = path.replaceAll("\\?.*", "") + "/" + accepted.body().path("job").asText();
    while (true) {
      var answer = client.get(service, job).body();
      var status = answer.path("status").asText();
      if (status.equals("COMPLETED")) {
        progress.say("demo: " + job.replaceAll("/import/.*", "") + " " + counts(answer));
        return;
      }
      if (!status.equals("RUNNING")) {
        throw new IllegalStateException("the import " + job + " is " + answer);
      }
      Thread.sleep(500);
    }
  }

  private static String counts(JsonNode job) {
    var counts = new LinkedHashMap<String, String>();
    for (var name : List.of("rows", "facts", "unchanged", "rejected")) {
      counts.put(name, job.path(name).toString());
    }
    return counts.entrySet().stream()
        .map(count -> count.getKey() + " " + count.getValue())
        .collect(Collectors.joining(", "));
  }

  private void trade() throws InterruptedException {
    var coming =
        new PriorityQueue<Deed>(
            Comparator.comparingLong(Deed::at)
                .thenComparingLong(Deed::visit)
                .thenComparing(Deed::kind));
    for (long visit = Math.max(0, state.visit() - Visits.HORIZON); visit < state.visit(); visit++) {
      visits.deeds(visit).stream().filter(deed -> deed.at() >= state.visit()).forEach(coming::add);
    }
    nextReport = System.nanoTime() + REPORT.toNanos();
    nextCall = System.nanoTime();
    while (true) {
      coming.addAll(visits.deeds(state.visit()));
      while (!coming.isEmpty() && coming.peek().at() <= state.visit()) {
        awaitTurn();
        make(coming.poll());
        report();
      }
      keep(state.after(state.visit()));
    }
  }

  /** As often as asked for, and oftener when the shop is busy. */
  private void awaitTurn() throws InterruptedException {
    double busy = Math.max(QUIETEST, Math.min(BUSIEST, Rhythm.at(system.now())));
    long now = System.nanoTime();
    if (nextCall > now) {
      Thread.sleep(Duration.ofNanos(nextCall - now).toMillis());
    }
    nextCall =
        Math.max(nextCall, now - Duration.ofSeconds(1).toNanos()) + (long) (1e9 / rate / busy);
  }

  private void make(Deed deed) throws InterruptedException {
    var body = deed.body();
    if (deed.share() != null) {
      body = new LinkedHashMap<>(body);
      body.put("amount", shareOf(deed));
    }
    var answer = client.post(deed.service(), deed.path(), body, deed.idempotencyKey(state.seed()));
    if (answer.isDone()) {
      done.merge(deed.kind(), 1, Integer::sum);
    } else {
      refused++;
    }
  }

  /** What is returned depends on the order's discount, which the shop alone knows. */
  private Map<String, Object> shareOf(Deed deed) throws InterruptedException {
    var total =
        client.get(deed.service(), deed.path().replace("/refunds", "")).body().path("total");
    return Map.of(
        "amount",
        new BigDecimal(total.path("amount").asText("0"))
            .multiply(deed.share())
            .setScale(2, RoundingMode.HALF_UP)
            .toPlainString(),
        "currency",
        total.path("currency").asText(system.baseCurrency()));
  }

  private void report() {
    if (System.nanoTime() >= nextReport) {
      nextReport += REPORT.toNanos();
      var counts =
          done.entrySet().stream()
              .map(count -> count.getValue() + " " + count.getKey().word())
              .collect(Collectors.joining(", "));
      progress.say(
          "demo: %s%s in a minute"
              .formatted(counts, refused == 0 ? "" : ", " + refused + " refused"));
      done.clear();
      refused = 0;
    }
  }

  private void keep(DemoState next) {
    state = next;
    state.write(file);
  }
}
