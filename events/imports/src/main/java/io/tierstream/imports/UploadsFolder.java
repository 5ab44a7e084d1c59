package io.tierstream.imports;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.tierstream.rest.StorageFailure;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Where uploads are while they are read. Whoever is killed leaves a file there, of names and texts,
 * that nobody would ask for again: so it is emptied at the start, unless another process has it.
 * Each that has it holds a lock, which ends with the process however that ends.
 */
@ApplicationScoped
class UploadsFolder {

  private static final String LOCK = ".lock";

  private final Path path;
  private FileChannel lock;

  @Inject
  UploadsFolder(ImportConfig config) {
    this(config.uploads());
  }

  UploadsFolder(Path path) {
    this.path = path;
  }

  void start(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event)
      throws IOException {
    open();
  }

  void stop(@Observes ShutdownEvent event) throws IOException {
    close();
  }

  /** Takes the folder, which is made if it isn't there. */
  void open() throws IOException {
    make();
    lock = FileChannel.open(path.resolve(LOCK), CREATE, READ, WRITE);
    try {
      try (var alone = lock.tryLock(0, Long.MAX_VALUE, false)) {
        if (alone != null) {
          empty();
        }
      }
      lock.lock(0, Long.MAX_VALUE, true);
    } catch (OverlappingFileLockException e) {
      // this very process has it
    }
  }

  /** Leaves it to others. */
  void close() throws IOException {
    if (lock != null) {
      lock.close();
    }
  }

  /**
   * A new file in it.
   *
   * @throws StorageFailure when there can't be one
   */
  Path newFile(String suffix) {
    try {
      // who cleans up temporary files may have taken it away
      make();
      return Files.createTempFile(path, "import", suffix);
    } catch (IOException e) {
      throw new StorageFailure(e);
    }
  }

  private void make() throws IOException {
    if (!Files.isDirectory(path)) {
      Files.createDirectories(path, forUsAlone());
    }
  }

  private static FileAttribute<?>[] forUsAlone() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  private void empty() throws IOException {
    try (var left = Files.newDirectoryStream(path)) {
      for (var file : left) {
        if (Files.isRegularFile(file, NOFOLLOW_LINKS) && !file.endsWith(LOCK)) {
          Files.delete(file);
        }
      }
    }
  }
}
