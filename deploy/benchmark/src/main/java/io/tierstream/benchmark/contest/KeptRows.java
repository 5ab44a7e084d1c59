package io.tierstream.benchmark.contest;

import io.tierstream.benchmark.arena.Heat;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;

/**
 * The rows that segmentation-service has kept of a workload, table by table in the order in which
 * they were written, to be handed out again in equal shares.
 */
final class KeptRows {

  /** Append-only: facts with their applications, versions that came late, and the evidence. */
  private static final List<String> TABLES = List.of("application", "stale_fact", "tier_change");

  private static final String COUNTS = "counts";
  private static final String DEFINITIONS = "tables.sql";

  /** Each as it is, with its indexes. */
  private static final String DEFINE =
      """
      SELECT format('CREATE TABLE %1$s (%2$s);', c.relname,
          (SELECT string_agg(format('%I %s %s %s', attname, format_type(atttypid, atttypmod),
               CASE WHEN attcollation = 'pg_catalog."C"'::regcollation THEN 'COLLATE "C"' END,
               CASE WHEN attnotnull THEN 'NOT NULL' END), ', ' ORDER BY attnum)
           FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped))
        || coalesce((SELECT string_agg(pg_get_indexdef(indexrelid) || ';', '')
           FROM pg_index WHERE indrelid = c.oid), '')
      FROM pg_class c WHERE c.oid = ?::regclass""";

  private final long events;
  private final Map<String, Table> tables;
  private long handedOut;

  private static final class Table {
    private final InputStream rows;
    private final long count;
    private long given;

    private Table(InputStream rows, long count) {
      this.rows = rows;
      this.count = count;
    }

    private byte[] until(long row) throws IOException {
      var some = new ByteArrayOutputStream(1 << 16);
      for (; given < row; given++) {
        int read;
        do {
          read = rows.read();
          some.write(read);
        } while (read != '\n');
      }
      return some.toByteArray();
    }
  }

  private KeptRows(long events, Map<String, Table> tables) {
    this.events = events;
    this.tables = tables;
  }

  /** Copies what there is in {@code heat}'s database into {@code folder}. */
  static void keep(Heat heat, Path folder) throws SQLException, IOException {
    Files.createDirectories(folder);
    var counts = new StringBuilder().append(heat.workload().events()).append('\n');
    var definitions = new StringBuilder();
    try (var connection = heat.connect();
        var define = connection.prepareStatement(DEFINE)) {
      for (var table : TABLES) {
        define.setString(1, table);
        try (var definition = define.executeQuery()) {
          definition.next();
          definitions.append(definition.getString(1)).append('\n');
        }
        try (var file = Files.newOutputStream(folder.resolve(table))) {
          long rows =
              connection
                  .unwrap(PGConnection.class)
                  .getCopyAPI()
                  .copyOut("COPY (SELECT * FROM " + table + " ORDER BY ctid) TO STDOUT", file);
          counts.append(table).append(' ').append(rows).append('\n');
        }
      }
    }
    Files.writeString(folder.resolve(COUNTS), counts);
    Files.writeString(folder.resolve(DEFINITIONS), definitions);
  }

  /** The statements that create the tables in an empty database. */
  static String tables(Path folder) throws IOException {
    return Files.readString(folder.resolve(DEFINITIONS));
  }

  static KeptRows open(Path folder) throws IOException {
    var lines = Files.readAllLines(folder.resolve(COUNTS), StandardCharsets.UTF_8);
    var tables = new LinkedHashMap<String, Table>();
    for (var line : lines.subList(1, lines.size())) {
      var words = line.split(" ");
      tables.put(
          words[0],
          new Table(
              new BufferedInputStream(Files.newInputStream(folder.resolve(words[0])), 1 << 20),
              Long.parseLong(words[1])));
    }
    return new KeptRows(Long.parseLong(lines.get(0)), tables);
  }

  /** The share of the next {@code more} events, by table. */
  synchronized Map<String, byte[]> share(int more) throws IOException {
    handedOut += more;
    var shares = new LinkedHashMap<String, byte[]>();
    for (var table : tables.entrySet()) {
      var rows = table.getValue();
      // A product, not a ratio: the last share is what is left.
      shares.put(table.getKey(), rows.until(Math.multiplyExact(rows.count, handedOut) / events));
    }
    return shares;
  }
}
