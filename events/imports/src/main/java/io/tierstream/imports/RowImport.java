package io.tierstream.imports;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What a service imports when each row of a file is one fact by itself: who implements it as a bean
 * gets the rest. A service whose rows belong together implements {@link FileImport}.
 *
 * @param <T> what a row says: a record that Jackson can write and read again
 */
public interface RowImport<T> {

  /** The topic on which the facts are told, without prefix. */
  String topic();

  /**
   * Whether {@code import.started} and {@code import.ended} stand around them in every partition.
   */
  default boolean isMarked() {
    return true;
  }

  /** What callers call the facts that a job made, such as {@code customers}. */
  String counted();

  /** What a column can be; the first is the id's. */
  List<ImportField> fields();

  Class<T> content();

  /**
   * Reads a row; many are read at once by different threads.
   *
   * @throws RejectedRow when it isn't taken
   */
  ImportedRow<T> read(Cells row) throws RejectedRow;

  /**
   * Those of these ids who are erased; who isn't must not be before the transaction ends that is
   * open. Their rows are rejected and forgotten before they are planned.
   */
  default Set<String> erased(Collection<String> ids) {
    return Set.of();
  }

  /** Why rows of who is erased aren't taken, such as {@code customer erased}. */
  default String whyErased() {
    return "erased";
  }

  /**
   * Makes the next rows of a job true: state and outbox in the transaction that is open. What is
   * told carries {@code job} as {@code ce_backfill} and the row's own instant as the record's
   * timestamp.
   *
   * @param rows by instant, then by id; of different ids
   * @return what came of each, in the same order
   */
  List<Outcome> emit(String job, List<ImportedRow<T>> rows);
}
