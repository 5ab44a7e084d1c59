package io.tierstream.imports;

import com.fasterxml.aalto.stax.InputFactoryImpl;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * Refuses a workbook that unpacks to more than memory bears. The sizes that it declares prove
 * nothing, and which part is what is the file's own word, so all of it is walked through before it
 * is read: by the readers that read it then, which see nothing else the second time.
 */
final class WorkbookBounds {

  /** Of a row or a shared text, in characters, elements included. */
  private static final int MAX_UNIT = 4 * 1024 * 1024;

  /** Of all that is held in memory while rows are read, in characters, elements included. */
  private static final long MAX_HELD = 256L * 1024 * 1024;

  /** Of what a parser takes in at once, such as an attribute or a comment, in bytes. */
  private static final int MAX_TOKEN = 16 * 1024 * 1024;

  /** A parser remembers every name; honest workbooks have some hundreds. */
  private static final int MAX_NAMES = 10_000;

  /** What an element costs beyond its texts, about: of tiny ones it is the number that counts. */
  private static final int ELEMENT = 24;

  /** What a reader of rows forgets again with their row. */
  private static final Set<String> PASSING = Set.of("row", "c", "v", "f", "is", "t");

  /** The last column is XFD; a row is as long in memory as its last cell's place says. */
  private static final Pattern PLACE = Pattern.compile("[A-Za-z]{1,3}[0-9]{1,7}");

  private static final XMLInputFactory PARSERS = parsers();

  private final Set<String> names = new HashSet<>();
  private long unpacked;
  private long held;

  private WorkbookBounds(long maxBytes) {
    unpacked = maxBytes;
    held = MAX_HELD;
  }

  /**
   * Checks it.
   *
   * @param maxBytes the most that its parts may have together, unpacked
   * @throws UnreadableFile when anything is too large
   */
  static void check(Path workbook, long maxBytes) throws IOException {
    var bounds = new WorkbookBounds(maxBytes);
    try (var zip = ZipFile.builder().setPath(workbook).get()) {
      for (var entries = zip.getEntries(); entries.hasMoreElements(); ) {
        try (var in = zip.getInputStream(entries.nextElement())) {
          bounds.check(in);
        }
      }
    }
  }

  private void check(InputStream in) throws IOException {
    var rationed = new Rationed(in);
    var part = new Part(rationed);
    try {
      part.walk();
    } catch (UnreadableFile e) {
      throw e;
    } catch (XMLStreamException | RuntimeException e) {
      rationed.renew(Long.MAX_VALUE);
      var rest = rationed.transferTo(OutputStream.nullOutputStream());
      if (part.isBegun) {
        // Who reads it stumbles here too, if not over the very same character.
        hold(rest);
      }
    }
  }

  private void hold(long characters) {
    held -= characters;
    if (held < 0) {
      throw tooLarge("has more texts, styles or sheets than can be read");
    }
  }

  private void know(String name) {
    if (names.add(name) && names.size() > MAX_NAMES) {
      throw tooLarge("has more names of elements than can be read");
    }
  }

  private static UnreadableFile tooLarge(String message) {
    return new UnreadableFile("file", "size", message);
  }

  // As those of the reader of rows.
  private static XMLInputFactory parsers() {
    var parsers = new InputFactoryImpl();
    parsers.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    parsers.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    return parsers;
  }

  /** A part on the way through it. */
  private final class Part {

    private final Rationed in;

    /** Whether it is XML, as far as it was walked. */
    private boolean isBegun;

    /** Whether what comes next stays in memory. */
    private boolean isHeld = true;

    private int depth;

    /** The depth of the row or shared text that is open; 0 when none is. */
    private int unitDepth;

    /** The depth of what is held within a row; 0 outside of it. */
    private int heldDepth;

    private int unit;

    Part(Rationed in) {
      this.in = in;
    }

    void walk() throws XMLStreamException {
      var xml = PARSERS.createXMLStreamReader(in);
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.START_ELEMENT -> open(xml);
          case XMLStreamConstants.END_ELEMENT -> close();
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
              spend(xml.getTextLength());
          default -> {
            // a comment and the like is forgotten at once
          }
        }
        in.renew(MAX_TOKEN);
      }
    }

    private void open(XMLStreamReader xml) {
      isBegun = true;
      depth++;
      var name = xml.getLocalName();
      var isRow = name.equals("row");
      if (unitDepth == 0 && (isRow || name.equals("si"))) {
        unitDepth = depth;
        unit = 0;
        isHeld = !isRow;
      } else if (!isHeld && !isPassing(name, xml)) {
        heldDepth = depth;
        isHeld = true;
      }
      if (unitDepth > 0 && name.equals("c")) {
        checkPlace(xml.getAttributeValue(null, "r"));
      }
      spend(ELEMENT);
      checkNames(xml);
    }

    // A formula with a range stands for others, to the end of the sheet.
    private static boolean isPassing(String name, XMLStreamReader xml) {
      return PASSING.contains(name)
          && !(name.equals("f") && xml.getAttributeValue(null, "ref") != null);
    }

    private static void checkPlace(String place) {
      if (place != null && !PLACE.matcher(place).matches()) {
        throw tooLarge("has a cell behind the last column, or at no place such as B2");
      }
    }

    private void checkNames(XMLStreamReader xml) {
      know(xml.getLocalName());
      know(String.valueOf(xml.getPrefix()));
      for (var i = 0; i < xml.getNamespaceCount(); i++) {
        know(String.valueOf(xml.getNamespacePrefix(i)));
      }
      for (var i = 0; i < xml.getAttributeCount(); i++) {
        know(xml.getAttributeLocalName(i));
        spend(xml.getAttributeValue(i).length());
      }
    }

    private void close() {
      if (depth == heldDepth) {
        heldDepth = 0;
        isHeld = false;
      }
      if (depth == unitDepth) {
        unitDepth = 0;
        isHeld = true;
      }
      depth--;
    }

    private void spend(int characters) {
      if (unitDepth > 0) {
        unit += characters;
        if (unit > MAX_UNIT) {
          throw tooLarge("has a row or a text that is too large");
        }
      }
      if (isHeld) {
        hold(characters);
      }
    }
  }

  /** Gives a parser so much at a time, and all parts together so much as a file may have. */
  private final class Rationed extends CountedStream {

    private long ration = MAX_TOKEN;

    Rationed(InputStream in) {
      super(in);
    }

    void renew(long bytes) {
      ration = bytes;
    }

    @Override
    void spent(int bytes) {
      ration -= bytes;
      unpacked -= bytes;
      if (unpacked < 0) {
        throw tooLarge("is too large, unpacked");
      }
      if (ration < 0) {
        throw tooLarge("has a text, a comment or an attribute that is too large");
      }
    }
  }
}
