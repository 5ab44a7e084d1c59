package io.tierstream.rest;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.events.Mutations;
import io.tierstream.rest.HttpConnection.Answer;
import io.tierstream.rest.RequestMutations.Answered;
import io.tierstream.rest.RequestMutations.Mutated;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Sends mutated requests over several connections at once, with good ones between, and holds the
 * answers against what every answer must be: no 5xx, whatever is refused a problem that says so,
 * and good requests served as ever. For tests.
 */
public final class MutatedRequests {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int CONNECTIONS = 4;
  private static final int MUTATED_PER_GOOD = 20;
  private static final int LARGE_ONES = 12;
  private static final int MOST_FAILURES = 20;
  private static final String BESIDE = "the good request beside ";

  private final int port;
  private final List<IntFunction<Request>> samples;
  private final IntFunction<Request> good;
  private final Mutations mutations;

  /** Those that came while too many of their kind were under way; they are asked again alone. */
  private final Queue<Integer> busy = new ConcurrentLinkedQueue<>();

  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final Map<Integer, Integer> answers = new ConcurrentSkipListMap<>();

  /**
   * @param samples good requests by a number, which are to be mutated
   * @param good one that is answered by 2xx however often, with another number each time
   */
  public MutatedRequests(
      String service, int port, List<IntFunction<Request>> samples, IntFunction<Request> good) {
    this.port = port;
    this.samples = List.copyOf(samples);
    this.good = good;
    mutations = Mutations.of(service);
  }

  /**
   * Sends all of them.
   *
   * @throws AssertionError naming each answer that isn't as it must be, and how to ask again
   */
  public void prove() {
    var numbers = mutations.numbers().toArray();
    var threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      var parts =
          IntStream.range(0, CONNECTIONS)
              .<Future<?>>mapToObj(part -> threads.submit(() -> send(numbers, part)))
              .toList();
      for (var part : parts) {
        part.get();
      }
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      threads.shutdownNow();
    }
    var asked = busy.stream().mapToInt(Integer::intValue).toArray();
    busy.clear();
    IntStream.of(asked).forEach(number -> send(new int[] {number}, 0));
    busy.forEach(number -> failures.add(told(number) + "503 though nothing else is under way"));
    System.out.printf("Answers by status: %s%n", new TreeMap<>(answers));
    if (!failures.isEmpty()) {
      throw new AssertionError(
          failures.size()
              + " failures:\n"
              + String.join(
                  "\n",
                  failures.stream()
                      .sorted(comparing(f -> f.startsWith(BESIDE)))
                      .limit(MOST_FAILURES)
                      .toList()));
    }
  }

  private void send(int[] numbers, int part) {
    HttpConnection connection = null;
    for (int i = part; i < numbers.length; i += CONNECTIONS) {
      try {
        connection = send(numbers[i], open(connection));
        if (i / CONNECTIONS % MUTATED_PER_GOOD == 0) {
          connection = open(connection);
          serve(numbers[i], connection);
        }
      } catch (IOException e) {
        failures.add(told(numbers[i]) + e);
        connection = null;
      }
    }
  }

  /** The same as long as it serves. */
  private HttpConnection open(HttpConnection connection) throws IOException {
    if (connection != null && !connection.isOver()) {
      return connection;
    }
    if (connection != null) {
      connection.close();
    }
    return new HttpConnection(port);
  }

  private void serve(int number, HttpConnection connection) throws IOException {
    var answer = connection.ask(good.apply(number));
    if (answer == null || answer.status() / 100 != 2) {
      failures.add(BESIDE + "%swas answered %s".formatted(told(number), says(answer)));
    }
  }

  /** Null when the connection is of no use any more. */
  private HttpConnection send(int number, HttpConnection connection) throws IOException {
    var mutated = mutated(number);
    if (mutated.isCutOff()) {
      connection.leave(mutated.request());
      return null;
    }
    try {
      if (mutated.answered() == Answered.BY_THE_SERVER) {
        connection.expectLittle();
      }
      var answer = connection.ask(mutated.request());
      answers.merge(answer == null ? 0 : answer.status(), 1, Integer::sum);
      check(number, mutated, answer);
    } catch (IOException e) {
      // whoever is told off in the middle of a large body may not hear of it
      if (mutated.answered() != Answered.BY_THE_SERVER && !isLarge(number)) {
        failures.add(told(number) + e);
      }
      connection.close();
      return null;
    }
    if (mutated.answered() == Answered.BY_THE_SERVER) {
      connection.close();
      return null;
    }
    return connection;
  }

  private Mutated mutated(int number) {
    var dice = mutations.dice(number);
    var sample = samples.get(dice.nextInt(samples.size())).apply(number);
    return isLarge(number) && sample.body() != null
        ? RequestMutations.large(sample, dice)
        : RequestMutations.mutate(sample, dice);
  }

  private boolean isLarge(int number) {
    return number % Math.max(1, mutations.count() / LARGE_ONES) == 1;
  }

  private void check(int number, Mutated mutated, Answer answer) throws IOException {
    var byTheServer = mutated.answered() == Answered.BY_THE_SERVER;
    if (answer == null) {
      if (!byTheServer) {
        failures.add(told(number) + "the connection was closed without an answer");
      }
    } else if (answer.status() == 503 && answer.headers().containsKey("retry-after")) {
      busy.add(number);
    } else if (answer.status() >= 500) {
      failures.add(told(number) + says(answer));
    } else if (answer.status() < 400 && mutated.answered() == Answered.REFUSED) {
      failures.add(told(number) + "must be refused but is " + says(answer));
    } else if (answer.status() != 413 && mutated.answered() == Answered.TOO_LARGE) {
      failures.add(told(number) + "must be too large but is " + says(answer));
    } else if (answer.status() >= 400
        && !isProblem(answer, mutated.request().method().equals("HEAD"))
        && !byTheServer) {
      failures.add(told(number) + "isn't told as a problem: " + says(answer));
    }
  }

  private static boolean isProblem(Answer answer, boolean isBodiless) throws IOException {
    if (!answer.contentType().startsWith(Problem.MEDIA_TYPE)) {
      return false;
    }
    if (isBodiless) {
      return true;
    }
    JsonNode problem = JSON.readTree(answer.body());
    return problem.path("status").asInt() == answer.status()
        && !problem.path("title").asText().isBlank();
  }

  private String told(int number) {
    var mutated = mutated(number);
    var request = mutated.request();
    return "number %d (%s %s, %s; %s): "
        .formatted(
            number,
            request.method(),
            shortened(request.target()),
            shortened(mutated.name()),
            mutations.again(number));
  }

  private static String says(Answer answer) {
    return answer == null
        ? "not at all"
        : answer.status()
            + " "
            + answer.contentType()
            + " "
            + shortened(new String(answer.body(), java.nio.charset.StandardCharsets.UTF_8));
  }

  private static String shortened(String text) {
    return text.length() < 300 ? text : text.substring(0, 300) + "…";
  }
}
