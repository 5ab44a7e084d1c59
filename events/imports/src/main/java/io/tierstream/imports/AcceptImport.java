package io.tierstream.imports;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;

/** An upload is taken in, whatever it is packed in. */
@ApplicationScoped
public class AcceptImport {

  private final UploadedFiles uploads;
  private final FileImport files;
  private final StageImport stageImport;

  AcceptImport(UploadedFiles uploads, FileImport files, StageImport stageImport) {
    this.uploads = uploads;
    this.files = files;
    this.stageImport = stageImport;
  }

  /**
   * The id of the job that goes on with it, which survives restarts from here on.
   *
   * @param encoding the Content-Encoding, null for none
   * @param map which column is what; null for columns that are called what they are
   * @param zone of local times; null for UTC
   * @param parameters what the job shall know beyond the columns
   * @throws UnreadableFile when the file as a whole, or a parameter, can't be taken
   * @throws FileTooLarge when it is, unpacked
   */
  public String accept(
      InputStream body, String encoding, String map, String zone, Map<String, String> parameters)
      throws FileTooLarge {
    var mapping = ColumnMapping.of(files.fields(), map);
    var local = zone(zone);
    try (var file = uploads.open(body, encoding)) {
      return stageImport.stage(file, mapping, local, parameters);
    } catch (UncheckedIOException e) {
      throw broken(e.getCause());
    } catch (IOException e) {
      throw broken(e);
    }
  }

  // The request breaks off, or what it packs is damaged.
  private static FileTooLarge broken(IOException e) {
    if (e instanceof FileTooLarge tooLarge) {
      return tooLarge;
    }
    var refusal =
        new UnreadableFile(
            "file", "readable", "can't be read to its end: it is damaged or cut off");
    refusal.initCause(e);
    throw refusal;
  }

  private static ZoneId zone(String name) {
    if (name == null) {
      return ZoneOffset.UTC;
    }
    try {
      return ZoneId.of(name);
    } catch (DateTimeException e) {
      throw new UnreadableFile("zone", "zone", "must be a time zone such as Europe/London");
    }
  }
}
