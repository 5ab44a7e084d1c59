package io.tierstream.segmentation.application;

import io.tierstream.segmentation.application.Difference.Part;
import io.tierstream.segmentation.persistence.RebuildStage;
import io.tierstream.segmentation.persistence.RebuildStage.Rebuilt;
import io.tierstream.segmentation.persistence.RecordedState;
import io.tierstream.segmentation.persistence.SharedFact;
import io.tierstream.segmentation.persistence.StagedRecord;
import io.tierstream.segmentation.persistence.StoredLines;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * All standings are built again beside the live ones: from the topics' payloads, by the recorded
 * applications, as of one snapshot of the database. Nothing is published, and the live tables are
 * written only to put a rebuilt standing in a live one's place, where that is asked for.
 */
@ApplicationScoped
public class RebuildStandings {

  private static final Logger LOG = Logger.getLogger(RebuildStandings.class);
  private static final int PORTION = 5_000;

  /** Whoever takes a number over ends the session that holds it too long. */
  private static final int TRIES = 5;

  private final DataSource dataSource;
  private final RecordedTopics topics;
  private final Announcements announcements;
  private final Clock clock;

  @Inject
  RebuildStandings(
      DataSource dataSource, RecordedTopics topics, Announcements announcements, Clock clock) {
    this.dataSource = dataSource;
    this.topics = topics;
    this.announcements = announcements;
    this.clock = clock;
  }

  /**
   * Rebuilds.
   *
   * @param switchesOver whether rebuilt standings take the place of live ones that differ
   * @param progress is told how far it is, in words
   * @throws RebuildUnderWay when another rebuild runs on this database
   */
  public RebuildReport rebuild(boolean switchesOver, Consumer<String> progress)
      throws SQLException, RebuildUnderWay {
    try (var stage = RebuildStage.open(dataSource).orElseThrow(RebuildUnderWay::new);
        var snapshot = RecordedState.snapshot(dataSource);
        var reader = topics.open()) {
      return new Run(stage, snapshot, reader, switchesOver, progress).run();
    }
  }

  /** One rebuild. */
  private final class Run {

    private final RebuildStage stage;
    private final RecordedState snapshot;
    private final RecordedTopics.Reader reader;
    private final boolean switchesOver;
    private final Consumer<String> progress;
    private final RebuildReport report = new RebuildReport();
    private final LinesHash liveHash = new LinesHash();
    private final LinesHash rebuiltHash = new LinesHash();
    private Map<Integer, Map<Integer, Map<String, Long>>> firstUses;
    private int number;
    private RecordedNumber recorded;

    Run(
        RebuildStage stage,
        RecordedState snapshot,
        RecordedTopics.Reader reader,
        boolean switchesOver,
        Consumer<String> progress) {
      this.stage = stage;
      this.snapshot = snapshot;
      this.reader = reader;
      this.switchesOver = switchesOver;
      this.progress = progress;
    }

    RebuildReport run() throws SQLException {
      var positions = snapshot.positions();
      firstUses = snapshot.firstUses();
      for (number = 0; number < topics.numbers(); number++) {
        prepare(positions.getOrDefault(number, Map.of()));
        settleNobodys();
        rebuildCustomers();
        progress.accept(
            "partition number %d of %d: %d customers, %d differences so far"
                .formatted(number + 1, topics.numbers(), report.customers(), report.differences()));
        if (switchesOver) {
          switchOver();
        }
      }
      for (var orphan : stage.notRebuilt(snapshot.orphans())) {
        report.nobodys(
            new Difference(orphan, Part.HISTORY, "standing", null, "there is a history"));
      }
      holdMergesTogether();
      report.hashes(liveHash.value(), rebuiltHash.value());
      return report;
    }

    /** Brings the number's records and customers onto the stage. */
    private void prepare(Map<String, Long> positions) throws SQLException {
      stage.begin(number);
      var onTheirWay = new HashSet<String>();
      var held = new ArrayList<SharedFact>();
      for (var publication : snapshot.publications(number)) {
        if (topics.inputs().contains(topics.topic(publication.topic()))) {
          onTheirWay.add(topics.eventId(publication.headers()));
          held.addAll(SharedFacts.onItsWay(topics.intake(publication)));
        } else {
          var refusal = topics.refusal(publication);
          if (refusal.isPresent()) {
            stage.refusal(refusal.get().topic(), refusal.get().offset(), refusal.get().reason());
          }
        }
      }
      stage.held(held);
      for (var parked : snapshot.parked(number)) {
        stage.parked(topics.topic(parked.topic()), parked.offset());
      }
      var extents =
          reader.read(
              number,
              this::keep,
              refusal -> stage.refusal(refusal.topic(), refusal.offset(), refusal.reason()));
      var last = "";
      for (var some = snapshot.customers(number, last, PORTION);
          !some.isEmpty();
          some = snapshot.customers(number, last, PORTION)) {
        stage.customers(some);
        last = some.get(some.size() - 1).customerId();
      }
      stage.end();
      recorded =
          RecordedNumber.of(
              snapshot,
              number,
              positions,
              extents,
              onTheirWay,
              firstUses.getOrDefault(number, Map.of()));
      positions.forEach((topic, position) -> mustBeThere(topic, position, extents.get(topic)));
    }

    private void mustBeThere(String topic, long position, RecordedTopics.Extent extent) {
      if (extent == null || extent.end() < position) {
        report.nobodys(
            new Difference(
                null,
                Part.RECORD,
                "position of " + topic + "-" + number,
                Long.toString(position),
                extent == null ? null : "it ends at " + extent.end()));
      }
    }

    private void keep(StagedRecord record) throws SQLException {
      stage.record(
          record, topics.intake(record) instanceof Intake.OfCustomer of ? of.customerId() : null);
    }

    private void settleNobodys() throws SQLException {
      StagedRecord last = null;
      for (var some = stage.ofNobody(null); !some.isEmpty(); some = stage.ofNobody(last)) {
        for (var record : some) {
          if (recorded.isFolded(record.topic(), record.offset())) {
            settle(record, recorded.of(record, topics.intake(record)));
          }
        }
        last = some.get(some.size() - 1);
      }
    }

    private void settle(StagedRecord record, Fate fate) {
      report.count(record.topic(), fate);
      if (fate == Fate.UNACCOUNTED) {
        report.nobodys(
            new Difference(
                null,
                Part.RECORD,
                record.topic() + "-" + number + "@" + record.offset(),
                null,
                "a record that nothing became of"));
      }
    }

    private void rebuildCustomers() throws SQLException {
      var last = "";
      for (var ids = stage.next(last, false); !ids.isEmpty(); ids = stage.next(last, false)) {
        var stored = snapshot.standings(ids);
        var histories = repeat(ids, snapshot, recorded, stored);
        var rebuilt = write(histories, stored);
        var differ = new ArrayList<String>();
        histories.forEach(
            (id, history) -> {
              settle(history);
              if (isCustomer(history, stored.get(id)) || !history.differences().isEmpty()) {
                count(history);
                liveHash.add(id, stored.get(id), history.live());
                rebuiltHash.add(id, rebuilt.get(id), history.rebuilt());
              }
              if (!history.differences().isEmpty()) {
                differ.add(id);
              }
            });
        stage.differ(differ);
        share(histories.values());
        last = ids.get(ids.size() - 1);
      }
    }

    /** Keeps what merged customers and their survivors have of each other until all are there. */
    private void share(Collection<RepeatedHistory> histories) throws SQLException {
      var owed = new ArrayList<SharedFact>();
      var held = new ArrayList<SharedFact>();
      var unknown = new ArrayList<String>();
      for (var history : histories) {
        var shared = history.shared();
        if (history.isBeyondSharing()) {
          unknown.add(history.standing().customerId());
        } else {
          owed.addAll(shared.owed());
        }
        held.addAll(shared.held());
      }
      stage.owed(owed);
      stage.held(held);
      stage.unknown(unknown);
    }

    private void holdMergesTogether() throws SQLException {
      for (var one : stage.neverCame()) {
        differs(one, null, "version %d has never come".formatted(one.version()));
      }
      for (var one : stage.neverWas()) {
        differs(one, "version " + one.version(), "never was its own");
      }
    }

    private void differs(SharedFact one, String live, String rebuilt) {
      var what = one.fact() + " of " + one.merged();
      report.nobodys(new Difference(one.survivor(), Part.RECORD, what, live, rebuilt));
    }

    private Map<String, RepeatedHistory> repeat(
        Collection<String> ids,
        RecordedState state,
        RecordedNumber known,
        Map<String, StoredLines> stored)
        throws SQLException {
      var applications = state.applications(ids);
      var changes = state.tierChanges(ids);
      var records = stage.records(ids);
      var histories = new LinkedHashMap<String, RepeatedHistory>();
      for (var id : ids) {
        histories.put(
            id,
            RepeatedHistory.of(
                id,
                known,
                stored.get(id),
                applications.getOrDefault(id, List.of()),
                changes.getOrDefault(id, List.of()),
                records.getOrDefault(id, List.of()),
                topics,
                announcements));
      }
      return histories;
    }

    /** Writes what was rebuilt, and compares it. */
    private Map<String, StoredLines> write(
        Map<String, RepeatedHistory> histories, Map<String, StoredLines> stored)
        throws SQLException {
      var rebuilt = new ArrayList<Rebuilt>();
      histories.forEach(
          (id, history) -> {
            if (history.isWhole() && isCustomer(history, stored.get(id))) {
              rebuilt.add(rebuilt(history, stored.get(id)));
            }
          });
      var lines = stage.write(rebuilt);
      lines.forEach((id, again) -> histories.get(id).compareStanding(stored.get(id), again));
      return lines;
    }

    private Rebuilt rebuilt(RepeatedHistory history, StoredLines stored) {
      return new Rebuilt(
          history.standing(),
          stored == null ? sinceTheFirst(history) : stored.rowVersion() + 1,
          history.attributes(),
          history.attributesVersion());
    }

    /** More than a row can have been written: each time for an application or for attributes. */
    private long sinceTheFirst(RepeatedHistory history) {
      return history.standing().ordinal() + history.attributesVersion() + 1;
    }

    /** Nothing of others was folded by the snapshot. */
    private static boolean isCustomer(RepeatedHistory history, StoredLines stored) {
      return stored != null || history.hasStanding();
    }

    private void settle(RepeatedHistory history) {
      history.fates().forEach(one -> report.count(one.topic(), one.fate()));
    }

    private void count(RepeatedHistory history) {
      history.sources().forEach(report::countApplication);
      history.removed().forEach(report::countRemoved);
      report.customer(history.tierChanges(), history.differences());
    }

    private void switchOver() throws SQLException {
      var last = "";
      for (var ids = stage.next(last, true); !ids.isEmpty(); ids = stage.next(last, true)) {
        report.mended(mendInPlace(ids));
        last = ids.get(ids.size() - 1);
      }
    }

    private int mendInPlace(List<String> ids) throws SQLException {
      for (int tries = 1; ; tries++) {
        try {
          return mend(ids);
        } catch (SQLException e) {
          if (tries == TRIES) {
            throw e;
          }
          LOG.warnf("Partition number %d couldn't be held: %s", number, e.getMessage());
        }
      }
    }

    /**
     * Rebuilds these once more, as they are now, and puts them in the live ones' place. The number
     * is taken over for that, so its owner loads them anew before it writes again.
     */
    private int mend(List<String> ids) throws SQLException {
      try (var state = RecordedState.taken(dataSource, number, clock.instant())) {
        var stored = state.standings(ids);
        var histories = repeat(ids, state, recorded.by(state, number), stored);
        write(histories, stored);
        var equal = 0;
        var mendable = new TreeMap<String, RepeatedHistory>();
        for (var one : histories.entrySet()) {
          if (one.getValue().differences().isEmpty()) {
            equal++;
          } else if (one.getValue().isMendable()) {
            mendable.put(one.getKey(), one.getValue());
          }
        }
        state.replace(mendable.keySet(), stage);
        tell(state, mendable.values());
        state.commit();
        return equal + mendable.size();
      }
    }

    /**
     * Those who follow standings hear of those that were replaced, from the number's next owner.
     */
    private void tell(RecordedState state, Collection<RepeatedHistory> replaced)
        throws SQLException {
      var seq = state.lastSeq(number);
      for (var history : replaced) {
        var standing = history.standing();
        var erasure = history.erasure();
        if (erasure != null) {
          state.publish(
              number,
              announcements.erased(
                  ++seq, standing.customerId(), erasure.version(), erasure.at(), clock.instant()));
        } else if (standing.assessment() != null) {
          state.publish(number, announcements.assessed(++seq, standing, clock.instant(), null));
        }
      }
    }
  }
}
