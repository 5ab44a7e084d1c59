package io.tierstream.imports;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Says of what is read how much it is. */
abstract class CountedStream extends FilterInputStream {

  CountedStream(InputStream in) {
    super(in);
  }

  /** So many more bytes were read; throws when they are too many. */
  abstract void spent(int bytes) throws IOException;

  @Override
  public int read() throws IOException {
    var next = super.read();
    spent(next < 0 ? 0 : 1);
    return next;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    var read = super.read(buffer, offset, length);
    spent(Math.max(read, 0));
    return read;
  }
}
