package io.tierstream.imports;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.NotSupportedException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Opens what is uploaded, whatever it is packed in. */
@ApplicationScoped
class UploadedFiles {

  static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

  private static final int BUFFER = 64 * 1024;
  private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
  private static final byte[] ZIP_MAGIC = {'P', 'K', 3, 4};

  private final ImportConfig config;
  private final UploadsFolder folder;

  UploadedFiles(ImportConfig config, UploadsFolder folder) {
    this.config = config;
    this.folder = folder;
  }

  ImportFile open(InputStream body, String encoding) throws IOException {
    if (encoding != null && !encoding.equals("gzip") && !encoding.equals("identity")) {
      throw new NotSupportedException();
    }
    var in = new PushbackInputStream(unpacked(body), ZIP_MAGIC.length);
    var limited = new Limited(in, config.maxFileBytes());
    return startsWith(in, ZIP_MAGIC) ? workbook(limited) : new CsvFile(limited);
  }

  // A workbook is read from its end, so it can't be read from a stream.
  private ImportFile workbook(InputStream in) throws IOException {
    return new XlsxFile(StoredUpload.store(in, folder.newFile(".xlsx")), config.maxFileBytes());
  }

  private static InputStream unpacked(InputStream body) throws IOException {
    var in = new PushbackInputStream(body, GZIP_MAGIC.length);
    return startsWith(in, GZIP_MAGIC) ? new GZIPInputStream(in, BUFFER) : in;
  }

  // No CSV file begins like that, so the bytes themselves are asked, not the headers.
  private static boolean startsWith(PushbackInputStream in, byte[] magic) throws IOException {
    var start = in.readNBytes(magic.length);
    in.unread(start);
    return Arrays.equals(start, magic);
  }

  /** A small file can unpack to anything. */
  private static final class Limited extends CountedStream {

    private long left;

    Limited(InputStream in, long limit) {
      super(in);
      left = limit;
    }

    @Override
    void spent(int bytes) throws FileTooLarge {
      left -= bytes;
      if (left < 0) {
        throw new FileTooLarge();
      }
    }
  }
}
