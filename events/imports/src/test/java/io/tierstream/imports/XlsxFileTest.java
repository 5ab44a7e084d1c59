package io.tierstream.imports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class XlsxFileTest {

  private static final long MAX_BYTES = 1024L * 1024 * 1024;
  private static final int MEGABYTE = 1024 * 1024;

  @TempDir Path directory;

  @Test
  void rowsAreReadWithTheirNumbers() throws IOException {
    var workbook =
        new Workbook()
            .texts("<si><t>id</t></si><si><r><t>na</t></r><r><t>me</t></r></si>")
            .sheet(
                """
                <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>
                <row r="3"><c r="B3" t="inlineStr"><is><t>x</t></is></c></row>
                <row r="4"><c r="A4"><v>1.50</v></c><c r="XFD4"/></row>
                """)
            .part("xl/media/image1.png", "\u0089PNG");

    assertThat(read(workbook)).containsExactly("1: id|name", "3: |x", "4: 1.5|");
  }

  @Test
  void rowsWithoutNumbersAreCounted() throws IOException {
    var row = "<row><c t=\"inlineStr\"><is><t>x</t></is></c></row>";

    assertThat(read(new Workbook().sheet(row.repeat(3)))).containsExactly("1: x", "2: x", "3: x");
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 4, 0, -1})
  void aRowThatComesTwiceOrOutOfOrderIsRefusedByItsNumber(int second) {
    var rows =
        """
        <row r="5"><c t="inlineStr"><is><t>x</t></is></c></row>
        <row r="%d"><c t="inlineStr"><is><t>y</t></is></c></row>
        """
            .formatted(second);

    assertRefused(new Workbook().sheet(rows), "rows", "has row " + second + " after row 5");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void whatMemoryDoesNotBearIsRefused(String what, String why, Workbook workbook) {
    assertRefused(workbook, "size", why);
  }

  static Stream<Arguments> whatMemoryDoesNotBearIsRefused() {
    var long5 = "x".repeat(5 * MEGABYTE);
    var formula =
        "<row><c><f t=\"array\" ref=\"A1:A9\">" + "x".repeat(3 * MEGABYTE) + "</f></c></row>";
    return Stream.of(
        arguments(
            "a shared text",
            "a row or a text",
            new Workbook().texts("<si><t>" + long5 + "</t></si>")),
        arguments(
            "a shared text in pieces",
            "a row or a text",
            new Workbook().texts("<si>" + "<r><t>some</t></r>".repeat(MEGABYTE / 4) + "</si>")),
        arguments(
            "a cell's text",
            "a row or a text",
            new Workbook()
                .sheet("<row><c t=\"inlineStr\"><is><t>" + long5 + "</t></is></c></row>")),
        arguments(
            "a row of many cells",
            "a row or a text",
            new Workbook().sheet("<row>" + "<c/>".repeat(MEGABYTE) + "</row>")),
        arguments(
            "a row in disguise",
            "a row or a text",
            new Workbook()
                .sheet("<row><c>" + "<row><v>x</v></row>".repeat(MEGABYTE / 4) + "</c></row>")),
        arguments(
            "a cell far to the right",
            "behind the last column",
            new Workbook().sheet("<row><c r=\"ZZZZZZ1\"/></row>")),
        arguments(
            "an attribute",
            "an attribute",
            new Workbook().sheet("<row><c s=\"" + long5.repeat(4) + "\"/></row>")),
        arguments(
            "many shared texts",
            "more texts, styles or sheets",
            parts("xl/texts.xml", "<sst>", "<si/>".repeat(MEGABYTE), 11)),
        arguments(
            "many shared texts in disguise",
            "more texts, styles or sheets",
            parts("xl/texts.xml", "<sst>", "<row><si>xxxx</si></row>".repeat(MEGABYTE), 10)),
        arguments(
            "many formulas for others",
            "more texts, styles or sheets",
            parts("xl/sheet.xml", "<worksheet><sheetData>", formula, 90)),
        arguments(
            "many names",
            "names of elements",
            new Workbook()
                .sheet(
                    IntStream.range(0, 10_001)
                        .mapToObj(i -> "<n" + i + "/>")
                        .collect(Collectors.joining()))),
        arguments(
            "what no parser understands to its end",
            "more texts, styles or sheets",
            parts("xl/texts.xml", "<sst></wrong>", "x".repeat(MEGABYTE), 257)));
  }

  @Test
  void theSizesThatAWorkbookDeclaresProveNothing() throws IOException {
    var workbook = new Workbook().part("xl/other.xml", "x".repeat(MEGABYTE));
    var path = workbook.writeLyingTo(directory.resolve("lying.xlsx"));

    assertThatThrownBy(() -> new XlsxFile(path, MEGABYTE).close())
        .isInstanceOf(UnreadableFile.class)
        .hasMessage("is too large, unpacked");
    assertThat(path).doesNotExist();
  }

  @Test
  void manyLargeRowsAreNoHarm() throws IOException {
    var row = "<row><c t=\"inlineStr\"><is><t>" + "x".repeat(MEGABYTE) + "</t></is></c></row>";

    assertThat(
            read(
                parts(
                    "xl/sheet.xml",
                    "<worksheet><sheetData>",
                    row,
                    300,
                    "</sheetData></worksheet>")))
        .hasSize(300);
  }

  /** With a part that is {@code begin} and then so many times the same. */
  private static Workbook parts(String name, String begin, String content, int times) {
    return parts(name, begin, content, times, "");
  }

  private static Workbook parts(String name, String begin, String content, int times, String end) {
    return new Workbook()
        .part(
            name,
            out -> {
              out.write(begin.getBytes(UTF_8));
              var bytes = content.getBytes(UTF_8);
              for (var i = 0; i < times; i++) {
                out.write(bytes);
              }
              out.write(end.getBytes(UTF_8));
            });
  }

  private void assertRefused(Workbook workbook, String rule, String message) {
    assertThatThrownBy(() -> read(workbook))
        .isInstanceOfSatisfying(
            UnreadableFile.class,
            refusal -> {
              assertThat(refusal.rule()).isEqualTo(rule);
              assertThat(refusal).hasMessageContaining(message);
            });
    assertThat(directory).isEmptyDirectory();
  }

  private List<String> read(Workbook workbook) throws IOException {
    var rows = new ArrayList<String>();
    var path = workbook.writeTo(directory.resolve("upload.xlsx"));
    try (var file = new XlsxFile(path, MAX_BYTES)) {
      for (var row = file.next(); row != null; row = file.next()) {
        var cells = IntStream.range(0, row.size()).mapToObj(row::cell);
        rows.add(row.line() + ": " + cells.collect(Collectors.joining("|")));
      }
    }
    return rows;
  }
}
