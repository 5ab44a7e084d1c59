package io.tierstream.segmentation.application;

import io.tierstream.segmentation.domain.Application;
import io.tierstream.segmentation.domain.ModelTimeline.InForce;
import io.tierstream.segmentation.domain.Standing;
import io.tierstream.segmentation.persistence.SourcedApplication;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which scoring models the owner of a customer's partition number had certainly heard of, while the
 * customer's history goes on; so by which one it must have assessed. A model may be heard of late,
 * and nothing says when: but once a record has been folded by it, every later record of the same
 * topic is.
 */
final class HeardModels {

  private final RecordedNumber number;
  private final List<InForce> timeline;
  private final Set<Integer> heard = new HashSet<>();

  HeardModels(RecordedNumber number) {
    this.number = number;
    this.timeline = number.models().models();
    heard.add(timeline.get(0).model().number());
  }

  /** Before an application of a record: what was heard of before the record. */
  void before(SourcedApplication recorded) {
    if (recorded.topic() != null) {
      for (var one : timeline) {
        if (number.isHeard(one.model().number(), recorded.topic(), recorded.offset())) {
          heard.add(one.model().number());
        }
      }
    }
  }

  /** After an application: whoever used a model had heard of it, and of those told of before it. */
  void after(Application application) {
    for (var one : timeline) {
      if (one.model().number() == application.model()
          || number.isHeardBefore(one.model().number(), application.model())) {
        heard.add(one.model().number());
      }
    }
  }

  /** What must have taken the standing up by {@code at}; null when nothing must. */
  InForce due(Standing standing, Instant at) {
    if (standing.asOf() == null) {
      return null;
    }
    var next = next(standing.model());
    return next == null || switchAt(next, standing).isAfter(at) ? null : next;
  }

  /** When {@code next} assesses what another model has assessed. */
  static Instant switchAt(InForce next, Standing standing) {
    return next.from().isAfter(standing.asOf()) ? next.from() : standing.asOf();
  }

  /** The first one after the model of this number that was heard of; null when none was. */
  private InForce next(int model) {
    return timeline.subList(indexOf(model) + 1, timeline.size()).stream()
        .filter(one -> heard.contains(one.model().number()))
        .findFirst()
        .orElse(null);
  }

  /**
   * The one that took a standing up, of another model's.
   *
   * @param recorded the number of the one that is said to have
   * @throws IllegalArgumentException when there is none after the standing's own
   */
  InForce successor(Standing standing, int recorded) {
    var own = indexOf(standing.model());
    var index = indexOf(recorded);
    var next = next(standing.model());
    if (index > own && (next == null || index <= indexOf(next.model().number()))) {
      return timeline.get(index);
    }
    if (next == null) {
      throw new IllegalArgumentException("no model comes after " + standing.model());
    }
    return next;
  }

  /**
   * The number of the one in force at {@code at}.
   *
   * @param recorded the number of the one that is said to have been
   */
  int inForce(Instant at, int recorded) {
    var latest = 0;
    for (int i = 0; i < timeline.size() && !timeline.get(i).from().isAfter(at); i++) {
      var number = timeline.get(i).model().number();
      if (heard.contains(number) || number == recorded) {
        latest = number;
      }
    }
    return latest;
  }

  private int indexOf(int model) {
    for (int i = 0; i < timeline.size(); i++) {
      if (timeline.get(i).model().number() == model) {
        return i;
      }
    }
    throw new IllegalArgumentException("no such model: " + model);
  }
}
