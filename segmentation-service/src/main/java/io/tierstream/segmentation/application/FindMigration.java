package io.tierstream.segmentation.application;

import static java.util.stream.Collectors.toCollection;

import io.quarkus.narayana.jta.runtime.TransactionConfiguration;
import io.tierstream.segmentation.domain.KnownHistory;
import io.tierstream.segmentation.persistence.GroupMove;
import io.tierstream.segmentation.persistence.Grouping;
import io.tierstream.segmentation.persistence.Histories;
import io.tierstream.segmentation.persistence.TierChanges;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Which groups customers were in at two instants, as known now. */
@ApplicationScoped
public class FindMigration {

  /** Everybody is assessed, however many they are. */
  private static final int TIMEOUT_SECONDS = 3_600;

  private final TierChanges tierChanges;
  private final Histories histories;
  private final GroupNames names;

  FindMigration(TierChanges tierChanges, Histories histories, GroupNames names) {
    this.tierChanges = tierChanges;
    this.histories = histories;
    this.names = names;
  }

  /**
   * Who was where.
   *
   * @param groups those of the model in its order; then groups that only older models know; last
   *     null, those who are in none
   * @param moves of everybody who was in a group at one of the instants, each pair once
   */
  public record Migration(List<String> groups, List<GroupMove> moves) {}

  private record Pair(String from, String to) {}

  /**
   * From {@code from} to {@code to}, in one snapshot. By tier it is read from the tier changes; by
   * what isn't kept of every instant everybody is assessed at both.
   */
  @Transactional(rollbackOn = SQLException.class)
  @TransactionConfiguration(timeout = TIMEOUT_SECONDS)
  public Migration find(Grouping by, Instant from, Instant to) throws SQLException {
    var moves = by == Grouping.TIER ? tierChanges.moves(from, to) : assessed(by, from, to);
    var groups = new ArrayList<>(names.of(by));
    var others =
        moves.stream()
            .flatMap(move -> Stream.of(move.from(), move.to()).filter(g -> g != null))
            .collect(toCollection(TreeSet::new));
    groups.forEach(others::remove);
    groups.addAll(others);
    groups.add(null);
    return new Migration(groups, moves);
  }

  private List<GroupMove> assessed(Grouping by, Instant from, Instant to) throws SQLException {
    var counts = new HashMap<Pair, Long>();
    histories.forEach(
        recorded -> {
          var known = recorded.knownAt(recorded.committedAt());
          var pair = new Pair(group(by, known, from), group(by, known, to));
          if (pair.from() != null || pair.to() != null) {
            counts.merge(pair, 1L, Long::sum);
          }
        });
    return counts.entrySet().stream()
        .map(one -> new GroupMove(one.getKey().from(), one.getKey().to(), one.getValue()))
        .toList();
  }

  private static String group(Grouping by, KnownHistory known, Instant at) {
    if (!known.hasFacts(at)) {
      return null;
    }
    var figures = known.figures(at);
    return by == Grouping.SEGMENT ? figures.segment() : figures.lifecycle().name();
  }
}
