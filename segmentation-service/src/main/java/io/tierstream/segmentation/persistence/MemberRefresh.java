package io.tierstream.segmentation.persistence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * Brings {@code member} after {@code standing}, and the totals with it. Every call belongs into a
 * transaction.
 */
@ApplicationScoped
public class MemberRefresh {

  /** Whose standings are written; in the same transaction. */
  static final String MARK = "INSERT INTO member_stale SELECT unnest(?::text[])";

  /** One instance at a time: held until the transaction ends. */
  private static final String LOCK = "SELECT pg_try_advisory_xact_lock(7310046321)";

  private static final String TAKE =
      """
      DELETE FROM member_stale WHERE ctid = ANY (ARRAY(SELECT ctid FROM member_stale LIMIT ?))
      RETURNING customer_id""";

  /** Whom more than the standing itself is about: most standings change by purchases alone. */
  private static final String MORE =
      """
      SELECT s.customer_id, s.merged_into IS NOT NULL OR s.erased AS gone
      FROM standing s LEFT JOIN member m ON m.customer_id = s.customer_id
      WHERE s.customer_id = ANY (?) AND (s.merged_into IS NOT NULL OR s.erased
        OR s.attributes_version > coalesce(m.attributes_version, 0))""";

  /** Who was merged or erased is nobody's member any more. */
  private static final String GONE_TERMS =
      """
      DELETE FROM member_term t USING standing s
      WHERE t.customer_id = s.customer_id AND s.customer_id = ANY (?)
        AND (s.merged_into IS NOT NULL OR s.erased)""";

  private static final String GONE =
      """
      WITH gone AS (
        DELETE FROM member m USING standing s
        WHERE m.customer_id = s.customer_id AND s.customer_id = ANY (?)
          AND (s.merged_into IS NOT NULL OR s.erased)
        RETURNING m.*),
      change AS (SELECT -1 AS customers, -monetary AS worth, * FROM gone),
      %s
      SELECT count(*) FROM gone"""
          .formatted(MemberTotals.FOLLOW);

  private static final String CELLS =
      """
      INSERT INTO member_cell (tier, segment, lifecycle)
      SELECT DISTINCT tier, segment, lifecycle FROM standing WHERE customer_id = ANY (?)
        AND merged_into IS NULL AND NOT erased
      EXCEPT SELECT tier, segment, lifecycle FROM member_cell""";

  private static final String OLD_TERMS =
      """
      DELETE FROM member_term t USING standing s, member m
      WHERE t.customer_id = s.customer_id AND m.customer_id = s.customer_id AND s.customer_id = ANY (?)
        AND m.attributes_version < s.attributes_version""";

  private static final String NEW_TERMS =
      """
      INSERT INTO member_term (term, customer_id)
      SELECT DISTINCT t.term, s.customer_id
      FROM standing s LEFT JOIN member m ON m.customer_id = s.customer_id
      CROSS JOIN LATERAL (VALUES ('region=' || s.region), ('city=' || s.city), ('cityTier=' || s.city_tier),
        ('birthYear=' || s.birth_year), ('gender=' || s.gender), ('industry=' || s.industry),
        ('channel=' || s.channel)
        UNION ALL SELECT 'preferences=' || p FROM unnest(s.preferences) p
        UNION ALL SELECT 'tags=' || p FROM unnest(s.tags) p) AS t (term)
      WHERE s.customer_id = ANY (?) AND t.term IS NOT NULL AND s.merged_into IS NULL AND NOT s.erased
        AND coalesce(m.attributes_version, 0) < s.attributes_version
      ON CONFLICT DO NOTHING""";

  private static final List<String> SAME =
      List.of(
          "row_version",
          "r",
          "f",
          "m",
          "s",
          "frequency",
          "monetary",
          "last_purchase_at",
          "rating_weight",
          "rating_sum",
          "rated_at",
          "model",
          "sequence",
          "below_since",
          "as_of",
          "attributes_version",
          "region",
          "city",
          "city_tier",
          "birth_year",
          "gender",
          "industry",
          "channel",
          "preferences",
          "tags");

  /** Whoever isn't is counted where it was; only what it is worth may be another. */
  private static final String MOVED =
      "(old.cell, old.attributes_version) IS DISTINCT FROM (new.cell, new.attributes_version)";

  private static final String MEMBERS =
      """
      WITH written AS (
        INSERT INTO member AS there (customer_id, cell, composite, tier_since, next_change_at, %1$s)
        SELECT customer_id, cell, coalesce(composite, 0), coalesce(tier_since, '-infinity'),
          coalesce(next_change_at, '-infinity'), %1$s
        FROM standing JOIN member_cell c ON coalesce(c.tier, '') = coalesce(standing.tier, '')
          AND coalesce(c.segment, '') = coalesce(standing.segment, '') AND c.lifecycle = standing.lifecycle
        WHERE customer_id = ANY (?) AND merged_into IS NULL AND NOT erased ORDER BY customer_id
        ON CONFLICT (customer_id) DO UPDATE SET cell = excluded.cell, composite = excluded.composite,
          tier_since = excluded.tier_since, next_change_at = excluded.next_change_at, %2$s
        WHERE there.row_version < excluded.row_version
        RETURNING %3$s, new.monetary, old.monetary AS worth_before,
          %6$s AS moved, CASE WHEN %6$s THEN old END AS was),
      change AS (
        SELECT %4$s, 0 AS customers, monetary - worth_before AS worth FROM written
        WHERE NOT moved AND monetary <> worth_before
        UNION ALL SELECT %4$s, 1, monetary FROM written WHERE moved
        UNION ALL SELECT %5$s, -1, -(was).monetary FROM written WHERE (was).customer_id IS NOT NULL),
      %7$s
      SELECT count(*) FROM written"""
          .formatted(
              String.join(", ", SAME),
              String.join(", ", SAME.stream().map(name -> name + " = excluded." + name).toList()),
              MemberTotals.columns("new.%s"),
              MemberTotals.columns("%s"),
              MemberTotals.columns("(was).%s"),
              MOVED,
              MemberTotals.FOLLOW);

  private final DataSource dataSource;

  @Inject
  MemberRefresh(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Takes over what was written of at most {@code most} standings; says how many it has looked at,
   * none when another instance is at it.
   */
  public int refresh(int most) throws SQLException {
    try (var connection = dataSource.getConnection();
        var begin = connection.createStatement()) {
      // All statements see one state: terms of one version of the attributes beside another version
      // would stay so.
      begin.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
      if (!isAlone(connection)) {
        return 0;
      }
      var taken = 0;
      var customers = new TreeSet<String>();
      try (var take = connection.prepareStatement(TAKE)) {
        take.setInt(1, most);
        try (var rows = take.executeQuery()) {
          while (rows.next()) {
            customers.add(rows.getString(1));
            taken++;
          }
        }
      }
      if (taken > 0) {
        var ids = connection.createArrayOf("text", customers.toArray());
        var others = terms(connection, ids);
        execute(connection, CELLS, ids);
        look(connection, "member", count(connection, MEMBERS, ids));
        if (others) {
          MemberTotals.forget(connection);
        }
      }
      return taken;
    }
  }

  /**
   * Whoever is gone, and what those who are there are told apart by; says whether there was anybody
   * to whom that happened.
   */
  private static boolean terms(Connection connection, Array ids) throws SQLException {
    var gone = new ArrayList<String>();
    var renewed = new ArrayList<String>();
    try (var select = connection.prepareStatement(MORE)) {
      select.setArray(1, ids);
      try (var rows = select.executeQuery()) {
        while (rows.next()) {
          (rows.getBoolean(2) ? gone : renewed).add(rows.getString(1));
        }
      }
    }
    if (!gone.isEmpty()) {
      var those = connection.createArrayOf("text", gone.toArray());
      execute(connection, GONE_TERMS, those);
      count(connection, GONE, those);
    }
    if (!renewed.isEmpty()) {
      var those = connection.createArrayOf("text", renewed.toArray());
      execute(connection, OLD_TERMS, those);
      look(connection, "member_term", execute(connection, NEW_TERMS, those));
    }
    return !gone.isEmpty() || !renewed.isEmpty();
  }

  /** Remembers in the same transaction whose standings were written. */
  static void mark(RoundTrip trip, Collection<String> customers) {
    if (!customers.isEmpty()) {
      trip.update(MARK, (Object) customers.toArray(String[]::new));
    }
  }

  private static boolean isAlone(Connection connection) throws SQLException {
    try (var lock = connection.prepareStatement(LOCK);
        var result = lock.executeQuery()) {
      result.next();
      return result.getBoolean(1);
    }
  }

  private static int execute(Connection connection, String sql, Array ids) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setArray(1, ids);
      return statement.executeUpdate();
    }
  }

  /** Of a statement that says how many it has written. */
  private static int count(Connection connection, String sql, Array ids) throws SQLException {
    try (var statement = connection.prepareStatement(sql)) {
      statement.setArray(1, ids);
      try (var result = statement.executeQuery()) {
        result.next();
        return result.getInt(1);
      }
    }
  }

  /**
   * Has the planner look at a table that it takes for smaller than what was just written: until
   * autovacuum comes, after a minute or so, it would join a filled table as an empty one, row by
   * row.
   */
  private static void look(Connection connection, String table, int written) throws SQLException {
    try (var statement = connection.createStatement()) {
      if (written > believed(statement, table)) {
        statement.execute("ANALYZE " + table);
      }
    }
  }

  /** How many rows the planner takes a table to have. */
  private static long believed(Statement statement, String table) throws SQLException {
    try (var row =
        statement.executeQuery(
            "SELECT reltuples::bigint FROM pg_class WHERE oid = '%s'::regclass".formatted(table))) {
      row.next();
      return row.getLong(1);
    }
  }
}
