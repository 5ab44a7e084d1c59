package io.tierstream.segmentation.persistence;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * Rows to be appended to a table, written value by value. The type by which a value is written must
 * be its column's; every value may be null but those of primitive types, dates and lists.
 */
interface Rows {

  Rows text(String value);

  Rows bytes(byte[] value);

  Rows int2(Integer value);

  Rows int4(int value);

  Rows int8(long value);

  Rows int8(Long value);

  Rows float8(Double value);

  Rows bool(boolean value);

  Rows timestamp(Instant value);

  Rows date(LocalDate value);

  /** A list of texts, none of them null. */
  Rows texts(List<String> values);

  Rows numeric(BigDecimal value);

  void endRow();

  boolean isEmpty();

  /**
   * Appends them after what waits in {@code trip}, at once or with it; does nothing when there are
   * none.
   */
  void into(RoundTrip trip, Columns columns) throws SQLException, OwnershipLostException;
}
