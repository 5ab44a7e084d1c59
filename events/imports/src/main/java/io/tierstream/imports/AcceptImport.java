package io.tierstream.imports;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** An upload is taken in, whatever it is packed in. */
@ApplicationScoped
public class AcceptImport {

  private final UploadedFiles uploads;
  private final FileImport files;
  private final StageImport stageImport;
  private final UploadKeys keys;

  AcceptImport(UploadedFiles uploads, FileImport files, StageImport stageImport, UploadKeys keys) {
    this.uploads = uploads;
    this.files = files;
    this.stageImport = stageImport;
    this.keys = keys;
  }

  /**
   * Takes in the upload of the current request.
   *
   * @param encoding the Content-Encoding, null for none
   * @param map which column is what; null for columns that are called what they are
   * @param zone of local times; null for UTC
   * @param parameters what the job shall know beyond the columns
   * @throws UnreadableFile when the file as a whole, or a parameter, can't be taken
   * @throws FileTooLarge when it is, unpacked
   */
  Accepted accept(
      InputStream body, String encoding, String map, String zone, Map<String, String> parameters)
      throws FileTooLarge {
    var mapping = ColumnMapping.of(files.fields(), map);
    var local = zone(zone);
    var upload =
        keys.upload(
            body,
            List.of(String.valueOf(map), local.getId(), new TreeMap<>(parameters).toString()));
    try (var file = uploads.open(upload.body(), encoding)) {
      return stageImport.stage(file, mapping, local, parameters, upload);
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
