package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.KnownHistory;
import io.tierstream.segmentation.domain.ModelTimeline;
import io.tierstream.segmentation.domain.RecordedApplication;
import io.tierstream.segmentation.domain.RecordedFact;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Everything that was ever recorded of customers, for reading. Every call belongs into a
 * transaction, and is its first question.
 */
@ApplicationScoped
public class Histories {

  /** A number that was taken over and has committed nothing yet knows what was known before. */
  private static final String CUSTOMERS =
      """
      SELECT s.customer_id, s.partition, s.erased, coalesce(o.committed_at, o.taken_at) AS committed_at
      FROM standing s JOIN ownership o ON o.partition = s.partition""";

  private static final String ONE = CUSTOMERS + " WHERE s.customer_id = ?";

  private static final String AFTER =
      CUSTOMERS
          + " WHERE s.customer_id > ? AND s.as_of IS NOT NULL ORDER BY s.customer_id LIMIT "
          + Histories.PORTION;

  private static final String MODELS =
      "SELECT partition, number, coalesce(recorded_at, effective_at) AS recorded_at FROM model_in_force";

  /** Somebody may have thousands of applications. */
  private static final int PORTION = 200;

  private final DataSource dataSource;
  private final Models models;

  @Inject
  Histories(DataSource dataSource, Models models) {
    this.dataSource = dataSource;
    this.models = models;
  }

  /**
   * What was recorded of a customer.
   *
   * @param applications in order; none of a customer that was only registered
   * @param others versions that none of them brought, in no order: those that came after higher
   *     ones, and all of the customers whose facts came by a merge
   * @param isErased whether nothing may be told of it any more
   * @param models all that were published
   * @param modelsRecordedAt when the customer's partition number recorded them, by number; the
   *     first is known from the beginning, and one that is absent isn't yet
   * @param committedAt the instant of the last commit of the customer's partition number
   */
  public record Recorded(
      String customerId,
      List<RecordedApplication> applications,
      List<RecordedFact> others,
      boolean isErased,
      ModelTimeline models,
      Map<Integer, Instant> modelsRecordedAt,
      Instant committedAt) {

    /** What of it was known at an instant. */
    public KnownHistory knownAt(Instant instant) {
      return new KnownHistory(customerId, applications, others, models, modelsRecordedAt, instant);
    }
  }

  /** All that was recorded of a customer; empty when nothing was ever heard of it. */
  public Optional<Recorded> of(String customerId) throws SQLException {
    try (var connection = dataSource.getConnection()) {
      takeSnapshot(connection);
      return read(connection, knownModels(connection), ONE, customerId).stream().findFirst();
    }
  }

  /**
   * Hands over everybody who was ever assessed, the erased, too, in one snapshot, in order of their
   * ids.
   */
  public void forEach(Consumer<Recorded> consumer) throws SQLException {
    try (var connection = dataSource.getConnection()) {
      takeSnapshot(connection);
      var known = knownModels(connection);
      var last = "";
      for (var some = read(connection, known, AFTER, last);
          !some.isEmpty();
          some = read(connection, known, AFTER, last)) {
        some.forEach(consumer);
        last = some.get(some.size() - 1).customerId();
      }
    }
  }

  private static void takeSnapshot(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    }
  }

  /**
   * What was published, and when it was recorded where.
   *
   * @param recordedAt by partition number, by number of the model
   */
  private record KnownModels(
      ModelTimeline timeline, Map<Integer, Map<Integer, Instant>> recordedAt) {}

  private KnownModels knownModels(Connection connection) throws SQLException {
    Map<Integer, Map<Integer, Instant>> recordedAt = new HashMap<>();
    try (var select = connection.prepareStatement(MODELS);
        var rows = select.executeQuery()) {
      while (rows.next()) {
        recordedAt
            .computeIfAbsent(rows.getInt("partition"), number -> new HashMap<>())
            .put(rows.getInt("number"), CustomerLoader.instant(rows, "recorded_at"));
      }
    }
    return new KnownModels(models.timeline(), recordedAt);
  }

  private static List<Recorded> read(
      Connection connection, KnownModels models, String customers, String id) throws SQLException {
    Map<String, Instant> committed = new LinkedHashMap<>();
    Map<String, Integer> partitions = new HashMap<>();
    Set<String> erased = new HashSet<>();
    try (PreparedStatement select = connection.prepareStatement(customers)) {
      select.setString(1, id);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          var customerId = rows.getString("customer_id");
          committed.put(customerId, CustomerLoader.instant(rows, "committed_at"));
          partitions.put(customerId, rows.getInt("partition"));
          if (rows.getBoolean("erased")) {
            erased.add(customerId);
          }
        }
      }
    }
    var applications = Applications.recorded(connection, committed.keySet());
    var merged = new HashSet<String>();
    applications.values().forEach(ofOne -> merged.addAll(sources(ofOne)));
    var ofMerged = Applications.recorded(connection, merged);
    merged.addAll(committed.keySet());
    var stale = Applications.stale(connection, merged);
    var recorded = new ArrayList<Recorded>(committed.size());
    committed.forEach(
        (customerId, committedAt) -> {
          var own = applications.getOrDefault(customerId, List.of());
          var others = new ArrayList<>(stale.getOrDefault(customerId, List.of()));
          for (var source : sources(own)) {
            others.addAll(stale.getOrDefault(source, List.of()));
            others.addAll(facts(ofMerged.getOrDefault(source, List.of())));
          }
          recorded.add(
              new Recorded(
                  customerId,
                  own,
                  others,
                  erased.contains(customerId),
                  models.timeline(),
                  models.recordedAt().getOrDefault(partitions.get(customerId), Map.of()),
                  committedAt));
        });
    return recorded;
  }

  /** The merged customers by whom facts came. */
  private static Set<String> sources(List<RecordedApplication> applications) {
    var sources = new HashSet<String>();
    for (var recorded : applications) {
      sources.addAll(recorded.application().sources());
    }
    return sources;
  }

  private static List<RecordedFact> facts(List<RecordedApplication> applications) {
    return applications.stream()
        .filter(recorded -> recorded.application().fact() != null)
        .map(recorded -> new RecordedFact(recorded.application().fact(), recorded.recordedAt()))
        .toList();
  }
}
