package io.tierstream.local.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.tierstream.local.faults.Content.CustomerContent;
import io.tierstream.local.faults.Content.FeedbackContent;
import io.tierstream.local.faults.Content.OrderContent;
import io.tierstream.local.faults.Content.PinContent;
import io.tierstream.local.faults.Finding.Part;
import io.tierstream.local.faults.Ledger.Answer;
import io.tierstream.local.faults.Ledger.Effect;
import io.tierstream.local.faults.Ledger.Entry;
import io.tierstream.local.faults.Ledger.Intent;
import io.tierstream.local.faults.Ledger.Note;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the ledger says: the facts that must be true, and those that may be. */
final class Said {

  /**
   * A fact that was asked for.
   *
   * @param isCertain whether it must be true; where not, nobody knows
   * @param content what it says if it is true; null where the request says so
   * @param request the one that nobody answered; null where {@code content} isn't
   */
  record Wanted(
      Effect effect, long version, boolean isCertain, Content content, Unanswered request) {

    private static Wanted certain(Effect effect, long version, Content content) {
      return new Wanted(effect, version, true, content, null);
    }

    /**
     * What it says if it is true.
     *
     * @param before the version before; null for none
     * @param found what is on the topic
     */
    Content content(Content before, Content found) {
      return request == null ? content : request.outcome(before, found);
    }
  }

  /** An order, feedback or customer on a topic, by version. */
  record Key(String topic, String id, long version) {}

  /** What the ledger calls a record that can't be taken in. */
  static final String POISON = "poison";

  /**
   * A fact that nobody has asked for over REST alone, such as an imported one, is or will be true.
   */
  static final String FACT = "fact";

  /** Such a fact may be true or not. */
  static final String PERHAPS = "perhaps";

  /** That one was certainly sent. */
  static final String SENT_POISON = "poison-sent";

  /** Its header that says which. */
  static final String POISON_HEADER = "tierstream-poison";

  private static final Pattern PUBLICATION =
      Pattern.compile("/segmentation/models/(\\d+)/publication");

  private record Open(Intent intent, Answer answer) {}

  private final Map<Long, Open> open = new HashMap<>();
  private final Map<Long, Integer> answers = new HashMap<>();

  /** By customer; each key once. */
  final Map<String, Map<Key, Wanted>> facts = new TreeMap<>();

  /** What one unit is worth, by {@code USD-2026-01-31}, as it was acknowledged. */
  final Map<String, String> rates = new TreeMap<>();

  /** Those that were published, by number, as it was acknowledged. */
  final Map<Integer, JsonNode> models = new TreeMap<>();

  /** Of each poison record, by its id: which topic, and who refuses it. */
  final Map<String, JsonNode> poison = new TreeMap<>();

  /** Of those that were certainly sent. */
  final Set<String> sentPoison = new HashSet<>();

  final List<Finding> findings = new ArrayList<>();

  static Said in(Path ledger) {
    var said = new Said();
    Ledger.read(ledger, said::take);
    said.open.values().forEach(one -> said.settle(one.intent(), one.answer()));
    said.open.clear();
    return said;
  }

  private void take(Entry entry) {
    if (entry.intent() != null) {
      open.put(entry.intent().number(), new Open(entry.intent(), null));
    } else if (entry.note() != null) {
      note(entry.note());
    } else {
      var answer = entry.answer();
      var asked = open.get(answer.number());
      if (asked == null) {
        findings.add(
            new Finding(
                Part.ANSWERS, null, "request " + answer.number(), "an intent", answer.toString()));
      } else if (answer.isDone() || answer.isRefusal()) {
        open.remove(answer.number());
        settle(asked.intent(), answer);
      } else {
        open.put(answer.number(), new Open(asked.intent(), answer));
      }
    }
  }

  private void note(Note note) {
    var data = note.data();
    if (note.kind().equals(POISON)) {
      poison.put(data.get("id").asText(), data);
    } else if (note.kind().equals(SENT_POISON)) {
      sentPoison.add(data.get("id").asText());
    } else if (note.kind().equals(FACT) || note.kind().equals(PERHAPS)) {
      var content = data.get("content");
      var effect =
          new Effect(
              data.get("topic").asText(),
              data.get("customerId").asText(),
              data.get("id").asText(),
              content.get("version").asLong(),
              content.get("status").asText());
      var certain = acknowledged(effect, new Answer(0, 200, content, null, null));
      facts
          .computeIfAbsent(effect.customerId(), customer -> new HashMap<>())
          .put(
              new Key(effect.topic(), effect.id(), effect.version()),
              new Wanted(
                  effect, certain.version(), note.kind().equals(FACT), certain.content(), null));
    }
  }

  private void settle(Intent intent, Answer answer) {
    boolean isDone = answer != null && answer.isDone();
    if (intent.again() != null) {
      var first = answers.get(intent.again());
      if (isDone && first != null && first != hash(answer)) {
        findings.add(
            new Finding(
                Part.ANSWERS,
                null,
                "key " + intent.key() + " of " + intent.path(),
                "the answer to request " + intent.again(),
                answer.toString()));
      }
      return;
    }
    if (isDone && intent.key() != null) {
      answers.put(intent.number(), hash(answer));
    }
    var publication = PUBLICATION.matcher(intent.path());
    if (isDone && publication.matches()) {
      models.put(Integer.parseInt(publication.group(1)), answer.body());
    }
    var effect = intent.effect() == null ? null : intent.effect().interned();
    if (effect == null || (answer != null && answer.isRefusal())) {
      return;
    }
    if (effect.customerId() == null) {
      if (isDone) {
        rates.put(effect.id(), answer.body().get("rate").asText());
      }
      return;
    }
    var wanted =
        isDone
            ? acknowledged(effect, answer)
            : new Wanted(effect, effect.version(), false, null, new Unanswered(intent));
    var of = facts.computeIfAbsent(effect.customerId(), customer -> new HashMap<>());
    var key = new Key(effect.topic(), effect.id(), wanted.version());
    var other = of.put(key, wanted);
    if (other != null) {
      findings.add(
          new Finding(
              Part.ANSWERS,
              effect.customerId(),
              key.toString(),
              "one request that makes it",
              intent + " beside another"));
    }
  }

  private static int hash(Answer answer) {
    return 31 * answer.status() + (answer.body() == null ? 0 : answer.body().hashCode());
  }

  private static Wanted acknowledged(Effect effect, Answer answer) {
    var body = answer.body();
    return switch (effect.topic()) {
      case "orders" -> Wanted.certain(effect, body.get("version").asLong(), OrderContent.of(body));
      case "feedback" ->
          Wanted.certain(effect, body.get("version").asLong(), FeedbackContent.ofAnswer(body));
      case "customers" ->
          body == null
              ? Wanted.certain(effect, effect.version(), CustomerContent.erased())
              : Wanted.certain(effect, body.get("version").asLong(), CustomerContent.of(body));
      case "segmentation-inputs" ->
          body == null
              ? Wanted.certain(effect, effect.version(), PinContent.removed())
              : Wanted.certain(
                  effect, Long.parseLong(answer.tag().replace("\"", "")), PinContent.of(body));
      default -> throw new IllegalArgumentException("no facts are on " + effect.topic());
    };
  }
}
