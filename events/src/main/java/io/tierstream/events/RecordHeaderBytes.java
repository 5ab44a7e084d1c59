package io.tierstream.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/** Record headers as bytes, in order, values untouched (null included). */
public final class RecordHeaderBytes {

  private RecordHeaderBytes() {}

  public static byte[] write(Headers headers) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      for (var header : headers) {
        put(out, header.key().getBytes(UTF_8));
        put(out, header.value());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  public static Headers read(byte[] bytes) {
    var headers = new RecordHeaders();
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      while (in.available() > 0) {
        headers.add(new String(take(in), UTF_8), take(in));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return headers;
  }

  private static void put(DataOutputStream out, byte[] value) throws IOException {
    out.writeInt(value == null ? -1 : value.length);
    if (value != null) {
      out.write(value);
    }
  }

  private static byte[] take(DataInputStream in) throws IOException {
    var length = in.readInt();
    return length < 0 ? null : in.readNBytes(length);
  }
}
