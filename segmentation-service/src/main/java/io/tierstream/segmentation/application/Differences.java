package io.tierstream.segmentation.application;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the tables have otherwise of one customer, in the order in which it is found. */
final class Differences {

  private final String customerId;
  private final List<Difference> found = new ArrayList<>();

  Differences(String customerId) {
    this.customerId = customerId;
  }

  /**
   * Something is otherwise.
   *
   * @param live as the tables have it; null when they don't
   * @param rebuilt as it should be; null when it shouldn't
   */
  void differ(Difference.Part part, String what, String live, String rebuilt) {
    found.add(new Difference(customerId, part, what, live, rebuilt));
  }

  /** Each line that isn't the same on both sides, or is on one only. */
  void compare(Difference.Part part, Map<String, String> live, Map<String, String> rebuilt) {
    live.forEach(
        (name, value) -> {
          if (!Objects.equals(value, rebuilt.get(name))) {
            differ(part, name, value, rebuilt.get(name));
          }
        });
    rebuilt.forEach(
        (name, value) -> {
          if (!live.containsKey(name)) {
            differ(part, name, null, value);
          }
        });
  }

  List<Difference> found() {
    return found;
  }

  /** Whether nothing but the standing is otherwise. */
  boolean areOfTheStanding() {
    return found.stream().allMatch(Difference::isOfTheStanding);
  }
}
