package io.tierstream.segmentation.domain;

import java.util.ArrayList;
import java.util.List;

/** A customer's history folded again from its recorded applications, one after the other. */
public final class Replay {

  private final Fold fold;
  private final List<Application> history = new ArrayList<>();
  private Standing standing;

  public Replay(Fold fold, String customerId) {
    this.fold = fold;
    this.standing = Standing.unknown(customerId);
  }

  /**
   * Repeats the next application.
   *
   * @throws IllegalArgumentException when it isn't the one that comes next
   */
  public Step repeat(Application application) {
    Step step = fold.repeat(standing, application, history);
    history.add(application);
    standing = step.standing();
    return step;
  }

  /** After the last application repeated. */
  public Standing standing() {
    return standing;
  }
}
