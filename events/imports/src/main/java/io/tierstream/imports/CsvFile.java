package io.tierstream.imports;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Comma-separated values in UTF-8; what isn't UTF-8 is read as U+FFFD, to be found where it
 * matters.
 */
final class CsvFile implements ImportFile {

  /**
   * No honest row is longer, in characters; a quote that is never closed would swallow the rest of
   * the file.
   */
  private static final int MAX_ROW = 1024 * 1024;

  private final CsvReader<CsvRecord> reader;
  private final CloseableIterator<CsvRecord> records;
  private long line = 1;
  private int columns = -1;

  CsvFile(InputStream in) {
    reader =
        CsvReader.builder()
            .allowExtraFields(true)
            .allowMissingFields(true)
            .allowExtraCharsAfterClosingQuote(true)
            .skipEmptyLines(true)
            .maxBufferSize(MAX_ROW)
            .ofCsvRecord(new InputStreamReader(in, StandardCharsets.UTF_8));
    records = reader.iterator();
  }

  @Override
  public Row next() {
    try {
      if (!records.hasNext()) {
        return null;
      }
      var row = new CsvRow(records.next(), line == 1);
      if (columns < 0) {
        columns = row.size();
      } else if (row.size() != columns && row.isMultiLine()) {
        throw unclosed(row.line());
      }
      line = row.line() + 1;
      return row;
    } catch (CsvParseException e) {
      throw unclosed(line);
    } catch (UncheckedIOException e) {
      throw e;
    }
  }

  private static UnreadableFile unclosed(long line) {
    return new UnreadableFile(
        "file",
        "quote",
        "has, on or after line " + line + ", a quote that isn't closed or a row that is too long");
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record CsvRow(CsvRecord record, boolean isFirst) implements Row {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    @Override
    public long line() {
      return record.getStartingLineNumber();
    }

    @Override
    public int size() {
      return record.getFieldCount();
    }

    @Override
    public String cell(int index) {
      var text = index < size() ? record.getField(index) : "";
      return isFirst && index == 0 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }

    boolean isMultiLine() {
      return record.getFields().stream().anyMatch(field -> field.indexOf('\n') >= 0);
    }
  }
}
