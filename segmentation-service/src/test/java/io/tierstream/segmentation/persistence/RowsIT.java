package io.tierstream.segmentation.persistence;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tierstream.embedded.Infrastructure;
import io.tierstream.embedded.InfrastructureResource;
import io.tierstream.embedded.InjectInfrastructure;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes into the database comes back as what it was, whichever way it went. */
@QuarkusTest
@WithTestResource(
    value = InfrastructureResource.class,
    scope = TestResourceScope.MATCHING_RESOURCES)
class RowsIT {

  @InjectInfrastructure Infrastructure infrastructure;

  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = infrastructure.connect();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  static Stream<Rows> ways() {
    return Stream.of(new CopyRows(), new ArrayRows());
  }

  @ParameterizedTest
  @MethodSource("ways")
  void numbersKeepTheirDigitsAndTheirScale(Rows rows) throws Exception {
    var numbers =
        new ArrayList<>(
            Stream.of(
                    "0",
                    "0.00",
                    "1",
                    "-1",
                    "9999",
                    "10000",
                    "10001",
                    "99999999",
                    "100000000",
                    "0.1",
                    "0.0001",
                    "0.00001",
                    "0.000000000001",
                    "129.90",
                    "-20.05",
                    "12345.6789",
                    "1234.56789",
                    "10000.0000",
                    "123456789012345",
                    "1234567890123456",
                    "-9223372036854775808",
                    "99999999999999.9999",
                    "100000000000000.0000",
                    "1e20",
                    "-1e-20",
                    "123456789012345678901234567890.123456789")
                .map(BigDecimal::new)
                .toList());
    var random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      numbers.add(
          new BigDecimal(new BigInteger(1 + random.nextInt(90), random), random.nextInt(12)));
    }
    execute("CREATE TEMPORARY TABLE given (position int, value numeric)");
    for (int i = 0; i < numbers.size(); i++) {
      rows.int4(i).numeric(numbers.get(i)).endRow();
    }
    send(rows, Columns.of("given", "position integer, value numeric"));

    var found = new ArrayList<BigDecimal>();
    try (var select = connection.createStatement();
        var result = select.executeQuery("SELECT value::text FROM given ORDER BY position")) {
      while (result.next()) {
        found.add(new BigDecimal(result.getString(1)));
      }
    }
    // Plain: a number above zero places has none in the database.
    assertThat(found)
        .isEqualTo(numbers.stream().map(BigDecimal::toPlainString).map(BigDecimal::new).toList());
  }

  @ParameterizedTest
  @MethodSource("ways")
  void everyTypeComesBack(Rows rows) throws Exception {
    execute(
        """
        CREATE TEMPORARY TABLE given (a text, b bytea, c smallint, d int, e bigint, f float8,
          g boolean, h timestamptz, i date, j text[], k json, l timestamptz)""");
    var text = "Größe\t\\N\n\"'客户 \uD83D\uDE00";
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var at = Instant.parse("1900-01-01T00:00:00.000001Z");
    var late = Instant.parse("+20000-12-31T23:59:59.999999Z");
    rows.text(text)
        .bytes(bytes)
        .int2(-3)
        .int4(Integer.MIN_VALUE)
        .int8(Long.MIN_VALUE)
        .float8(1.0 / 3)
        .bool(true)
        .timestamp(at)
        .date(LocalDate.of(1999, 12, 31))
        .texts(List.of("", text, "NULL"))
        .text("{\"a\":1}")
        .timestamp(late)
        .endRow();
    rows.text(null)
        .bytes(null)
        .int2(null)
        .int4(0)
        .int8((Long) null)
        .float8(null)
        .bool(false)
        .timestamp(null)
        .date(LocalDate.of(2026, 2, 28))
        .texts(List.of())
        .text(null)
        .timestamp(null)
        .endRow();
    send(
        rows,
        Columns.of(
            "given",
            "a text, b bytea, c smallint, d integer, e bigint, f float8, g boolean, h timestamptz",
            "i date, j text[], k json, l timestamptz"));

    try (var select = connection.createStatement();
        var row = select.executeQuery("SELECT * FROM given ORDER BY g DESC")) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo(text);
      assertThat(row.getBytes(2)).isEqualTo(bytes);
      assertThat(row.getInt(3)).isEqualTo(-3);
      assertThat(row.getInt(4)).isEqualTo(Integer.MIN_VALUE);
      assertThat(row.getLong(5)).isEqualTo(Long.MIN_VALUE);
      assertThat(row.getDouble(6)).isEqualTo(1.0 / 3);
      assertThat(row.getBoolean(7)).isTrue();
      assertThat(row.getObject(8, OffsetDateTime.class).toInstant()).isEqualTo(at);
      assertThat(row.getObject(9, LocalDate.class)).isEqualTo(LocalDate.of(1999, 12, 31));
      assertThat((String[]) row.getArray(10).getArray()).containsExactly("", text, "NULL");
      assertThat(row.getString(11)).isEqualTo("{\"a\":1}");
      assertThat(row.getObject(12, OffsetDateTime.class).toInstant()).isEqualTo(late);
      assertThat(row.next()).isTrue();
      for (int column : new int[] {1, 2, 3, 5, 6, 8, 11, 12}) {
        assertThat(row.getObject(column)).isNull();
      }
      assertThat(row.getInt(4)).isZero();
      assertThat(row.getObject(9, LocalDate.class)).isEqualTo(LocalDate.of(2026, 2, 28));
      assertThat((String[]) row.getArray(10).getArray()).isEmpty();
      assertThat(row.next()).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void manyRowsGoAtOnce(Rows rows) throws Exception {
    execute("CREATE TEMPORARY TABLE given (a text, b bigint)");
    for (int i = 0; i < 50_000; i++) {
      rows.text("row " + i).int8(i).endRow();
    }
    send(rows, Columns.of("given", "a text, b bigint"));

    try (var select = connection.createStatement();
        var sum = select.executeQuery("SELECT count(*), sum(b) FROM given WHERE a = 'row ' || b")) {
      sum.next();
      assertThat(sum.getLong(1)).isEqualTo(50_000);
      assertThat(sum.getLong(2)).isEqualTo(50_000L * 49_999 / 2);
    }
  }

  private void send(Rows rows, Columns columns) throws SQLException, OwnershipLostException {
    var trip = new RoundTrip(connection);
    rows.into(trip, columns);
    trip.send();
  }

  private void execute(String sql) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
