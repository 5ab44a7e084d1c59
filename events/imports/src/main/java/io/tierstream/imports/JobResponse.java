package io.tierstream.imports;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import io.tierstream.imports.ImportJob.Phase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An import as callers see it.
 *
 * @param status RUNNING, COMPLETED or FAILED
 * @param phase what it is at: STAGED, EMITTING, COMPLETED or FAILED
 * @param rows of the file, without its header
 * @param facts that it will tell, known from EMITTING on
 * @param emitted how many of them are behind
 * @param made what came of it, each count a field of its own
 * @param unchanged what was known already
 * @param rejected numbers of rejected rows by reason
 * @param error why it failed; absent unless it did
 */
@Schema(name = "ImportJob", additionalProperties = Long.class)
@JsonInclude(Include.NON_NULL)
public record JobResponse(
    String job,
    String status,
    String phase,
    long rows,
    long facts,
    long emitted,
    @Schema(hidden = true) @JsonAnyGetter Map<String, Long> made,
    long unchanged,
    Map<String, Long> rejected,
    String error) {

  /** The answer to an upload. */
  @Schema(name = "ImportAccepted")
  public record Accepted(String job) {}

  static JobResponse of(ImportJob.Report report, List<String> counted) {
    var job = report.job();
    var made = new LinkedHashMap<String, Long>();
    counted.forEach(name -> made.put(name, job.made().getOrDefault(name, 0L)));
    return new JobResponse(
        job.job(),
        job.phase().isOver() ? job.phase().name() : "RUNNING",
        job.phase().name(),
        job.rows(),
        job.facts(),
        job.emitted(),
        made,
        job.unchanged(),
        report.rejected(),
        job.phase() == Phase.FAILED ? job.error() : null);
  }
}
