package io.tierstream.segmentation.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * Which scoring model is in force when, §2: each from an instant on, until the next. The first one
 * has been in force for ever. Immutable.
 */
public final class ModelTimeline {

  /** A model and from when it is in force. */
  public record InForce(ScoringModel model, Instant from) {
    public InForce {
      Objects.requireNonNull(model, "model");
      Objects.requireNonNull(from, "from");
    }
  }

  /** By instant; of two from the same instant on the higher number comes later. */
  private static final Comparator<InForce> IN_TIME =
      Comparator.comparing(InForce::from).thenComparingInt(one -> one.model().number());

  private final List<InForce> models;

  private ModelTimeline(List<InForce> models) {
    this.models = models;
  }

  /** With {@code model} for ever. */
  public static ModelTimeline of(ScoringModel model) {
    return new ModelTimeline(List.of(new InForce(model, Instant.MIN)));
  }

  /**
   * With {@code model} from an instant on; the same timeline when its number is known.
   *
   * @param from cut to microseconds
   */
  public ModelTimeline with(ScoringModel model, Instant from) {
    if (has(model.number())) {
      return this;
    }
    List<InForce> more = new ArrayList<>(models);
    more.add(new InForce(model, Order.instant("from", from)));
    more.sort(IN_TIME);
    return new ModelTimeline(List.copyOf(more));
  }

  /** All of them, the earliest first. */
  public List<InForce> models() {
    return models;
  }

  /** The one that comes into force last. */
  public InForce last() {
    return models.get(models.size() - 1);
  }

  /** Whether there is a model of this number. */
  public boolean has(int number) {
    return models.stream().anyMatch(one -> one.model().number() == number);
  }

  /** The model in force at {@code at}. */
  public ScoringModel at(Instant at) {
    ScoringModel model = models.get(0).model();
    for (InForce one : models) {
      if (one.from().isAfter(at)) {
        break;
      }
      model = one.model();
    }
    return model;
  }

  /**
   * The model of this number.
   *
   * @throws IllegalArgumentException when there is none
   */
  public ScoringModel numbered(int number) {
    return models.get(indexOf(number)).model();
  }

  /** What comes into force after the model of this number; null after the last. */
  public InForce after(int number) {
    int next = indexOf(number) + 1;
    return next < models.size() ? models.get(next) : null;
  }

  /** Without those that come into force after the model of this number. */
  ModelTimeline until(int number) {
    return new ModelTimeline(models.subList(0, indexOf(number) + 1));
  }

  /** The numbers of the models that others have followed by {@code at}. */
  public List<Integer> olderAt(Instant at) {
    return models.subList(0, indexOf(at(at).number())).stream()
        .map(one -> one.model().number())
        .toList();
  }

  private int indexOf(int number) {
    for (int i = 0; i < models.size(); i++) {
      if (models.get(i).model().number() == number) {
        return i;
      }
    }
    throw new IllegalArgumentException("no such model: " + number);
  }
}
