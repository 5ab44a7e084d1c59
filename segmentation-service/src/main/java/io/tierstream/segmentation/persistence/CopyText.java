package io.tierstream.segmentation.persistence;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HexFormat;
import org.postgresql.PGConnection;

/** Rows in PostgreSQL's COPY text format, for appending many at once. */
final class CopyText {

  private static final HexFormat HEX = HexFormat.of();

  private final StringBuilder text = new StringBuilder(1 << 14);
  private boolean rowBegun;

  CopyText field(String value) {
    separate();
    if (value == null) {
      text.append("\\N");
      return this;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '\\' -> text.append("\\\\");
        case '\t' -> text.append("\\t");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        default -> text.append(c);
      }
    }
    return this;
  }

  CopyText field(long value) {
    separate();
    text.append(value);
    return this;
  }

  CopyText field(Long value) {
    return value == null ? field((String) null) : field(value.longValue());
  }

  CopyText field(BigDecimal value) {
    return field(value == null ? null : value.toPlainString());
  }

  CopyText field(Instant value) {
    return field(value == null ? null : value.toString());
  }

  CopyText field(byte[] value) {
    separate();
    if (value == null) {
      text.append("\\N");
    } else {
      text.append("\\\\x");
      HEX.formatHex(text, value);
    }
    return this;
  }

  private void separate() {
    if (rowBegun) {
      text.append('\t');
    }
    rowBegun = true;
  }

  void endRow() {
    text.append('\n');
    rowBegun = false;
  }

  boolean isEmpty() {
    return text.isEmpty();
  }

  /** Appends the rows to {@code table (columns)}; does nothing when there are none. */
  void into(Connection connection, String tableAndColumns) throws SQLException {
    if (isEmpty()) {
      return;
    }
    try {
      connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY " + tableAndColumns + " FROM STDIN", new StringReader(text.toString()));
    } catch (IOException e) {
      throw new SQLException("COPY into " + tableAndColumns + " broke off", "08006", e);
    }
  }
}
