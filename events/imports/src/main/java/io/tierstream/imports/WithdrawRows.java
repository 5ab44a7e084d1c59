package io.tierstream.imports;

import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import java.sql.SQLException;
import java.util.Collection;

/** Rows that wait for their turn must say nothing any more. */
@ApplicationScoped
public class WithdrawRows {

  private final AgroalDataSource dataSource;

  WithdrawRows(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Rejects the staged rows of these ids, of whatever job, and forgets what they said; in the
   * caller's transaction. Rows that an upload brings later are met by the service when that is
   * over.
   */
  @Transactional(TxType.MANDATORY)
  public void withdraw(Collection<String> ids, ImportField field, String reason) {
    try (var connection = dataSource.getConnection()) {
      Sql.update(
          connection,
          """
          UPDATE job_row SET id = NULL, at = NULL, content = NULL, field = ?, reason = ?
          WHERE id = ANY (?) AND reason IS NULL
          """,
          field.name(),
          reason,
          Sql.texts(connection, ids));
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }
}
