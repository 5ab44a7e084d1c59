package io.tierstream.customer.persistence;

import io.agroal.api.AgroalDataSource;
import io.tierstream.imports.PersistenceFailure;
import io.tierstream.imports.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The management table. */
@ApplicationScoped
public class Listings {

  static final String COLUMNS =
      """
      c.customer_id, c.status, c.name, c.phone, c.email, c.notes, c.region, c.industry,
      l.tier, l.segment, l.lifecycle, l.since, l.last_order_at, l.spend, l.nr
      """;

  // -infinity, which stands for none, is read as the earliest instant that there is
  private static final Instant NONE_BEFORE = Instant.parse("0001-01-01T00:00:00Z");

  private final AgroalDataSource dataSource;

  Listings(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * The row of one customer; who is merged is in no page of the table, but has a row all the same.
   */
  public Optional<Listing> of(String customerId) {
    try (var connection = dataSource.getConnection()) {
      return Sql.query(
              connection,
              Listings::read,
              """
              SELECT c.customer_id, c.status, c.name, c.phone, c.email, c.notes, c.region, c.industry,
                l.tier, l.segment, l.lifecycle, coalesce(l.since, '-infinity') AS since,
                coalesce(l.last_order_at, '-infinity') AS last_order_at, coalesce(l.spend, 0) AS spend, c.nr
              FROM customer c LEFT JOIN listing l USING (nr) WHERE c.customer_id = ?
              """,
              customerId)
          .stream()
          .findFirst();
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** One page. */
  public List<Listing> page(ListingFilter filter) {
    try (var connection = dataSource.getConnection()) {
      return new ListingPage(connection, filter).read();
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /**
   * Nobody else can change these listings before the transaction ends. Whatever locks several
   * customers does so in order of their ids: so nobody waits in a circle.
   */
  static void lock(Connection connection, Collection<String> customerIds) throws SQLException {
    Sql.query(
        connection,
        row -> row.getLong(1),
        """
        SELECT nr FROM listing WHERE customer_id = ANY (?) ORDER BY customer_id FOR NO KEY UPDATE
        """,
        Sql.texts(connection, customerIds));
  }

  /** Copies to their tags by what these locked listings are sorted. */
  static void copyToTags(Connection connection, Collection<String> customerIds)
      throws SQLException {
    Sql.update(
        connection,
        """
        UPDATE listing_tag t
        SET name_key = l.name_key, since = l.since, last_order_at = l.last_order_at, spend = l.spend
        FROM listing l
        WHERE l.customer_id = ANY (?) AND t.nr = l.nr
          AND (t.name_key, t.since, t.last_order_at, t.spend) <> (l.name_key, l.since, l.last_order_at, l.spend)
        """,
        Sql.texts(connection, customerIds));
  }

  static Listing read(ResultSet row) throws SQLException {
    return new Listing(
        row.getString("customer_id"),
        row.getString("status"),
        row.getString("name"),
        row.getString("phone"),
        row.getString("email"),
        row.getString("notes"),
        row.getString("region"),
        row.getString("industry"),
        new Listing.Standing(
            row.getString("tier"),
            row.getString("segment"),
            row.getString("lifecycle"),
            orNone(Sql.instant(row, "since"))),
        orNone(Sql.instant(row, "last_order_at")),
        row.getBigDecimal("spend"),
        row.getLong("nr"));
  }

  private static Instant orNone(Instant at) {
    return at.isBefore(NONE_BEFORE) ? null : at;
  }
}
