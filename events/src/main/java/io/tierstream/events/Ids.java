package io.tierstream.events;

import com.github.f4b6a3.uuid.factory.standard.TimeOrderedEpochFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;

/** New ids: UUIDv7, so that they sort by the service's clock. */
@ApplicationScoped
public class Ids {

  private final TimeOrderedEpochFactory factory;

  @Inject
  public Ids(Clock clock) {
    this.factory = new TimeOrderedEpochFactory(clock);
  }

  /** A new id in its usual form of 36 characters. */
  public String next() {
    return factory.create().toString();
  }
}
