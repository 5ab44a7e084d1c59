package io.tierstream.imports;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.ReadingOptions;

/**
 * The first sheet of a workbook; its rows are streamed, its table of distinct texts is held in
 * memory.
 */
final class XlsxFile implements ImportFile {

  private static final int MAX_SCALE = 64;
  private static final Pattern LITERALS = Pattern.compile("\"[^\"]*\"|\\[[^]]*]|\\\\.");
  private static final Pattern DATE = Pattern.compile("[yYdDhHsS]");

  private final Path path;
  private final ReadableWorkbook workbook;
  private final Stream<org.dhatim.fastexcel.reader.Row> rows;
  private final Iterator<org.dhatim.fastexcel.reader.Row> iterator;
  private int columns = -1;
  private long line;

  /**
   * Opens the workbook; {@code path} is deleted when it is closed, and when it can't be opened.
   *
   * @param maxBytes the most that its parts may have, unpacked
   */
  XlsxFile(Path path, long maxBytes) throws IOException {
    this.path = path;
    try {
      WorkbookBounds.check(path, maxBytes);
      workbook = new ReadableWorkbook(path.toFile(), new ReadingOptions(true, true));
      rows = workbook.getFirstSheet().openStream();
      iterator = rows.iterator();
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(path);
      throw e instanceof UnreadableFile unreadable ? unreadable : unreadable(e);
    }
  }

  @Override
  public Row next() {
    try {
      while (iterator.hasNext()) {
        var row = iterator.next();
        moveTo(row.getRowNum());
        var cells = texts(row);
        if (!cells.isEmpty()) {
          columns = columns < 0 ? cells.size() : columns;
          return new XlsxRow(line, Math.max(cells.size(), columns), cells);
        }
      }
      return null;
    } catch (UnreadableFile e) {
      throw e;
    } catch (RuntimeException e) {
      // the library answers a damaged file with whatever it stumbled over
      throw unreadable(e);
    }
  }

  // Lines tell rows apart, in what is staged and in what is rejected.
  private void moveTo(long number) {
    if (number <= line) {
      throw new UnreadableFile(
          "file",
          "rows",
          "has row " + number + " after row " + line + ": each row comes once, in order");
    }
    line = number;
  }

  @Override
  public void close() {
    try {
      rows.close();
      workbook.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> texts(org.dhatim.fastexcel.reader.Row row) {
    var texts = new ArrayList<String>();
    for (var i = 0; i < row.getCellCount(); i++) {
      texts.add(row.getOptionalCell(i).map(XlsxFile::text).orElse(""));
    }
    // what was formatted and never filled
    while (!texts.isEmpty() && texts.get(texts.size() - 1).isBlank()) {
      texts.remove(texts.size() - 1);
    }
    return texts;
  }

  private static String text(Cell cell) {
    if (cell.getType() == CellType.NUMBER) {
      return isDate(cell.getDataFormatString())
          ? cell.asDate().format(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          : plain(cell.asNumber());
    }
    return cell.getType() == CellType.EMPTY || cell.getText() == null ? "" : cell.getText();
  }

  private static boolean isDate(String format) {
    return format != null && DATE.matcher(LITERALS.matcher(format).replaceAll("")).find();
  }

  private static String plain(BigDecimal number) {
    return Math.abs((long) number.scale()) > MAX_SCALE
        ? number.toString()
        : number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private static UnreadableFile unreadable(Exception cause) {
    var refusal = new UnreadableFile("file", "readable", "isn't a workbook that can be read");
    refusal.initCause(cause);
    return refusal;
  }

  private record XlsxRow(long line, int size, List<String> cells) implements Row {
    @Override
    public String cell(int index) {
      return index < cells.size() ? cells.get(index) : "";
    }
  }
}
