package io.tierstream.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import org.junit.jupiter.api.Test;

class NewestTest {

  private record Word(String of, long version, String said) {}

  @Test
  void theHighestVersionOfEachCountsAndOfEqualOnesTheFirst() {
    var told =
        List.of(
            new Word("a", 2, "two"),
            new Word("b", 1, "first"),
            new Word("a", 3, "three"),
            new Word("a", 1, "one"),
            new Word("b", 1, "second"));

    assertThat(Newest.of(told, Word::of, Word::version))
        .containsOnly(entry("a", new Word("a", 3, "three")), entry("b", new Word("b", 1, "first")));
  }
}
