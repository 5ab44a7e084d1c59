package io.tierstream.order.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.tierstream.order.persistence.ImportJob;
import io.tierstream.order.persistence.ImportJob.Phase;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An import as callers see it.
 *
 * @param status RUNNING, COMPLETED or FAILED
 * @param phase what it is at: STAGED, EMITTING, COMPLETED or FAILED
 * @param rows of the file, without its header
 * @param facts that it will tell, known from EMITTING on
 * @param emitted how many of them it has told
 * @param orders purchases made
 * @param refunds refunds made
 * @param unchanged orders and credit notes that were known already
 * @param rejected numbers of rejected rows by reason
 * @param error why it failed; absent unless it did
 */
@Schema(name = "ImportJob")
@JsonInclude(Include.NON_NULL)
public record JobResponse(
    String job,
    String status,
    String phase,
    long rows,
    long facts,
    long emitted,
    long orders,
    long refunds,
    long unchanged,
    Map<String, Long> rejected,
    String error) {

  /** The answer to an upload. */
  @Schema(name = "ImportAccepted")
  public record Accepted(String job) {}

  static JobResponse of(ImportJob.Report report) {
    var job = report.job();
    return new JobResponse(
        job.job(),
        job.phase().isOver() ? job.phase().name() : "RUNNING",
        job.phase().name(),
        job.rows(),
        job.facts(),
        job.emitted(),
        job.orders(),
        job.refunds(),
        job.unchanged(),
        report.rejected(),
        job.phase() == Phase.FAILED ? job.error() : null);
  }
}
