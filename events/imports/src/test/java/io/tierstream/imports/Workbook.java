package io.tierstream.imports;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A workbook as nobody's program writes it: each of its parts can be anything. */
final class Workbook {

  private static final int DIRECTORY_ENTRY = 0x02014b50;
  private static final int UNPACKED_SIZE = 24;

  private final Map<String, Content> parts = new LinkedHashMap<>();

  Workbook() {
    part(
        "[Content_Types].xml",
        """
        <Types>
        <Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
        <Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>
        <Override PartName="/xl/texts.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>
        </Types>
        """);
    part("xl/_rels/workbook.xml.rels", "<R><Relationship Id=\"a\" Target=\"sheet.xml\"/></R>");
    part(
        "xl/workbook.xml",
        """
        <workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
        <sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>
        """);
    part("xl/styles.xml", "<styleSheet/>");
    part("xl/texts.xml", "<sst/>");
    sheet("");
  }

  /** Writes a part, which can be larger than memory. */
  interface Content {
    void write(OutputStream out) throws IOException;
  }

  Workbook sheet(String rows) {
    return part("xl/sheet.xml", sheetOf(rows));
  }

  Workbook texts(String texts) {
    return part("xl/texts.xml", "<sst>" + texts + "</sst>");
  }

  Workbook part(String name, String content) {
    return part(name, out -> out.write(content.getBytes(UTF_8)));
  }

  Workbook part(String name, Content content) {
    parts.put(name, content);
    return this;
  }

  Path writeTo(Path path) throws IOException {
    try (var zip = new ZipOutputStream(Files.newOutputStream(path))) {
      for (var part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        part.getValue().write(zip);
      }
    }
    return path;
  }

  /** The same with a directory in which every part has one byte. */
  Path writeLyingTo(Path path) throws IOException {
    var bytes = ByteBuffer.wrap(Files.readAllBytes(writeTo(path))).order(ByteOrder.LITTLE_ENDIAN);
    for (var i = 0; i < bytes.limit() - UNPACKED_SIZE - Integer.BYTES; i++) {
      if (bytes.getInt(i) == DIRECTORY_ENTRY) {
        bytes.putInt(i + UNPACKED_SIZE, 1);
      }
    }
    return Files.write(path, bytes.array());
  }

  static String sheetOf(String rows) {
    return "<worksheet><sheetData>" + rows + "</sheetData></worksheet>";
  }
}
