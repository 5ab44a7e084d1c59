package io.tierstream.imports;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a service makes of its files; exactly one bean. It is called within transactions of the
 * library, of which each holds the job's row.
 */
public interface FileImport {

  /** The topic on which the facts are told, without prefix. */
  String topic();

  /**
   * Whether {@code import.started} and {@code import.ended} stand around them in every partition.
   */
  boolean isMarked();

  /** What a job counts, in the order in which it is shown, such as {@code orders}. */
  List<String> counted();

  /** What a column can be. */
  List<ImportField> fields();

  /** Where rows are staged: a table with the columns job, line, field, reason and those below. */
  String stagingTable();

  /** The columns that {@link #read} fills. */
  List<String> stagingColumns();

  /**
   * What is staged for a row, one value for each of the columns: a text, number or instant, or
   * null. Called outside of any transaction, by different threads.
   *
   * @throws RejectedRow when it isn't taken; it is staged with field and reason alone
   */
  List<?> read(Cells row) throws RejectedRow;

  /**
   * Rejects, of the next staged rows of a job, those of who is erased, and forgets what they said;
   * in a transaction of its own, soon after their upload was over. An erasure by itself meets only
   * rows that were copied before it. Whoever has none of that has nothing to do.
   *
   * @param line behind which the rows are, in file order
   * @param limit the most rows
   * @return the last one's line; empty when there are no more
   */
  default OptionalLong withdrawErased(ImportJob job, long line, int limit) {
    return OptionalLong.empty();
  }

  /** The tables which {@link #plan} reads, and whose statistics must not be old then. */
  List<String> plannedFrom();

  /**
   * Makes a plan from the staged rows of a job, and lists its rejected rows, the ones that were
   * staged so included, in {@code job_reject}.
   */
  Plan plan(ImportJob job);

  /**
   * Makes at most {@code limit} of the planned facts behind the job's cursor true: state and
   * outbox.
   *
   * @return empty when there are no more
   */
  Optional<Emitted> emit(ImportJob job, int limit);

  /** The job is over; its cursor says how far it came. */
  default void end(ImportJob job) {}

  /** The tables, of a column job, from which a job's rows are deleted when it is over. */
  List<String> stagedIn();

  /**
   * What a job will tell.
   *
   * @param facts how many facts
   * @param unchanged how many of the file's things are known already
   */
  record Plan(long facts, long unchanged) {}

  /**
   * What a portion was.
   *
   * @param cursor how many facts of the plan are behind, this portion's included
   * @param made how many of what is {@link #counted} came of it
   * @param unchanged how many of them turned out to be known already
   */
  record Emitted(long cursor, Map<String, Long> made, long unchanged) {}
}
