package io.tierstream.segmentation.command;

import io.quarkus.runtime.QuarkusApplication;
import io.tierstream.segmentation.application.RebuildStandings;
import io.tierstream.segmentation.application.RebuildUnderWay;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/**
 * Rebuilds all standings, and says on standard output what became of every record and what differs.
 */
@ApplicationScoped
public class RebuildCommand implements QuarkusApplication {

  private static final Logger LOG = Logger.getLogger(RebuildCommand.class);

  /** Exit code: nothing differs, or nothing any more. */
  static final int EQUAL = 0;

  /** Exit code: something differs. */
  static final int DIFFERENT = 1;

  /** Exit code: it couldn't be found out. */
  static final int FAILED = 2;

  private static final String SWITCH_OVER = "--switch-over";

  private final RebuildStandings rebuildStandings;

  @Inject
  RebuildCommand(RebuildStandings rebuildStandings) {
    this.rebuildStandings = rebuildStandings;
  }

  @Override
  public int run(String... words) {
    var options = List.of(words).subList(1, words.length);
    if (!Set.of(SWITCH_OVER).containsAll(options)) {
      System.err.println("usage: rebuild [" + SWITCH_OVER + "]");
      return FAILED;
    }
    try {
      var switchesOver = options.contains(SWITCH_OVER);
      var report = rebuildStandings.rebuild(switchesOver, System.out::println);
      ReportText.of(report, switchesOver).forEach(System.out::println);
      return report.isSettled() ? EQUAL : DIFFERENT;
    } catch (SQLException | KafkaException | RebuildUnderWay e) {
      LOG.debug("The rebuild failed", e);
      System.err.println("rebuild: " + e.getMessage());
      return FAILED;
    }
  }
}
