package io.tierstream.embedded.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A small file system that can be filled to the last byte, for a server's data; it is in memory and
 * goes with this JVM at the latest, however that ends.
 */
public final class SmallDisk implements AutoCloseable {
  // Like a server's guardian, it hears of this JVM's death by the end of its standard input.
  private static final String KEEPER =
      """
      trap : HUP INT TERM
      mount -t tmpfs -o size="$2" tierstream "$1" && echo mounted && read -r end
      umount -l "$1"
      rmdir "$1"
      """;

  private final Path folder;
  private final Process keeper;

  private SmallDisk(Path folder, Process keeper) {
    this.folder = folder;
    this.keeper = keeper;
  }

  /** A new one; empty where this process may not mount any, which takes root on Linux. */
  public static Optional<SmallDisk> mount(int megabytes) {
    try {
      var folder = Files.createTempDirectory("tierstream-disk-");
      var keeper =
          new ProcessBuilder("sh", "-c", KEEPER, "tierstream-disk", folder.toString())
              .redirectError(ProcessBuilder.Redirect.DISCARD);
      keeper.command().add(megabytes + "m");
      var disk = new SmallDisk(folder, keeper.start());
      if (disk.isMounted()) {
        return Optional.of(disk);
      }
      disk.close();
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is. */
  public Path folder() {
    return folder;
  }

  /** Leaves no room for one byte more; again, when some has come free since. */
  public void fill() {
    try (var ballast =
        FileChannel.open(ballast(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      var zeros = ByteBuffer.allocate(64 * 1024);
      while (hasRoom(ballast, zeros.clear())) {
        // The last write is cut short.
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes away what filled it. */
  public void free() {
    try {
      Files.deleteIfExists(ballast());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes it away, with all that is on it. */
  @Override
  public void close() {
    try {
      keeper.getOutputStream().close();
    } catch (IOException e) {
      // The keeper is gone already.
    }
    keeper.onExit().join();
  }

  private boolean isMounted() throws IOException {
    BufferedReader words = keeper.inputReader();
    return words.readLine() != null;
  }

  private Path ballast() {
    return folder.resolve("ballast");
  }

  private static boolean hasRoom(FileChannel ballast, ByteBuffer bytes) {
    try {
      ballast.write(bytes);
      return true;
    } catch (IOException full) {
      return false;
    }
  }
}
