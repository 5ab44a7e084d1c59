package io.tierstream.order.rest;

import io.tierstream.order.application.CsvFile;
import io.tierstream.order.application.ImportConfig;
import io.tierstream.order.application.ImportFile;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.zip.GZIPInputStream;

/** Opens what is uploaded, whatever it is packed in. */
@ApplicationScoped
class UploadedFiles {

  static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

  private static final int BUFFER = 64 * 1024;
  private static final int[] GZIP_MAGIC = {0x1f, 0x8b};

  private final ImportConfig config;

  UploadedFiles(ImportConfig config) {
    this.config = config;
  }

  ImportFile open(InputStream body, String encoding, String type) throws IOException {
    if (encoding != null && !encoding.equals("gzip") && !encoding.equals("identity")) {
      throw new jakarta.ws.rs.NotSupportedException();
    }
    return new CsvFile(new Limited(unpacked(body), config.maxFileBytes()));
  }

  // No CSV file begins like that, so the bytes themselves are asked, not the headers.
  private static InputStream unpacked(InputStream body) throws IOException {
    var in = new PushbackInputStream(body, 2);
    var start = in.readNBytes(2);
    in.unread(start);
    var isPacked =
        start.length == 2
            && (start[0] & 0xff) == GZIP_MAGIC[0]
            && (start[1] & 0xff) == GZIP_MAGIC[1];
    return isPacked ? new GZIPInputStream(in, BUFFER) : in;
  }

  /** A small file can unpack to anything. */
  private static final class Limited extends FilterInputStream {

    private long left;

    Limited(InputStream in, long limit) {
      super(in);
      left = limit;
    }

    @Override
    public int read() throws IOException {
      var next = super.read();
      spent(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return spent(super.read(buffer, offset, length));
    }

    private int spent(int bytes) throws FileTooLarge {
      left -= Math.max(bytes, 0);
      if (left < 0) {
        throw new FileTooLarge();
      }
      return bytes;
    }
  }

  /** A file is larger than any that is taken. */
  static final class FileTooLarge extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
