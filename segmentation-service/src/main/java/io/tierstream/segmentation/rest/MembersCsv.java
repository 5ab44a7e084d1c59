package io.tierstream.segmentation.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.tierstream.segmentation.persistence.CurrentStanding;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.time.Instant;

/** Members as RFC 4180 in UTF-8, written one by one. Missing values are empty. */
final class MembersCsv {

  static final String MEDIA_TYPE = "text/csv";

  private static final String[] COLUMNS = {
    "customerId",
    "tier",
    "segment",
    "lifecycle",
    "r",
    "f",
    "m",
    "s",
    "composite",
    "recencyDays",
    "frequency",
    "monetary",
    "satisfaction",
    "sequence",
    "since",
    "nextChangeAt"
  };

  private final CsvWriter csv;
  private final Instant now;

  MembersCsv(OutputStream out, Instant now) {
    this.csv =
        CsvWriter.builder()
            .lineDelimiter(LineDelimiter.CRLF)
            .build(new OutputStreamWriter(out, UTF_8));
    this.now = now;
  }

  void writeHeader() {
    csv.writeRecord(COLUMNS);
  }

  void write(CurrentStanding standing) {
    var scores = standing.scores();
    csv.writeRecord(
        standing.customerId(),
        words(standing.tier()),
        words(standing.segment()),
        standing.lifecycle(),
        text(scores == null ? null : scores.r()),
        text(scores == null ? null : scores.f()),
        text(scores == null ? null : scores.m()),
        text(scores == null ? null : scores.s()),
        text(standing.composite()),
        text(standing.recencyDays(now)),
        text(standing.frequency()),
        Amount.rounded(standing.monetary()),
        text(standing.satisfaction(now)),
        text(standing.sequence()),
        text(standing.since()),
        text(standing.nextChangeAt()));
  }

  /** Writes what is still held back; without it a failed export would look like a short one. */
  void finish() throws IOException {
    csv.flush();
  }

  private static String text(Object value) {
    return value == null ? null : value.toString();
  }

  /**
   * Names that a model's author chose, with an apostrophe where a spreadsheet would take them for a
   * formula. Ids stay as they are: machines read them back, and of their characters no formula that
   * does anything can be made.
   */
  private static String words(String name) {
    return name != null && !name.isEmpty() && "=+-@\t\r".indexOf(name.charAt(0)) >= 0
        ? "'" + name
        : name;
  }
}
