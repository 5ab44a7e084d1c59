package io.tierstream.imports;

import io.tierstream.rest.StorageFailure;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file of ours for what is uploaded. That it can't be read to its end is the sender's fault and
 * stays an IOException; that it can't be written is ours.
 */
final class StoredUpload {

  private StoredUpload() {}

  /**
   * Copies all that comes to {@code path}.
   *
   * @throws StorageFailure when it can't be written; there is no file then, as after any failure
   */
  static Path store(InputStream in, Path path) throws IOException {
    try (var out = new Ours(open(path))) {
      in.transferTo(out);
      return path;
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  private static OutputStream open(Path path) {
    try {
      return Files.newOutputStream(path);
    } catch (IOException e) {
      throw new StorageFailure(e);
    }
  }

  /** Tells failures to write from failures to read. */
  private static final class Ours extends FilterOutputStream {

    Ours(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int next) {
      write(new byte[] {(byte) next}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw new StorageFailure(e);
      }
    }

    @Override
    public void close() {
      try {
        super.close();
      } catch (IOException e) {
        throw new StorageFailure(e);
      }
    }
  }
}
