package io.tierstream.feedback.persistence;

import java.sql.SQLException;

/** A statement failed; the transaction must roll back. */
public final class PersistenceFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  PersistenceFailure(SQLException cause) {
    super(cause.getMessage(), cause);
  }
}
