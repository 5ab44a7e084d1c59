package io.tierstream.segmentation.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import io.tierstream.segmentation.application.ResumePoint;
import io.tierstream.segmentation.rest.EventStream.Received;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(TierChangesIT.FewAndImpatient.class)
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.RESTRICTED_TO_CLASS)
class TierChangesIT {

  /** Three followers at a time, a short buffer, a sign of life each half second. */
  public static final class FewAndImpatient implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "tierstream.segmentation.live.max-followers", "3",
          "tierstream.segmentation.live.buffer", "150",
          "tierstream.segmentation.live.keep-alive", "PT0.5S");
    }
  }

  private static final String PATH = "/segmentation/tier-changes";
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Pattern NUMBER = Pattern.compile("\"number\":([0-9]+)");
  private static final Pattern ID = Pattern.compile("(?m)^id: ?(\\S+)$");

  @InjectInfrastructure Infrastructure infrastructure;

  @TestHTTPResource(PATH)
  URI address;

  @Inject MeterRegistry metrics;

  private final List<EventStream> open = new ArrayList<>();
  private Announcer announcer;

  @BeforeEach
  void start() {
    announcer = new Announcer(infrastructure);
  }

  @AfterEach
  void leave() throws IOException {
    announcer.close();
    for (var stream : open) {
      stream.close();
    }
    await().atMost(LONG).until(() -> followers() == 0);
  }

  @Test
  void whoFollowsIsToldAsItHappens() throws Exception {
    var everybody = follow(null);
    var one = follow("?customerId=C-2", null);

    announcer.abort("C-2");
    var changes = announcer.publish("C-1", "C-2", "C-3", "C-1");
    var risks = announcer.publish("tier.at-risk.v1", 0, "C-2");
    announcer.publish("tier.unheard-of.v9", 0, "C-2");

    await().atMost(LONG).until(() -> everybody.events().size() == 5);
    assertThat(everybody.data())
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 5).mapToObj(i -> i < 4 ? changes.get(i) : risks.get(0)).toList());
    assertThat(everybody.data()).containsSubsequence(changes.get(0), changes.get(3));
    assertThat(everybody.events()).allSatisfy(event -> assertThat(event.id()).isNotBlank());
    await().atMost(LONG).until(() -> one.events().size() == 2);
    assertThat(one.events())
        .extracting(Received::name, Received::data)
        .containsExactly(
            tuple("tier-changed", changes.get(1)), tuple("tier-at-risk", risks.get(0)));
    assertThat(everybody.response().headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/event-stream");
    assertThat(everybody.response().headers().firstValue("Cache-Control")).hasValue("no-store");
  }

  @Test
  void whoComesBackIsToldWhatItMissedOnceAndGoesOn() throws Exception {
    var first = follow(null);
    announcer.publish("C-1");
    await().atMost(LONG).until(() -> first.events().size() == 1);
    first.close();
    var missed = new ArrayList<String>();
    for (var round = 0; round < 40; round++) {
      missed.addAll(announcer.publish(customers(10)));
      announcer.abort("C-1");
    }

    var second = follow(first.lastId());
    missed.addAll(announcer.publish(customers(30)));

    await().atMost(LONG).until(() -> second.events().size() >= missed.size());
    assertThat(second.data()).containsExactlyInAnyOrderElementsOf(missed);
    // From any event on exactly the rest comes again.
    var middle = second.events().get(200);
    var third = follow(middle.id());
    await().atMost(LONG).until(() -> third.events().size() >= missed.size() - 201);
    assertThat(third.data())
        .containsExactlyInAnyOrderElementsOf(second.data().subList(201, missed.size()));
  }

  @Test
  void aSignOfLifeSaysWhereToGoOn() throws Exception {
    var one = follow("?customerId=C-1", null);
    await().atMost(LONG).until(() -> one.lastId() != null);
    announcer.publish("C-2", "C-3");
    var before = one.comments();
    await().atMost(LONG).until(() -> one.comments() > before + 1);
    one.close();
    var missed = announcer.publish("C-1", "C-1");

    var back = follow("?customerId=C-1", one.lastId());

    await().atMost(LONG).until(() -> back.events().size() == 2);
    assertThat(back.data()).isEqualTo(missed);
    assertThat(one.events()).isEmpty();
  }

  @Test
  void whoReadsTooSlowlyIsCutOffAndCanResume() throws Exception {
    var published = new ArrayList<String>();
    try (var slow = new Socket()) {
      slow.setReceiveBufferSize(4_096);
      slow.connect(new InetSocketAddress(address.getHost(), address.getPort()));
      slow.getOutputStream()
          .write(
              ("GET " + PATH + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                  .getBytes(UTF_8));
      await().atMost(LONG).until(() -> followers() == 1);
      var quick = follow(null);
      await().atMost(LONG).until(() -> quick.lastId() != null);
      for (var round = 0; round < 40; round++) {
        published.addAll(announcer.publish("tier.changed.v1", 10_000, customers(50)));
        // Both have a short buffer; the quick one is never so far behind.
        await().atMost(LONG).until(() -> quick.events().size() == published.size());
      }
      await().atMost(LONG).until(() -> followers() == 1);

      slow.setSoTimeout(20_000);
      var answer = new String(slow.getInputStream().readAllBytes(), UTF_8);

      var ids = ID.matcher(answer).results().map(id -> id.group(1)).toList();
      var rest = follow(ids.get(ids.size() - 1));
      var seen = numbers(answer);
      await().atMost(LONG).until(() -> seen.size() + rest.events().size() >= published.size());
      rest.data().forEach(data -> seen.addAll(numbers(data)));
      assertThat(seen).containsExactlyInAnyOrderElementsOf(numbers(String.join("", published)));
      assertThat(rest.events()).isNotEmpty();
    }
  }

  @Test
  void onlyAFewFollowAtATime() throws Exception {
    for (var i = 0; i < 3; i++) {
      assertThat(follow(null).response().statusCode()).isEqualTo(200);
    }

    var refused = follow(null);
    assertThat(refused.response().statusCode()).isEqualTo(503);
    assertThat(refused.response().headers().firstValue("Retry-After")).isPresent();
    assertThat(refused.response().headers().firstValue("Content-Type"))
        .hasValue("application/problem+json");

    open.get(0).close();
    await().atMost(LONG).until(() -> followers() == 2);
    assertThat(follow(null).response().statusCode()).isEqualTo(200);
  }

  @Test
  void aRestartedBrokerIsOnlyAPause() throws Exception {
    var stream = follow(null);
    var published = new ArrayList<>(announcer.publish("C-1", "C-2"));
    await().atMost(LONG).until(() -> stream.events().size() == 2);

    infrastructure.kafka().kill();
    infrastructure.kafka().restart();
    try (var another = new Announcer(infrastructure)) {
      published.addAll(another.publish("C-1", "C-2"));
      await().atMost(LONG).until(() -> stream.events().size() >= 4);
    }

    assertThat(stream.data()).containsExactlyInAnyOrderElementsOf(published);
    assertThat(stream.hasEnded()).isFalse();
  }

  @Test
  void aPlaceBeyondTheTopicIsRefused() throws Exception {
    var offsets = new long[12];
    Arrays.fill(offsets, 1_000_000_000L);
    var beyond = new ResumePoint(offsets).toText();

    var refused = follow(beyond);

    assertThat(refused.response().statusCode()).isEqualTo(400);
    await().until(refused::hasEnded);
    assertThat(followers()).isZero();
  }

  private EventStream follow(String lastEventId) throws Exception {
    return follow("", lastEventId);
  }

  private EventStream follow(String query, String lastEventId) throws Exception {
    var stream = new EventStream(URI.create(address + query), lastEventId);
    open.add(stream);
    return stream;
  }

  private int followers() {
    return (int) metrics.get("tierstream.live.followers").gauge().value();
  }

  private static String[] customers(int count) {
    return IntStream.range(0, count).mapToObj(i -> "C-" + i).toArray(String[]::new);
  }

  private static List<Integer> numbers(String text) {
    return NUMBER
        .matcher(text)
        .results()
        .map(number -> Integer.valueOf(number.group(1)))
        .collect(Collectors.toCollection(ArrayList::new));
  }
}
