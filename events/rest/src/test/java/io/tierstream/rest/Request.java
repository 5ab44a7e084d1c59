package io.tierstream.rest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * An HTTP request as it will be on the wire, with anything in it; for tests.
 *
 * @param target path and query, encoded
 * @param headers lines, without Host and Content-Length
 * @param body null for none
 */
public record Request(String method, String target, List<String> headers, byte[] body) {

  private static final String XLSX =
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

  /** A question. */
  public static Request get(String target) {
    return new Request("GET", target, List.of("Accept: */*"), null);
  }

  /** A request without a body. */
  public static Request bare(String method, String target) {
    return new Request(method, target, List.of(), null);
  }

  /** A request in JSON. */
  public static Request json(String method, String target, String json) {
    return new Request(
        method, target, List.of("Content-Type: application/json"), json.getBytes(UTF_8));
  }

  /** An upload of a CSV file. */
  public static Request csv(String target, String csv) {
    return new Request("POST", target, List.of("Content-Type: text/csv"), csv.getBytes(UTF_8));
  }

  /** The same rows as a workbook. */
  public static Request workbook(String target, String csv) {
    return new Request("POST", target, List.of("Content-Type: " + XLSX), workbook(csv));
  }

  /** The same request with another header. */
  public Request with(String header, String value) {
    var others = new ArrayList<>(headers);
    others.removeIf(line -> line.regionMatches(true, 0, header + ":", 0, header.length() + 1));
    if (value != null) {
      others.add(header + ": " + value);
    }
    return new Request(method, target, others, body);
  }

  Request withMethod(String other) {
    return new Request(other, target, headers, body);
  }

  Request withTarget(String other) {
    return new Request(method, other, headers, body);
  }

  Request withBody(byte[] other) {
    return new Request(method, target, headers, other);
  }

  boolean isJson() {
    return headers.contains("Content-Type: application/json");
  }

  byte[] bytes() {
    var bytes = new ByteArrayOutputStream();
    bytes.writeBytes((method + " " + target + " HTTP/1.1\r\n").getBytes(ISO_8859_1));
    headers.forEach(line -> bytes.writeBytes((line + "\r\n").getBytes(ISO_8859_1)));
    if (headers.stream().noneMatch(line -> line.startsWith("Host"))) {
      bytes.writeBytes("Host: localhost\r\n".getBytes(ISO_8859_1));
    }
    if (body != null && headers.stream().noneMatch(line -> line.startsWith("Transfer-Encoding"))) {
      bytes.writeBytes(("Content-Length: " + body.length + "\r\n").getBytes(ISO_8859_1));
    }
    bytes.writeBytes("\r\n".getBytes(ISO_8859_1));
    if (body != null) {
      bytes.writeBytes(body);
    }
    return bytes.toByteArray();
  }

  private static byte[] workbook(String csv) {
    var rows = new StringBuilder();
    for (var line : csv.strip().split("\n", -1)) {
      rows.append("<row>");
      for (var cell : line.split(",", -1)) {
        rows.append("<c t=\"inlineStr\"><is><t>").append(cell).append("</t></is></c>");
      }
      rows.append("</row>");
    }
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      part(
          zip,
          "[Content_Types].xml",
          "<Types><Override PartName=\"/xl/workbook.xml\" ContentType=\""
              + XLSX
              + ".main+xml\"/></Types>");
      part(
          zip,
          "xl/_rels/workbook.xml.rels",
          "<R><Relationship Id=\"a\" Target=\"sheet.xml\"/></R>");
      part(
          zip,
          "xl/workbook.xml",
          """
          <workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
          <sheets><sheet name="S" sheetId="1" r:id="a"/></sheets></workbook>
          """);
      part(zip, "xl/sheet.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void part(ZipOutputStream zip, String name, String xml) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(xml.getBytes(UTF_8));
    zip.closeEntry();
  }
}
