package io.tierstream.segmentation.persistence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.temporal.ChronoUnit.DAYS;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.core.Oid;

/**
 * Rows in PostgreSQL's binary COPY format, for appending many at once: each value as the server
 * keeps it, which neither side has to write as text or parse.
 */
final class CopyRows implements Rows {

  private static final byte[] HEADER = {
    'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
  };
  private static final int ARRAY_HEAD = 3 * Integer.BYTES;
  private static final int ARRAY_DIMENSION = 2 * Integer.BYTES;
  private static final int NULL = -1;
  private static final int END = -1;

  private static final long EPOCH_SECOND = 946_684_800; // 2000-01-01, from which the server counts
  private static final LocalDate EPOCH_DAY = LocalDate.of(2000, 1, 1);
  private static final long MICROS = 1_000_000;
  private static final int NANOS_PER_MICRO = 1000;

  /** The server's numerics have digits of four decimal places. */
  private static final int PLACES = 4;

  private static final int BASE = 10_000;
  private static final BigInteger BIG_BASE = BigInteger.valueOf(BASE);
  private static final long[] POWERS = {1, 10, 100, 1000};
  private static final int NEGATIVE = 0x4000;

  /** A long has room for so many decimal digits, and three zeros to fill the last one up. */
  private static final int FEW = 15;

  private static final int FIRST_CHUNK = 1 << 10;
  private static final int LARGEST_CHUNK = 1 << 18;

  /** Chunks that are full; what is in them never moves, but for the count of a row's fields. */
  private final List<byte[]> chunks = new ArrayList<>(4);

  private final List<Integer> lengths = new ArrayList<>(4);

  private byte[] bytes = new byte[FIRST_CHUNK];
  private int length;

  /** Where the row at hand has the count of its fields; null between rows. */
  private byte[] rowChunk;

  private int row;
  private int fields;

  @Override
  public CopyRows text(String value) {
    if (value == null) {
      return none();
    }
    int chars = value.length();
    begin(Integer.BYTES + chars);
    int at = length + Integer.BYTES;
    for (int i = 0; i < chars; i++) {
      char c = value.charAt(i);
      if (c >= 0x80) {
        fields--;
        return bytes(value.getBytes(UTF_8));
      }
      bytes[at + i] = (byte) c;
    }
    putInt(chars);
    length += chars;
    return this;
  }

  @Override
  public CopyRows bytes(byte[] value) {
    if (value == null) {
      return none();
    }
    begin(Integer.BYTES + value.length);
    putInt(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
    return this;
  }

  @Override
  public CopyRows int2(Integer value) {
    if (value == null) {
      return none();
    }
    begin(Integer.BYTES + Short.BYTES);
    putInt(Short.BYTES);
    putShort(value);
    return this;
  }

  @Override
  public CopyRows int4(int value) {
    begin(2 * Integer.BYTES);
    putInt(Integer.BYTES);
    putInt(value);
    return this;
  }

  @Override
  public CopyRows int8(long value) {
    begin(Integer.BYTES + Long.BYTES);
    putInt(Long.BYTES);
    putLong(value);
    return this;
  }

  @Override
  public CopyRows int8(Long value) {
    return value == null ? none() : int8(value.longValue());
  }

  @Override
  public CopyRows float8(Double value) {
    return value == null ? none() : int8(Double.doubleToLongBits(value));
  }

  @Override
  public CopyRows bool(boolean value) {
    begin(Integer.BYTES + 1);
    putInt(1);
    bytes[length++] = (byte) (value ? 1 : 0);
    return this;
  }

  @Override
  public CopyRows timestamp(Instant value) {
    return value == null
        ? none()
        : int8(
            (value.getEpochSecond() - EPOCH_SECOND) * MICROS + value.getNano() / NANOS_PER_MICRO);
  }

  @Override
  public CopyRows date(LocalDate value) {
    return int4(Math.toIntExact(DAYS.between(EPOCH_DAY, value)));
  }

  @Override
  public CopyRows texts(List<String> values) {
    var encoded = new byte[values.size()][];
    int all = ARRAY_HEAD + (values.isEmpty() ? 0 : ARRAY_DIMENSION);
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = values.get(i).getBytes(UTF_8);
      all += Integer.BYTES + encoded[i].length;
    }
    begin(Integer.BYTES + all);
    putInt(all);
    putInt(values.isEmpty() ? 0 : 1); // dimensions
    putInt(0); // no nulls
    putInt(Oid.TEXT);
    if (!values.isEmpty()) {
      putInt(values.size());
      putInt(1); // first index
    }
    for (var value : encoded) {
      putInt(value.length);
      System.arraycopy(value, 0, bytes, length, value.length);
      length += value.length;
    }
    return this;
  }

  @Override
  public CopyRows numeric(BigDecimal value) {
    if (value == null) {
      return none();
    }
    // Values of more digits are rare: they take the long way.
    return value.precision() <= FEW && value.scale() >= 0
        ? small(value.scaleByPowerOfTen(value.scale()).longValue(), value.scale())
        : large(value);
  }

  private CopyRows small(long unscaled, int scale) {
    long rest = Math.abs(unscaled);
    int missing = (PLACES - scale % PLACES) % PLACES;
    rest *= POWERS[missing];
    int after = (scale + missing) / PLACES;
    int count = 0;
    long digits = rest;
    for (; digits != 0; digits /= BASE) {
      count++;
    }
    int trailing = 0;
    for (; rest != 0 && rest % BASE == 0; rest /= BASE) {
      trailing++;
    }
    numericHead(count - trailing, rest == 0 ? 0 : count - after - 1, unscaled < 0, scale);
    for (int i = count - trailing - 1; i >= 0; i--) {
      setShort(length + i * Short.BYTES, (int) (rest % BASE));
      rest /= BASE;
    }
    length += (count - trailing) * Short.BYTES;
    return this;
  }

  private CopyRows large(BigDecimal value) {
    int scale = Math.max(value.scale(), 0);
    int after = (scale + PLACES - 1) / PLACES;
    var rest = value.abs().setScale(after * PLACES, RoundingMode.UNNECESSARY).unscaledValue();
    var digits = new int[rest.bitLength() / 13 + 1];
    int count = 0;
    for (; rest.signum() != 0; count++) {
      var divided = rest.divideAndRemainder(BIG_BASE);
      digits[count] = divided[1].intValue();
      rest = divided[0];
    }
    int trailing = 0;
    while (trailing < count && digits[trailing] == 0) {
      trailing++;
    }
    numericHead(count - trailing, count == 0 ? 0 : count - after - 1, value.signum() < 0, scale);
    for (int i = count - 1; i >= trailing; i--) {
      putShort(digits[i]);
    }
    return this;
  }

  /** Makes room for the digits, too. */
  private void numericHead(int digits, int weight, boolean isNegative, int scale) {
    begin(Integer.BYTES + (4 + digits) * Short.BYTES);
    putInt((4 + digits) * Short.BYTES);
    putShort(digits);
    putShort(weight);
    putShort(isNegative ? NEGATIVE : 0);
    putShort(scale);
  }

  private CopyRows none() {
    begin(Integer.BYTES);
    putInt(NULL);
    return this;
  }

  /** A field of at most so many bytes, in the row at hand or a new one. */
  private void begin(int room) {
    ensure(room + Short.BYTES + HEADER.length);
    if (length == 0 && chunks.isEmpty()) {
      System.arraycopy(HEADER, 0, bytes, 0, HEADER.length);
      length = HEADER.length;
    }
    if (rowChunk == null) {
      rowChunk = bytes;
      row = length;
      length += Short.BYTES;
      fields = 0;
    }
    fields++;
  }

  /** Has so much room in one chunk. */
  private void ensure(int room) {
    if (length + room > bytes.length) {
      if (length > 0) {
        chunks.add(bytes);
        lengths.add(length);
      }
      bytes = new byte[Math.max(room, Math.min(2 * bytes.length, LARGEST_CHUNK))];
      length = 0;
    }
  }

  @Override
  public void endRow() {
    rowChunk[row] = (byte) (fields >>> 8);
    rowChunk[row + 1] = (byte) fields;
    rowChunk = null;
  }

  @Override
  public boolean isEmpty() {
    return length == 0 && chunks.isEmpty();
  }

  @Override
  public void into(RoundTrip trip, Columns columns) throws SQLException, OwnershipLostException {
    if (!isEmpty()) {
      trip.send();
      into(trip.connection(), columns.tableAndNames());
    }
  }

  /** Appends the rows to {@code table (columns)}; does nothing when there are none. */
  void into(Connection connection, String tableAndColumns) throws SQLException {
    if (isEmpty()) {
      return;
    }
    ensure(Short.BYTES);
    setShort(length, END);
    var copy =
        connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn("COPY " + tableAndColumns + " FROM STDIN (FORMAT binary)");
    try {
      for (int i = 0; i < chunks.size(); i++) {
        copy.writeToCopy(chunks.get(i), 0, lengths.get(i));
      }
      copy.writeToCopy(bytes, 0, length + Short.BYTES);
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private void putShort(int value) {
    setShort(length, value);
    length += Short.BYTES;
  }

  private void putInt(int value) {
    setInt(length, value);
    length += Integer.BYTES;
  }

  private void putLong(long value) {
    setInt(length, (int) (value >>> Integer.SIZE));
    setInt(length + Integer.BYTES, (int) value);
    length += Long.BYTES;
  }

  private void setShort(int at, int value) {
    bytes[at] = (byte) (value >>> 8);
    bytes[at + 1] = (byte) value;
  }

  private void setInt(int at, int value) {
    setShort(at, value >>> Short.SIZE);
    setShort(at + Short.BYTES, value);
  }
}
