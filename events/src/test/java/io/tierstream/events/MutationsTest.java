package io.tierstream.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tierstream.events.JsonMutations.Damage;
import io.tierstream.events.PoisonException.Reason;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What mutations claim about themselves holds, else the tests that use them prove nothing. */
class MutationsTest {

  private static final Mutations MUTATIONS = Mutations.of("mutations themselves");

  @Test
  void theSeedAndTheNumberMakeACase() {
    var subscription =
        Subscription.ofInbox(
            "x", Topics.ORDERS, Subscription.Type.keyed("order.paid.v1", "total.amount:AMOUNT"));
    var now = Instant.now();
    var once = new RecordMutations(subscription, MUTATIONS, "run", now, false);
    var again = new RecordMutations(subscription, MUTATIONS, "run", now, false);

    MUTATIONS
        .numbers()
        .forEach(
            number -> {
              var first = once.mutated(number);
              var second = again.mutated(number);
              assertThat(second.name()).isEqualTo(first.name());
              assertThat(second.headers()).isEqualTo(first.headers());
              assertThat(Arrays.equals(second.key(), first.key())).isTrue();
              assertThat(Arrays.equals(second.value(), first.value())).isTrue();
            });
  }

  @Test
  void whatIsBrokenCanNotBeReadAndWhatIsTheSameSaysTheSame() {
    var good = (ObjectNode) SchemaCheck.example("order.paid.v1");

    MUTATIONS
        .numbers()
        .forEach(
            number -> {
              var mutated = JsonMutations.mutate(good, MUTATIONS.dice(number));
              if (mutated.damage() == Damage.BROKEN) {
                assertThatThrownBy(() -> read(mutated.bytes()))
                    .as("%s, %s", mutated.name(), MUTATIONS.again(number))
                    .isInstanceOfSatisfying(
                        PoisonException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNPARSABLE));
              } else if (mutated.damage() == Damage.SAME) {
                assertThat(good.fieldNames())
                    .toIterable()
                    .as("%s, %s", mutated.name(), MUTATIONS.again(number))
                    .allMatch(
                        name -> says(mutated.bytes(), name).equals(good.get(name).toString()));
              }
            });
  }

  @Test
  void largeOnesAreAsTheySay() throws PoisonException {
    var good = (ObjectNode) SchemaCheck.example("order.paid.v1");
    for (int seed = 0; seed < 6; seed++) {
      var large = JsonMutations.large(good, new Random(seed));

      assertThat(large.bytes().length).isLessThan(11_000_000);
      if (large.damage() == Damage.SAME) {
        assertThat(read(large.bytes()).id("orderId")).isEqualTo(good.get("orderId").asText());
      }
    }
  }

  private static JsonFields read(byte[] bytes) throws PoisonException {
    return JsonFields.of(new CloudEvent("i", "s", "t", Instant.EPOCH, "s", null, null, bytes));
  }

  private static String says(byte[] bytes, String name) {
    try {
      return new ObjectMapper().readTree(read(bytes).json()).get(name).toString();
    } catch (PoisonException | JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
