package io.tierstream.local.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tierstream.local.Service;
import io.tierstream.local.faults.Ledger.Answer;
import io.tierstream.local.faults.Ledger.Effect;
import io.tierstream.local.faults.Ledger.Intent;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Sends requests, each of which is in the ledger before and after. */
final class ShopRequests {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final HttpClient client =
      HttpClient.newBuilder().version(Version.HTTP_1_1).connectTimeout(PATIENCE).build();
  private final Function<Service, URI> addresses;
  private final Ledger ledger;
  private final Duration longestAbsence;
  private final AtomicLong numbers = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();

  /**
   * @param longestAbsence how long a service may be away before a request to it fails for good
   */
  ShopRequests(Function<Service, URI> addresses, Ledger ledger, Duration longestAbsence) {
    this.addresses = addresses;
    this.ledger = ledger;
    this.longestAbsence = longestAbsence;
  }

  /** A request, before it has a number. */
  record Wish(
      Service service, String method, String path, String key, JsonNode body, Effect effect) {}

  /** A request and what came of it: DONE, refused, or neither. */
  record Sent(Intent intent, Answer answer) {
    boolean isDone() {
      return answer.isDone();
    }

    boolean isUnknown() {
      return !answer.isDone() && !answer.isRefusal();
    }
  }

  /** Sends it once; waits while the service can't be reached at all. */
  Sent send(Wish wish) throws InterruptedException {
    var intent =
        new Intent(
            numbers.incrementAndGet(),
            wish.service().name(),
            wish.method(),
            wish.path(),
            wish.key(),
            wish.body(),
            wish.effect(),
            null);
    ledger.append(intent);
    return sent(intent);
  }

  /** Sends it again, until it is known what came of it; of use where it has a key. */
  Sent insist(Sent unknown) throws InterruptedException {
    var pause = FIRST_PAUSE;
    var deadline = System.nanoTime() + longestAbsence.toNanos();
    var sent = unknown;
    while (sent.isUnknown()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("nobody says what came of " + unknown.intent());
      }
      Thread.sleep(pause.toMillis());
      pause = longer(pause);
      sent = sent(unknown.intent());
    }
    return sent;
  }

  /**
   * Sends it until it is done; of use where it has a key.
   *
   * @throws IllegalStateException when it is refused
   */
  Sent done(Wish wish) throws InterruptedException {
    var sent = insist(send(wish));
    if (!sent.isDone()) {
      throw new IllegalStateException("refused: " + sent);
    }
    return sent;
  }

  /**
   * Publishes a model, by which everybody is assessed from then on.
   *
   * @param key tells this publication from others
   * @param changes where it isn't as the model in force
   * @return its number
   */
  int publishModel(String key, JsonNode changes) throws InterruptedException {
    var models = "/segmentation/models";
    var draft = done(new Wish(Service.SEGMENTATION, "POST", models, key, changes, null));
    int number = draft.answer().body().get("number").asInt();
    var publication = models + "/" + number + "/publication";
    done(
        new Wish(
            Service.SEGMENTATION,
            "POST",
            publication,
            key + "-publication",
            JSON.createObjectNode(),
            null));
    return number;
  }

  /** The same request once more, which must be answered as it was. */
  Sent repeat(Sent done) throws InterruptedException {
    var first = done.intent();
    var intent =
        new Intent(
            numbers.incrementAndGet(),
            first.service(),
            first.method(),
            first.path(),
            first.key(),
            first.body(),
            null,
            first.number());
    ledger.append(intent);
    return sent(intent);
  }

  /** How many were sent without an answer that says what came of them. */
  long unanswered() {
    return unanswered.get();
  }

  private Sent sent(Intent intent) throws InterruptedException {
    var answer = answer(intent);
    ledger.append(answer);
    var sent = new Sent(intent, answer);
    if (sent.isUnknown()) {
      unanswered.incrementAndGet();
    }
    return sent;
  }

  private Answer answer(Intent intent) throws InterruptedException {
    var pause = FIRST_PAUSE;
    var deadline = System.nanoTime() + longestAbsence.toNanos();
    while (true) {
      try {
        return exchange(intent);
      } catch (ConnectException | HttpConnectTimeoutException e) {
        // Nothing was sent.
        if (System.nanoTime() > deadline) {
          throw new IllegalStateException(intent.service() + " is away for too long", e);
        }
      } catch (IOException e) {
        return new Answer(intent.number(), null, null, null, e.toString());
      }
      Thread.sleep(pause.toMillis());
      pause = longer(pause);
    }
  }

  private Answer exchange(Intent intent) throws IOException, InterruptedException {
    var uri = addresses.apply(Service.valueOf(intent.service())).resolve(intent.path());
    var request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
    if (intent.key() != null) {
      request.header("Idempotency-Key", intent.key());
    }
    if (intent.body() == null) {
      request.method(intent.method(), BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(intent.method(), BodyPublishers.ofString(text(intent.body())));
    }
    var response = client.send(request.build(), BodyHandlers.ofString());
    var json = response.headers().firstValue("Content-Type").orElse("").contains("json");
    return new Answer(
        intent.number(),
        response.statusCode(),
        json ? JSON.readTree(response.body()) : null,
        response.headers().firstValue("ETag").orElse(null),
        null);
  }

  private static String text(JsonNode body) {
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Duration longer(Duration pause) {
    var twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
  }
}
