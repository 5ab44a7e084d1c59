package io.tierstream.segmentation.application;

import io.quarkus.narayana.jta.runtime.TransactionConfiguration;
import io.tierstream.segmentation.persistence.CurrentStanding;
import io.tierstream.segmentation.persistence.MemberFilter;
import io.tierstream.segmentation.persistence.StandingOrder;
import io.tierstream.segmentation.persistence.Standings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.function.Consumer;

/** All members of tiers, segments and lifecycles are handed over, however many they are. */
@ApplicationScoped
public class ExportMembers {

  /**
   * A large file over a slow line takes its time; a reader that stops is cut off by the database.
   */
  private static final int TIMEOUT_SECONDS = 3_600;

  private final Standings standings;

  ExportMembers(Standings standings) {
    this.standings = standings;
  }

  /** Hands over one after the other, as they were when it began. */
  @Transactional
  @TransactionConfiguration(timeout = TIMEOUT_SECONDS)
  public void export(MemberFilter filter, StandingOrder order, Consumer<CurrentStanding> consumer) {
    standings.forEach(filter, order, consumer);
  }
}
