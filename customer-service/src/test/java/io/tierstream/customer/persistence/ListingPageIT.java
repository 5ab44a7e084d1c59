package io.tierstream.customer.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.tierstream.customer.domain.SearchText;
import io.tierstream.customer.persistence.ListingFilter.Place;
import io.tierstream.customer.persistence.ListingFilter.Sort;
import io.tierstream.embedded.PostgresProcess;
import io.tierstream.imports.Sql;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of many customers are those of the whole list, however they were found. */
class ListingPageIT {

  private static final int LIMIT = 1_000;

  private static PostgresProcess postgres;
  private static Connection connection;

  @BeforeAll
  static void fill() throws SQLException, IOException {
    postgres = PostgresProcess.start(PostgresProcess.Options.temporary());
    connection = postgres.connect("postgres");
    for (var migration : ListingBenchmark.MIGRATIONS) {
      for (var statement : ListingBenchmark.statements(migration)) {
        ListingBenchmark.execute(connection, statement);
      }
    }
    // One in five is a Zhang, a few are by their addresses only; and all have names like others.
    ListingBenchmark.execute(
        connection,
        """
        INSERT INTO customer (customer_id, version, status, name, preferences, tags, registered_at, name_key)
        SELECT 'C-' || i, 1, 'REGISTERED', name, '{}', '{}', now(), name
        FROM (SELECT i, CASE WHEN i % 5 = 0 THEN 'zhang ' WHEN i % 5 = 1 THEN 'zh' || i % 7 ELSE '' END
          || md5((i % 20000)::text) AS name FROM generate_series(1, 60000) AS i)""");
    ListingBenchmark.execute(
        connection,
        """
        INSERT INTO customer_text (nr, customer_id, name_key, tags, search)
        SELECT nr, customer_id, name_key, CASE WHEN nr % 2 = 0 THEN '{vip}' ELSE '{}' END::varchar[], E'\\n' || name
          || E'\\n' || CASE WHEN nr % 997 = 0 THEN 'zhang' ELSE 'x' END || nr || E'@a.com\\n' || lower(customer_id)
        FROM customer""");
    ListingBenchmark.execute(
        connection,
        """
        INSERT INTO listing (nr, customer_id, name_key, tier)
        SELECT nr, customer_id, name_key, CASE WHEN nr % 3 = 0 THEN 'GOLD' ELSE 'SILVER' END FROM customer""");
    ListingBenchmark.execute(
        connection,
        """
        INSERT INTO listing_tag (nr, tag, customer_id, name_key, since, last_order_at, spend)
        SELECT nr, 'vip', customer_id, name_key, since, last_order_at, spend FROM listing WHERE nr % 2 = 0""");
    ListingBenchmark.execute(connection, "VACUUM ANALYZE");
  }

  @AfterAll
  static void stop() throws SQLException {
    connection.close();
    postgres.close();
  }

  @ParameterizedTest
  @CsvSource({
    "zhang,,",
    "zhang,vip,",
    "zhang,,GOLD",
    "zhang,vip,GOLD",
    "zhan,,",
    "z,,",
    "zh,vip,",
    "hang,,",
    "a.com,,",
    "c-1,,GOLD",
  })
  void manyHitsAreMetOnceAndInOrder(String q, String tag, String tier) throws SQLException {
    for (var descending : new boolean[] {false, true}) {
      var first =
          new ListingFilter(
              SearchText.pattern(q).orElseThrow(),
              tier,
              null,
              null,
              null,
              tag,
              Sort.NAME,
              descending,
              null,
              LIMIT);

      var walked = new ArrayList<String>();
      for (var page = page(first, null); !page.isEmpty(); ) {
        page.forEach(row -> walked.add(row.customerId()));
        page = page(first, page.get(page.size() - 1).place(Sort.NAME));
      }

      assertThat(walked).hasSizeGreaterThan(1_500).isEqualTo(all(first));
    }
  }

  private static List<Listing> page(ListingFilter filter, Place after) throws SQLException {
    return new ListingPage(
            connection,
            new ListingFilter(
                filter.pattern(),
                filter.tier(),
                null,
                null,
                null,
                filter.tag(),
                filter.sort(),
                filter.descending(),
                after,
                filter.limit()))
        .read();
  }

  private static List<String> all(ListingFilter filter) throws SQLException {
    var way = filter.descending() ? " DESC" : "";
    return Sql.query(
        connection,
        row -> row.getString(1),
        """
        SELECT customer_id FROM listing l JOIN customer_text c USING (nr, customer_id)
        WHERE c.search LIKE ? AND (?::text IS NULL OR l.tier = ?)
          AND (?::text IS NULL OR EXISTS (SELECT FROM listing_tag t WHERE t.nr = l.nr AND t.tag = ?))
        ORDER BY l.name_key%1$s, l.nr%1$s"""
            .formatted(way),
        filter.pattern(),
        filter.tier(),
        filter.tier(),
        filter.tag(),
        filter.tag());
  }
}
