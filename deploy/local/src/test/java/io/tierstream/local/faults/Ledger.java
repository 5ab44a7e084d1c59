package io.tierstream.local.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;

/**
 * What was asked of the system and what it answered, a line each: an intent is on the disk before
 * it is sent, an answer before whoever got it sends anything else. Threads that wait at the same
 * time share one write to the disk. Without its answer a request counts as one that nobody knows
 * the outcome of.
 */
public final class Ledger implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A line of the ledger: one of its parts is there. */
  @JsonInclude(Include.NON_NULL)
  public record Entry(Intent intent, Answer answer, Note note) {}

  /**
   * A request that is about to be sent.
   *
   * @param number of the request
   * @param effect the fact that is true once it was carried out; null when it makes none
   * @param again the request whose answer it must get, since it has its key; null for none
   */
  @JsonInclude(Include.NON_NULL)
  public record Intent(
      long number,
      String service,
      String method,
      String path,
      String key,
      JsonNode body,
      Effect effect,
      Long again) {}

  /**
   * A fact.
   *
   * @param customerId null when it is told to every partition
   * @param id of the order, feedback or customer; {@code pin} of a pin; {@code USD-2026-01-31} of a
   *     rate
   * @param status in which it leaves the order, feedback, customer or pin
   */
  @JsonInclude(Include.NON_NULL)
  public record Effect(String topic, String customerId, String id, long version, String status) {

    /** The same, of which there may be millions. */
    Effect interned() {
      return new Effect(
          topic.intern(),
          customerId == null ? null : customerId.intern(),
          id,
          version,
          status == null ? null : status.intern());
    }
  }

  /**
   * What came of sending a request, which may be sent several times.
   *
   * @param status null when there was no answer
   * @param tag the entity tag; null for none
   * @param failure why there was no answer; null when there was one
   */
  @JsonInclude(Include.NON_NULL)
  public record Answer(long number, Integer status, JsonNode body, String tag, String failure) {

    /** Whether it says that the request was carried out. */
    boolean isDone() {
      return status != null && status < 300;
    }

    /** Whether it says that the request wasn't, and won't be, carried out. */
    boolean isRefusal() {
      return status != null && status >= 400 && status < 500;
    }
  }

  /** Anything else that the checker must know: see {@link Said} for their kinds. */
  @JsonInclude(Include.NON_NULL)
  public record Note(String kind, JsonNode data) {}

  private final FileChannel file;
  private ByteArrayOutputStream waiting = new ByteArrayOutputStream();
  private long appended;
  private long forced;
  private boolean isForcing;
  private IOException failure;

  private Ledger(FileChannel file) {
    this.file = file;
  }

  /** Goes on with the ledger in {@code file}, or begins it. */
  public static Ledger in(Path file) {
    try {
      return new Ledger(
          FileChannel.open(
              file,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.APPEND));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns when it is on the disk. */
  public void append(Intent intent) {
    append(new Entry(intent, null, null));
  }

  /** It is on the disk before the next intent, and when the ledger is closed. */
  public void append(Answer answer) {
    try {
      add(JSON.writeValueAsBytes(new Entry(null, answer, null)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns when it is on the disk. */
  public void append(Note note) {
    append(new Entry(null, null, note));
  }

  /** Returns when all are on the disk. */
  public void append(List<Note> notes) {
    try {
      var last = notes.size() - 1;
      for (var note : notes.subList(0, last)) {
        add(JSON.writeValueAsBytes(new Entry(null, null, note)));
      }
      append(notes.get(last));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void append(Entry entry) {
    try {
      force(JSON.writeValueAsBytes(entry));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private synchronized long add(byte[] line) throws IOException {
    mustWork();
    waiting.writeBytes(line);
    waiting.write('\n');
    return ++appended;
  }

  private void force(byte[] line) throws IOException {
    long mine;
    synchronized (this) {
      mine = add(line);
      while (isForcing && forced < mine) {
        await();
      }
      if (forced >= mine) {
        return;
      }
      isForcing = true;
    }
    forceAll();
  }

  /** Writes what waits; by one thread at a time. */
  private void forceAll() throws IOException {
    byte[] lines;
    long last;
    synchronized (this) {
      lines = waiting.toByteArray();
      waiting = new ByteArrayOutputStream();
      last = appended;
    }
    IOException failed = null;
    try {
      var buffer = ByteBuffer.wrap(lines);
      while (buffer.hasRemaining()) {
        file.write(buffer);
      }
      file.force(false);
    } catch (IOException e) {
      failed = e;
    }
    synchronized (this) {
      failure = failure == null ? failed : failure;
      forced = last;
      isForcing = false;
      notifyAll();
      mustWork();
    }
  }

  private void await() throws IOException {
    try {
      wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while an entry was on its way to the disk", e);
    }
    mustWork();
  }

  private void mustWork() throws IOException {
    if (failure != null) {
      throw new IOException("the ledger can't be written", failure);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      forceAll();
    } finally {
      file.close();
    }
  }

  /** Reads a ledger from its beginning; a line that was cut short wasn't acted upon. */
  public static void read(Path file, Consumer<Entry> reader) {
    try (BufferedReader lines = Files.newBufferedReader(file, UTF_8)) {
      String line = lines.readLine();
      while (line != null) {
        String next = lines.readLine();
        try {
          reader.accept(JSON.readValue(line, Entry.class));
        } catch (JsonProcessingException e) {
          if (next != null) {
            throw e;
          }
        }
        line = next;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
