package io.tierstream.customer.persistence;

import io.tierstream.customer.persistence.ListingFilter.Sort;
import io.tierstream.imports.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * One page of the management table. One filter and a sort are one place of one index. An index on
 * parts of texts knows no order, and neither do two filters together: there, few hits are fetched
 * and sorted; many are met soon on a walk in the order asked for; only when they aren't, which is
 * when what is looked for and the order go together, many are sorted.
 */
final class ListingPage {

  /** So many hits are sorted at once. */
  private static final int FEW = 3_000;

  /** So many customers are looked at, in their order, for a page of hits. */
  private static final int WALK = 10_000;

  /** The same where sorting many is cheap. */
  private static final int SHORT_WALK = 2_500;

  private static final Part NOTHING = new Part("");

  private final Connection connection;
  private final ListingFilter filter;

  /** Conditions on single columns of the listing. */
  private final List<Part> single = new ArrayList<>();

  /** After the last customer that was seen. */
  private final List<Part> place = new ArrayList<>();

  ListingPage(Connection connection, ListingFilter filter) {
    this.connection = connection;
    this.filter = filter;
    equal("tier", filter.tier());
    equal("segment", filter.segment());
    equal("region", filter.region());
    equal("industry", filter.industry());
    var after = filter.after();
    if (after != null) {
      var sort = filter.sort();
      var sign = filter.descending() ? "<" : ">";
      var key = sort.value(after.key());
      place.add(
          sort == Sort.CUSTOMER_ID
              ? new Part("k.customer_id " + sign + " ?", key)
              : new Part("(k." + sort.column() + ", k.nr) " + sign + " (?, ?)", key, after.nr()));
    }
  }

  List<Listing> read() throws SQLException {
    if (filter.pattern() == null && (filter.tag() == null || single.isEmpty())) {
      return read(walk(filter.limit()));
    }
    if (isOfText()) {
      var met = read(met());
      return isPage(met) ? met : read(sortedTexts());
    }
    var hits = hits();
    if (hits.size() <= FEW) {
      var ids = connection.createArrayOf("int8", hits.toArray());
      return read(sorted(new Part("SELECT * FROM unnest(?) AS hit (nr)", ids)));
    }
    var met = read(met());
    return isPage(met) ? met : read(sorted(search()));
  }

  private boolean isPage(List<Listing> met) throws SQLException {
    return met.size() == filter.limit() || isWalkedToTheEnd();
  }

  /** What is looked for, in no order and not more than tells whether it is few. */
  private List<Long> hits() throws SQLException {
    var hits =
        join(
            new Part("WITH hit AS MATERIALIZED ("),
            search(),
            new Part(") SELECT nr FROM hit LIMIT ?", FEW + 1));
    return Sql.query(connection, row -> row.getLong(1), hits.sql, hits.values);
  }

  // A tag goes with a text that is looked for as a condition.
  private Part search() {
    return filter.pattern() == null
        ? new Part("SELECT t.nr FROM listing_tag t WHERE t.tag = ?", filter.tag())
        : new Part("SELECT c.nr FROM customer_text c WHERE c.search LIKE ?", filter.pattern());
  }

  /** The next {@code count} customers of one index. */
  private Part walk(int count) {
    var conditions = new ArrayList<>(single);
    if (isTagged()) {
      conditions.add(new Part("k.tag = ?", filter.tag()));
    }
    conditions.addAll(place);
    return join(
        new Part("SELECT * FROM " + (isTagged() ? "listing_tag" : "listing") + " k WHERE "),
        and(conditions),
        ordered(count));
  }

  /** Whether the tag's own rows are walked. */
  private boolean isTagged() {
    return filter.tag() != null && single.isEmpty();
  }

  /** What is looked for of those that a walk meets. */
  private Part met() {
    return join(
        new Part("SELECT k.* FROM ("),
        walk(length()),
        new Part(") k "),
        check("customer_text c WHERE c.nr = k.nr AND c.search LIKE ?", "c", filter.pattern()),
        isTagged() ? NOTHING : tagged(),
        ordered(filter.limit()));
  }

  private int length() {
    return isOfText() ? SHORT_WALK : WALK;
  }

  private boolean isWalkedToTheEnd() throws SQLException {
    var walk = join(new Part("SELECT count(*) FROM ("), walk(length()), new Part(") k"));
    return Sql.query(connection, row -> row.getLong(1), walk.sql, walk.values).get(0) < length();
  }

  private Part tagged() {
    return check("listing_tag t WHERE t.nr = k.nr AND t.tag = ?", "t", filter.tag());
  }

  // OFFSET 0 keeps it a walk: each customer is looked up when its turn comes.
  private static Part check(String from, String name, String value) {
    return value == null
        ? NOTHING
        : new Part("CROSS JOIN LATERAL (SELECT FROM " + from + " OFFSET 0) " + name + " ", value);
  }

  // OFFSET 0 keeps the hits from being looked for on a walk.
  private Part sorted(Part hits) {
    var conditions = new ArrayList<>(single);
    conditions.addAll(place);
    return join(
        new Part("SELECT * FROM (SELECT k.* FROM ("),
        hits,
        new Part(") hit JOIN listing k USING (nr) "),
        filter.pattern() == null ? NOTHING : tagged(),
        new Part(" WHERE "),
        and(conditions),
        new Part(" OFFSET 0) k "),
        ordered(filter.limit()));
  }

  /** Whether what is looked for can be sorted without the listings. */
  private boolean isOfText() {
    return single.isEmpty()
        && filter.pattern() != null
        && (filter.sort() == Sort.NAME || filter.sort() == Sort.CUSTOMER_ID);
  }

  private Part sortedTexts() {
    var conditions = new ArrayList<>(place);
    conditions.add(new Part("k.search LIKE ?", filter.pattern()));
    if (filter.tag() != null) {
      conditions.add(new Part("k.tags @> ARRAY[?]::varchar[]", filter.tag()));
    }
    return join(
        new Part("SELECT k.nr, k.customer_id, k.name_key FROM customer_text k WHERE "),
        and(conditions),
        ordered(filter.limit()));
  }

  private Part ordered(int count) {
    return new Part(" ORDER BY " + order("k") + " LIMIT ?", count);
  }

  private String order(String table) {
    var way = filter.descending() ? " DESC" : "";
    var key = table + "." + filter.sort().column() + way;
    return filter.sort() == Sort.CUSTOMER_ID ? key : key + ", " + table + ".nr" + way;
  }

  /** The rows of those whose keys were found. */
  private List<Listing> read(Part keys) throws SQLException {
    var rows =
        join(
            new Part("SELECT " + Listings.COLUMNS + " FROM ("),
            keys,
            new Part(
                ") k JOIN listing l ON l.nr = k.nr JOIN customer c ON c.nr = k.nr ORDER BY "
                    + order("l")));
    return Sql.query(connection, Listings::read, rows.sql, rows.values);
  }

  private void equal(String column, String value) {
    if (value != null) {
      single.add(new Part("k." + column + " = ?", value));
    }
  }

  private static Part and(List<Part> conditions) {
    return conditions.isEmpty()
        ? new Part("true")
        : new Part(
            conditions.stream().map(part -> part.sql).collect(Collectors.joining(" AND ")),
            conditions.stream().flatMap(part -> Arrays.stream(part.values)).toArray());
  }

  private static Part join(Part... parts) {
    return new Part(
        Arrays.stream(parts).map(part -> part.sql).collect(Collectors.joining()),
        Arrays.stream(parts).flatMap(part -> Arrays.stream(part.values)).toArray());
  }

  /** A part of a statement and its values. */
  private static final class Part {

    private final String sql;
    private final Object[] values;

    Part(String sql, Object... values) {
      this.sql = sql;
      this.values = Objects.requireNonNull(values);
    }
  }
}
