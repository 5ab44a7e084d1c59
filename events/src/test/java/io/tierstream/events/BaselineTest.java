package io.tierstream.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What was published stays true: only optional fields are added to a frozen type. */
class BaselineTest {

  /** Types that nobody emits yet, which may still change; the README says how one is frozen. */
  private static final Set<String> NOT_YET_FROZEN = Set.of();

  private static final SchemaFolder BASELINE = SchemaFolder.of("baseline");
  private static final SchemaFolder CURRENT = SchemaFolder.of("schemas");

  /** What has an example is a type; the rest are parts. */
  private static Set<String> types() {
    return SchemaFolder.of("examples").names();
  }

  static Stream<String> frozen() {
    return BASELINE.names().stream()
        .filter(name -> types().contains(name) || !CURRENT.names().contains(name));
  }

  @ParameterizedTest
  @MethodSource("frozen")
  void aFrozenTypeIsStillWhatItWas(String type) {
    assertThat(Incompatibility.between(BASELINE, CURRENT, type)).isEmpty();
  }

  @Test
  void everyTypeIsFrozenOrListed() {
    var open = new TreeSet<>(types());
    open.removeAll(BASELINE.names());
    assertThat(open).containsExactlyInAnyOrderElementsOf(NOT_YET_FROZEN);
  }

  @Test
  void everyTypeHasASchema() {
    assertThat(CURRENT.names()).containsAll(types());
  }

  @ParameterizedTest
  @MethodSource("frozen")
  void aFieldThatIsTakenFromARealTypeIsMissed(String type) {
    for (var file : SchemaFolder.files("schemas").keySet()) {
      for (var field : SchemaFolder.files("schemas").get(file).path("properties").properties()) {
        var changed = SchemaFolder.files("schemas");
        ((ObjectNode) changed.get(file).get("properties")).remove(field.getKey());
        if (!new SchemaFolder(changed).whole(type).equals(CURRENT.whole(type))) {
          assertThat(Incompatibility.between(BASELINE, new SchemaFolder(changed), type))
              .as("%s without %s", file, field.getKey())
              .isNotEmpty();
        }
      }
    }
  }
}
