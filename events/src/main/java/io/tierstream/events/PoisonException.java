package io.tierstream.events;

import java.sql.SQLException;

/** A record that can never be taken in as it is: it goes to the dead letters, with this reason. */
public final class PoisonException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Why a record is refused; the name travels in the header {@code dead-letter-reason}. */
  public enum Reason {
    /** The envelope lacks a header or has an unusable one. */
    UNREADABLE_ENVELOPE,
    /** The value isn't JSON. */
    UNPARSABLE,
    /** The JSON breaks the schema of its type; the detail names the field and the rule. */
    BREAKS_SCHEMA,
    /** No key, one that isn't the customer's, or one that belongs to another partition. */
    NO_USABLE_KEY,
    /** A currency that there is no rate for: parked until there is one. */
    NO_RATE,
    /** Stamped or dated more than five minutes ahead. */
    AHEAD_OF_CLOCK,
    /** The database refuses its data. */
    REFUSED_BY_DATABASE
  }

  private final Reason reason;

  public PoisonException(Reason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  public PoisonException(Reason reason, String detail, Throwable cause) {
    super(detail, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  /**
   * Whether taking in failed for the record's data, and will fail whenever it is tried again:
   * SQLSTATE classes 22 and 23, and what our own code finds impossible.
   */
  public static boolean isFaultOfData(Throwable failure) {
    for (var e = failure; e != null; e = e.getCause() == e ? null : e.getCause()) {
      if (e instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState().startsWith("22") || sql.getSQLState().startsWith("23");
      }
    }
    return failure instanceof IllegalArgumentException
        || failure instanceof ArithmeticException
        || failure instanceof NullPointerException;
  }
}
