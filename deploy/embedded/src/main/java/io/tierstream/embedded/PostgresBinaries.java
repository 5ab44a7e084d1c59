package io.tierstream.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** PostgreSQL's programs, unpacked once per version and user into {@code ~/.cache/tierstream}. */
final class PostgresBinaries {
  private static final int ANY_EXECUTE = 0b001_001_001;

  private PostgresBinaries() {}

  /** The folder of {@code postgres} and {@code initdb}. */
  static synchronized Path bin() {
    var archive = "postgres-" + Platform.name() + ".txz";
    var cache = Path.of(System.getProperty("user.home"), ".cache", "tierstream");
    var home =
        cache.resolve("postgresql-" + Platform.built("postgres.version") + "-" + Platform.name());
    try {
      if (!Files.exists(home)) {
        Files.createDirectories(cache);
        // Aside, then moved into place as a whole: others may be at it, or we may die half-way.
        var fresh = Files.createTempDirectory(cache, "unpacking-");
        unpack(archive, fresh);
        try {
          Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
          FileTree.delete(fresh);
          if (!Files.exists(home)) {
            throw e;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("PostgreSQL could not be unpacked to " + home + ".", e);
    }
    return home.resolve("bin");
  }

  private static void unpack(String archive, Path target) throws IOException {
    try (InputStream packed = PostgresBinaries.class.getResourceAsStream("/" + archive)) {
      if (packed == null) {
        throw new ServerStartException(
            "No PostgreSQL for this machine: " + archive + " is not on the class path.");
      }
      try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(packed))) {
        for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
          unpack(tar, entry, target);
        }
      }
    }
  }

  private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path target)
      throws IOException {
    var file = target.resolve(entry.getName()).normalize();
    if (!file.startsWith(target)) {
      throw new IOException("An entry outside of its archive: " + entry.getName());
    }
    if (entry.isDirectory()) {
      Files.createDirectories(file);
      return;
    }
    Files.createDirectories(file.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(file, Path.of(entry.getLinkName()));
    } else if (entry.isLink()) {
      Files.createLink(file, target.resolve(entry.getLinkName()));
    } else {
      Files.copy(tar, file);
      if ((entry.getMode() & ANY_EXECUTE) != 0) {
        Files.setPosixFilePermissions(file, executable(file));
      }
    }
  }

  private static Set<PosixFilePermission> executable(Path file) throws IOException {
    var permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    permissions.add(PosixFilePermission.OWNER_EXECUTE);
    permissions.add(PosixFilePermission.GROUP_EXECUTE);
    permissions.add(PosixFilePermission.OTHERS_EXECUTE);
    return permissions;
  }
}
