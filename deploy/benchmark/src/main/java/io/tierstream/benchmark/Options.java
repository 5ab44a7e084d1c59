package io.tierstream.benchmark;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a measurement can be told: words such as {@code --rounds 3}, each with a default. */
public final class Options {
  private static final String ANYTHING = ".*";
  private static final String NUMBER = "[1-9][0-9]{0,8}";

  private final String usage;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> forms = new HashMap<>();
  private final Map<String, Map<String, String>> presets = new HashMap<>();

  /**
   * @param usage what is printed when a word makes no sense
   */
  public Options(String usage) {
    this.usage = usage;
  }

  /** A number from 1 to 999,999,999. */
  public Options number(String name, int usually) {
    return word(name, Integer.toString(usually), NUMBER);
  }

  /** Numbers with commas in between. */
  public Options numbers(String name, String usually) {
    return word(name, usually, NUMBER + "(," + NUMBER + ")*");
  }

  /** Anything; nothing by default. */
  public Options text(String name) {
    return word(name, "", ANYTHING);
  }

  /** Some of {@code all} with commas in between; all of them by default. */
  public Options some(String name, String... all) {
    var one = "(" + String.join("|", all) + ")";
    return word(name, "", "(" + one + "(," + one + ")*)?");
  }

  /** What matches a regular expression. */
  public Options word(String name, String usually, String form) {
    values.put(name, usually);
    forms.put(name, form);
    return this;
  }

  /** A word without a value, which stands for these. */
  public Options preset(String name, Map<String, String> these) {
    presets.put(name, these);
    return this;
  }

  /** Exits with 2 and says why when they make no sense. */
  public Options readOrExit(String... words) {
    try {
      return read(words);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(usage);
      System.exit(2);
      throw e;
    }
  }

  /**
   * Takes these words over.
   *
   * @throws IllegalArgumentException naming the option and the rule that it breaks
   */
  public Options read(String... words) {
    for (int i = 0; i < words.length; i++) {
      var name = words[i];
      if (presets.containsKey(name)) {
        values.putAll(presets.get(name));
      } else if (!values.containsKey(name)) {
        throw new IllegalArgumentException("There is no option " + name + ".");
      } else if (++i == words.length) {
        throw new IllegalArgumentException(name + " needs a value.");
      } else if (!words[i].matches(forms.get(name))) {
        throw new IllegalArgumentException(
            name + " can't be '" + words[i] + "': it must match " + forms.get(name) + ".");
      } else {
        values.put(name, words[i]);
      }
    }
    return this;
  }

  public String get(String name) {
    return values.get(name);
  }

  public int number(String name) {
    return Integer.parseInt(get(name));
  }

  public List<Integer> numbers(String name) {
    return Arrays.stream(get(name).split(",")).map(Integer::valueOf).toList();
  }

  /** Whether {@code one} is among those of {@link #some}. */
  public boolean has(String name, String one) {
    return get(name).isEmpty() || List.of(get(name).split(",")).contains(one);
  }

  /** What has blanks in between. */
  public List<String> words(String name) {
    return get(name).isBlank() ? List.of() : List.of(get(name).strip().split("\\s+"));
  }
}
