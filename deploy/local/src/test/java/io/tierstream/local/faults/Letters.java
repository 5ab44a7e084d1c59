package io.tierstream.local.faults;

import io.tierstream.local.faults.Finding.Part;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The dead letters of a run. */
final class Letters {
  private static final String SUFFIX = ".dlq";
  private static final String NO_RATE = "NO_RATE";

  private final Said said;
  private final String prefix;
  private final List<Finding> findings;
  private final Map<String, byte[]> seen = new HashMap<>();

  /** Of each poison record, who has refused it, and where it stood. */
  private final Map<String, Map<String, Set<String>>> poison = new TreeMap<>();

  /** Where orders stood that segmentation-service had no rate for. */
  final Set<String> withoutRate = new HashSet<>();

  long repeats;

  private Letters(Said said, String prefix, List<Finding> findings) {
    this.said = said;
    this.prefix = prefix;
    this.findings = findings;
  }

  static Letters read(Logs logs, Said said, String prefix, List<Finding> findings) {
    var letters = new Letters(said, prefix, findings);
    logs.read(
        logs.topics().stream().filter(topic -> topic.endsWith(SUFFIX)).toList(), letters::take);
    letters.check();
    return letters;
  }

  private void take(ConsumerRecord<byte[], byte[]> letter) {
    var place =
        "%s-%s@%s"
            .formatted(
                Logs.header(letter, "dead-letter-topic"),
                Logs.header(letter, "dead-letter-partition"),
                Logs.header(letter, "dead-letter-offset"));
    var reason = Logs.header(letter, "dead-letter-reason");
    var id = Logs.header(letter, Said.POISON_HEADER);
    var key = Logs.key(letter);
    boolean isOurs = key == null ? prefix.isEmpty() : key.startsWith(prefix);
    if (id != null && said.poison.containsKey(id)) {
      poison
          .computeIfAbsent(id, one -> new TreeMap<>())
          .computeIfAbsent(letter.topic(), one -> new TreeSet<>())
          .add(place);
    } else if (!isOurs) {
      return;
    } else if (NO_RATE.equals(reason) && letter.topic().equals("orders.segmentation.dlq")) {
      withoutRate.add(place);
    } else {
      findings.add(
          new Finding(
              Part.LETTERS,
              key,
              "%s-%d@%d".formatted(letter.topic(), letter.partition(), letter.offset()),
              "poison of the ledger",
              "%s at %s: %s"
                  .formatted(reason, place, Logs.header(letter, "dead-letter-exception"))));
    }
    var value = letter.value() == null ? new byte[0] : TopicChanges.digest(letter.value());
    var before = seen.putIfAbsent(letter.topic() + " " + place, value);
    if (before != null) {
      repeats++;
      if (!Arrays.equals(before, value)) {
        findings.add(
            new Finding(Part.LETTERS, key, letter.topic() + ": " + place, "one letter", "two"));
      }
    }
  }

  private void check() {
    said.poison.forEach(
        (id, note) -> {
          var topic = note.get("topic").asText();
          var expected = new TreeSet<String>();
          note.get("consumers")
              .forEach(consumer -> expected.add(topic + "." + consumer.asText() + SUFFIX));
          var found = poison.getOrDefault(id, Map.of());
          boolean isSent = said.sentPoison.contains(id);
          if (!found.keySet().equals(expected) && (isSent || !found.isEmpty())) {
            findings.add(
                new Finding(
                    Part.LETTERS, null, "poison " + id, expected.toString(), found.toString()));
          }
          found.forEach(
              (letters, places) -> {
                if (places.size() > 1) {
                  findings.add(
                      new Finding(
                          Part.LETTERS, null, "poison " + id, "one record", places.toString()));
                }
              });
        });
  }
}
