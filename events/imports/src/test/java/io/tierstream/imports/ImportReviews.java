package io.tierstream.imports;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.agroal.api.AgroalDataSource;
import io.tierstream.events.CloudEvent;
import io.tierstream.events.Ids;
import io.tierstream.events.Outbox;
import io.tierstream.events.OutboxRecord;
import io.tierstream.events.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A service that imports reviews, as small as one can be. */
@ApplicationScoped
class ImportReviews implements RowImport<ImportReviews.Review> {

  static final ImportField ID = ImportField.required("reviewId", "reviewId", "a review id");
  private static final ImportField WORDS = ImportField.optional("words");
  private static final ImportField RATING = ImportField.required("rating");
  private static final ImportField AT = ImportField.required("occurredAt", "date", "a date");

  private final AgroalDataSource dataSource;
  private final Outbox outbox;
  private final Ids ids;

  ImportReviews(AgroalDataSource dataSource, Outbox outbox, Ids ids) {
    this.dataSource = dataSource;
    this.outbox = outbox;
    this.ids = ids;
  }

  /** What a row says. */
  record Review(String words, BigDecimal rating) {}

  @Override
  public String topic() {
    return Topics.FEEDBACK;
  }

  @Override
  public String counted() {
    return "reviews";
  }

  @Override
  public List<ImportField> fields() {
    return List.of(ID, WORDS, RATING, AT);
  }

  @Override
  public Class<Review> content() {
    return Review.class;
  }

  @Override
  public ImportedRow<Review> read(Cells row) throws RejectedRow {
    return new ImportedRow<>(
        row.id(ID),
        row.instant(AT),
        new Review(
            row.text(WORDS, 100), row.decimal(RATING, BigDecimal.ONE, BigDecimal.valueOf(5), 1)));
  }

  /** Whose id says so. */
  @Override
  public Set<String> erased(Collection<String> ids) {
    return ids.stream().filter(id -> id.endsWith("-erased")).collect(Collectors.toSet());
  }

  @Override
  public List<Outcome> emit(String job, List<ImportedRow<Review>> rows) {
    try (var connection = dataSource.getConnection()) {
      var known = known(connection, rows.stream().map(ImportedRow::id).toList());
      var outcomes = new ArrayList<Outcome>();
      for (var row : rows) {
        var before = known.get(row.id());
        if (before != null) {
          outcomes.add(
              before.equals(row) ? Outcome.UNCHANGED : Outcome.knownWithOtherContent(ID, "review"));
        } else {
          Sql.update(
              connection,
              "INSERT INTO review (id, words, rating, at) VALUES (?, ?, ?, ?)",
              row.id(),
              row.content().words(),
              row.content().rating(),
              row.at());
          outbox.append(record(job, row));
          outcomes.add(Outcome.MADE);
        }
      }
      return outcomes;
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private static Map<String, ImportedRow<Review>> known(Connection connection, List<String> ids)
      throws SQLException {
    var known = new HashMap<String, ImportedRow<Review>>();
    Sql.query(
        connection,
        row -> {
          var review = new Review(row.getString("words"), row.getBigDecimal("rating"));
          var id = row.getString("id");
          return known.put(id, new ImportedRow<>(id, Sql.instant(row, "at"), review));
        },
        "SELECT * FROM review WHERE id = ANY(?) FOR UPDATE",
        Sql.texts(connection, ids));
    return known;
  }

  private OutboxRecord record(String job, ImportedRow<Review> row) {
    var event =
        new CloudEvent(
            ids.next(),
            "test-service",
            "io.tierstream.review.received.v1",
            row.at(),
            row.id(),
            job,
            null,
            ("{\"reviewId\":\"" + row.id() + "\"}").getBytes(UTF_8));
    return OutboxRecord.byKey(Topics.FEEDBACK, row.id(), row.at(), event);
  }
}
