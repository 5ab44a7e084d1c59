package io.tierstream.local.faults;

import io.tierstream.segmentation.domain.RecordedOracle;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** Rows of segmentation-service's database. */
final class Recorded {
  private Recorded() {}

  /**
   * All rows of one customer.
   *
   * @param standing null for none
   * @param applications by ordinal
   * @param changes by sequence
   */
  record CustomerRows(
      StandingRow standing, List<ApplicationRow> applications, List<ChangeRow> changes) {

    /** Null for none. */
    ChangeRow lastChange() {
      return changes.isEmpty() ? null : changes.get(changes.size() - 1);
    }

    /** Whether merges lead the path. */
    boolean hasBond() {
      return applications.stream().anyMatch(ApplicationRow::isBond);
    }
  }

  /** An assessment, and what was taken in. */
  record ApplicationRow(
      long ordinal,
      Instant at,
      int model,
      String cause,
      String eventId,
      String backfill,
      String topic,
      Long offset,
      String fact,
      Long supersedes,
      boolean isBond) {

    static final String SELECT =
        """
        SELECT customer_id, ordinal, at, model, cause, event_id, backfill, topic, source_offset,
          coalesce(order_id || ' v' || order_version, feedback_id || ' v' || feedback_version,
            'the pin v' || pin_version) AS fact,
          supersedes, via IS NOT NULL OR bond IS NOT NULL AS is_bond
        FROM application WHERE starts_with(customer_id, ?) ORDER BY customer_id, ordinal\
        """;

    static ApplicationRow of(ResultSet row) throws SQLException {
      return new ApplicationRow(
          row.getLong("ordinal"),
          Rows.instant(row, "at"),
          row.getInt("model"),
          row.getString("cause"),
          row.getString("event_id"),
          row.getString("backfill"),
          row.getString("topic"),
          Rows.number(row, "source_offset"),
          row.getString("fact"),
          Rows.number(row, "supersedes"),
          row.getBoolean("is_bond"));
    }

    RecordedOracle.Applied applied() {
      return new RecordedOracle.Applied(
          ordinal, at, model, fact == null ? cause : fact, backfill, supersedes);
    }
  }

  /** A tier change; the event is as it was published. */
  record ChangeRow(
      long sequence,
      String kind,
      String from,
      String to,
      Instant effectiveAt,
      String eventId,
      String event) {

    static final String SELECT =
        """
        SELECT customer_id, sequence, kind, from_tier, to_tier, effective_at, event_id, event::text
        FROM tier_change WHERE starts_with(customer_id, ?) ORDER BY customer_id, sequence\
        """;

    static ChangeRow of(ResultSet row) throws SQLException {
      return new ChangeRow(
          row.getLong("sequence"),
          row.getString("kind"),
          row.getString("from_tier"),
          row.getString("to_tier"),
          Rows.instant(row, "effective_at"),
          row.getString("event_id"),
          row.getString("event"));
    }
  }

  /** Where a customer stands. */
  record StandingRow(
      String tier,
      Instant since,
      String segment,
      String lifecycle,
      Integer r,
      Integer f,
      Integer m,
      Integer s,
      BigDecimal composite,
      int frequency,
      BigDecimal monetary,
      Instant last,
      Double ratingWeight,
      Double ratingSum,
      Instant ratedAt,
      int model,
      long sequence,
      Instant belowSince,
      Instant nextChangeAt,
      Instant asOf,
      long ordinal,
      long attributesVersion,
      String region,
      String mergedInto,
      boolean isErased) {

    static final String SELECT =
        "SELECT customer_id, tier, tier_since, segment, lifecycle, r, f, m, s,"
            + " composite, frequency, monetary, last_purchase_at, rating_weight, rating_sum,"
            + " rated_at, model, sequence, below_since, next_change_at, as_of, ordinal,"
            + " attributes_version, region, merged_into, erased FROM standing"
            + " WHERE starts_with(customer_id, ?) ORDER BY customer_id";

    static StandingRow of(ResultSet row) throws SQLException {
      return new StandingRow(
          row.getString("tier"),
          Rows.instant(row, "tier_since"),
          row.getString("segment"),
          row.getString("lifecycle"),
          Rows.score(row, "r"),
          Rows.score(row, "f"),
          Rows.score(row, "m"),
          Rows.score(row, "s"),
          row.getBigDecimal("composite"),
          row.getInt("frequency"),
          Content.exact(row.getBigDecimal("monetary")),
          Rows.instant(row, "last_purchase_at"),
          row.getObject("rating_weight", Double.class),
          row.getObject("rating_sum", Double.class),
          Rows.instant(row, "rated_at"),
          row.getInt("model"),
          row.getLong("sequence"),
          Rows.instant(row, "below_since"),
          Rows.instant(row, "next_change_at"),
          Rows.instant(row, "as_of"),
          row.getLong("ordinal"),
          row.getLong("attributes_version"),
          row.getString("region"),
          row.getString("merged_into"),
          row.getBoolean("erased"));
    }

    String scores() {
      return r == null ? null : "%s %s %s %s".formatted(r, f, m, s);
    }

    RecordedOracle.Figures figures() {
      return new RecordedOracle.Figures(
          frequency, monetary, last, r, f, m, s, composite, segment, lifecycle);
    }
  }
}
